package dev.beadle.server.graph.column;

import java.util.Arrays;

/**
 * A persistent list of longs, each chunk stored as offsets from its least value in as few bytes as
 * they need: ids that grow, or flags, take one to four bytes and a chunk of equal values none.
 * Immutable and so thread-safe. A new version with one value changed packs one chunk of {@value
 * #CHUNK_LENGTH} values again and copies the list of chunks.
 */
public final class LongColumn {
  private static final int CHUNK_BITS = 9;
  static final int CHUNK_LENGTH = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_LENGTH - 1;

  private final Chunk[] chunks;
  private final int length;

  private LongColumn(Chunk[] chunks, int length) {
    this.chunks = chunks;
    this.length = length;
  }

  /** The values so far, in order. */
  public static final class Builder {
    private Chunk[] chunks = new Chunk[4];
    private final long[] open = new long[CHUNK_LENGTH];
    private int length;

    /** Adds a value at the end. */
    public void add(long value) {
      open[length++ & CHUNK_MASK] = value;
      if ((length & CHUNK_MASK) == 0) {
        close(CHUNK_LENGTH);
      }
    }

    /** The value at {@code index}, 0 to {@link #length()} - 1. */
    public long get(int index) {
      return index >> CHUNK_BITS == length >> CHUNK_BITS
          ? open[index & CHUNK_MASK]
          : chunks[index >> CHUNK_BITS].get(index & CHUNK_MASK);
    }

    public int length() {
      return length;
    }

    /** The column; the builder must not be used afterwards. */
    public LongColumn build() {
      if ((length & CHUNK_MASK) != 0) {
        close(length & CHUNK_MASK);
      }
      return new LongColumn(Arrays.copyOf(chunks, chunksFor(length)), length);
    }

    private void close(int chunkLength) {
      int chunk = chunksFor(length) - 1;
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunks.length * 2);
      }
      chunks[chunk] = Chunk.of(open, chunkLength);
    }
  }

  /** The value at {@code index}, 0 to {@link #length()} - 1. */
  public long get(int index) {
    return chunks[index >> CHUNK_BITS].get(index & CHUNK_MASK);
  }

  public int length() {
    return length;
  }

  /** A version with another value at {@code index}, 0 to {@link #length()} - 1. */
  public LongColumn with(int index, long value) {
    Chunk[] newChunks = chunks.clone();
    replace(newChunks, index, value, Math.min(CHUNK_LENGTH, length - (index & ~CHUNK_MASK)));
    return new LongColumn(newChunks, length);
  }

  /** A version with one more value at the end. */
  public LongColumn plus(long value) {
    Chunk[] newChunks = Arrays.copyOf(chunks, chunksFor(length + 1));
    replace(newChunks, length, value, (length & CHUNK_MASK) + 1);
    return new LongColumn(newChunks, length + 1);
  }

  /** The bytes it takes, shared chunks included. */
  public long sizeInBytes() {
    long bytes = ObjectSize.ofArray(chunks.length, ObjectSize.REFERENCE);
    for (Chunk chunk : chunks) {
      bytes += chunk.sizeInBytes();
    }
    return bytes;
  }

  private static void replace(Chunk[] chunks, int index, long value, int chunkLength) {
    long[] values = new long[chunkLength];
    Chunk old = chunks[index >> CHUNK_BITS];
    for (int i = 0; i < chunkLength; i++) {
      values[i] = i == (index & CHUNK_MASK) ? value : old.get(i);
    }
    chunks[index >> CHUNK_BITS] = Chunk.of(values, chunkLength);
  }

  private static int chunksFor(int length) {
    return (length + CHUNK_LENGTH - 1) >> CHUNK_BITS;
  }

  private sealed interface Chunk {
    long get(int index);

    long sizeInBytes();

    static Chunk of(long[] values, int length) {
      long least = Long.MAX_VALUE;
      long greatest = Long.MIN_VALUE;
      for (int i = 0; i < length; i++) {
        least = Math.min(least, values[i]);
        greatest = Math.max(greatest, values[i]);
      }
      long range = greatest - least;
      if (range == 0) {
        return new Same(least);
      }
      if (range < 0 || range > 0xFFFF_FFFFL) {
        return new Longs(Arrays.copyOf(values, length));
      }
      return range <= 0xFF
          ? Bytes.of(values, length, least)
          : range <= 0xFFFF ? Chars.of(values, length, least) : Ints.of(values, length, least);
    }
  }

  private record Same(long value) implements Chunk {
    @Override
    public long get(int index) {
      return value;
    }

    @Override
    public long sizeInBytes() {
      return ObjectSize.ofObject(Long.BYTES);
    }
  }

  // The chunks with arrays are classes, not records: their equality would be the arrays' identity.

  private static final class Bytes implements Chunk {
    private final long least;
    private final byte[] offsets;

    private Bytes(long least, byte[] offsets) {
      this.least = least;
      this.offsets = offsets;
    }

    static Bytes of(long[] values, int length, long least) {
      byte[] offsets = new byte[length];
      for (int i = 0; i < length; i++) {
        offsets[i] = (byte) (values[i] - least);
      }
      return new Bytes(least, offsets);
    }

    @Override
    public long get(int index) {
      return least + (offsets[index] & 0xFF);
    }

    @Override
    public long sizeInBytes() {
      return ObjectSize.ofObject(Long.BYTES + ObjectSize.REFERENCE)
          + ObjectSize.ofArray(offsets.length, Byte.BYTES);
    }
  }

  private static final class Chars implements Chunk {
    private final long least;
    private final char[] offsets;

    private Chars(long least, char[] offsets) {
      this.least = least;
      this.offsets = offsets;
    }

    static Chars of(long[] values, int length, long least) {
      char[] offsets = new char[length];
      for (int i = 0; i < length; i++) {
        offsets[i] = (char) (values[i] - least);
      }
      return new Chars(least, offsets);
    }

    @Override
    public long get(int index) {
      return least + offsets[index];
    }

    @Override
    public long sizeInBytes() {
      return ObjectSize.ofObject(Long.BYTES + ObjectSize.REFERENCE)
          + ObjectSize.ofArray(offsets.length, Character.BYTES);
    }
  }

  private static final class Ints implements Chunk {
    private final long least;
    private final int[] offsets;

    private Ints(long least, int[] offsets) {
      this.least = least;
      this.offsets = offsets;
    }

    static Ints of(long[] values, int length, long least) {
      int[] offsets = new int[length];
      for (int i = 0; i < length; i++) {
        offsets[i] = (int) (values[i] - least);
      }
      return new Ints(least, offsets);
    }

    @Override
    public long get(int index) {
      return least + (offsets[index] & 0xFFFF_FFFFL);
    }

    @Override
    public long sizeInBytes() {
      return ObjectSize.ofObject(Long.BYTES + ObjectSize.REFERENCE)
          + ObjectSize.ofArray(offsets.length, Integer.BYTES);
    }
  }

  private static final class Longs implements Chunk {
    private final long[] values;

    private Longs(long[] values) {
      this.values = values;
    }

    @Override
    public long get(int index) {
      return values[index];
    }

    @Override
    public long sizeInBytes() {
      return ObjectSize.ofObject(ObjectSize.REFERENCE)
          + ObjectSize.ofArray(values.length, Long.BYTES);
    }
  }
}
