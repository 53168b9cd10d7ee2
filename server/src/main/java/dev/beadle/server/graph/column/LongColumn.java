package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
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

  /** Starts a version with many values changed; this column stays as it is. */
  public Editor edit() {
    return new Editor(this);
  }

  /** The bytes it takes, shared chunks included. */
  public long sizeInBytes() {
    long bytes = ObjectSize.ofArray(chunks.length, ObjectSize.REFERENCE);
    for (Chunk chunk : chunks) {
      bytes += chunk.sizeInBytes();
    }
    return bytes;
  }

  /** Writes it as it lies in memory. */
  public void write(ImageWriter image) {
    image.number(length);
    for (Chunk chunk : chunks) {
      chunk.write(image);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static LongColumn read(ImageReader image) {
    int length = image.length();
    Chunk[] chunks = new Chunk[chunksFor(length)];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = Chunk.read(image);
    }
    return new LongColumn(chunks, length);
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

  /**
   * A column being changed: the list of chunks is copied once, a chunk is unpacked at its first
   * write and packed again at the end. Not thread-safe.
   */
  public static final class Editor {
    private Chunk[] chunks;
    private int length;
    // Which chunks are open; one that was open and has been taken away may still be listed.
    private int[] opened = new int[4];
    private int openedCount;

    private Editor(LongColumn base) {
      this.chunks = base.chunks.clone();
      this.length = base.length;
    }

    /** The value at {@code index}, 0 to {@link #length()} - 1. */
    public long get(int index) {
      return chunks[index >> CHUNK_BITS].get(index & CHUNK_MASK);
    }

    /** Replaces the value at {@code index}, 0 to {@link #length()} - 1. */
    public void set(int index, long value) {
      open(index >> CHUNK_BITS).values[index & CHUNK_MASK] = value;
    }

    /** Adds a value at the end. */
    public void add(long value) {
      int chunk = length >> CHUNK_BITS;
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk + chunk / 2 + 1);
      }
      if ((length & CHUNK_MASK) == 0) {
        chunks[chunk] = list(chunk, new Open());
      }
      open(chunk).values[length++ & CHUNK_MASK] = value;
    }

    /** Takes the last value away; there must be one. */
    public void removeLast() {
      length--;
    }

    public int length() {
      return length;
    }

    /** The column; the editor must not be used afterwards. */
    public LongColumn build() {
      int count = chunksFor(length);
      for (int i = 0; i < openedCount; i++) {
        int chunk = opened[i];
        if (chunk < count && chunks[chunk] instanceof Open open) {
          chunks[chunk] = Chunk.of(open.values, lengthOf(chunk));
        }
      }
      return new LongColumn(chunks.length == count ? chunks : Arrays.copyOf(chunks, count), length);
    }

    private int lengthOf(int chunk) {
      return Math.min(CHUNK_LENGTH, length - (chunk << CHUNK_BITS));
    }

    private Open open(int chunk) {
      if (chunks[chunk] instanceof Open open) {
        return open;
      }
      Open open = list(chunk, unpacked(chunk));
      chunks[chunk] = open;
      return open;
    }

    private Open unpacked(int chunk) {
      Open open = new Open();
      for (int i = 0; i < lengthOf(chunk); i++) {
        open.values[i] = chunks[chunk].get(i);
      }
      return open;
    }

    private Open list(int chunk, Open open) {
      if (openedCount == opened.length) {
        opened = Arrays.copyOf(opened, openedCount * 2);
      }
      opened[openedCount++] = chunk;
      return open;
    }
  }

  private sealed interface Chunk {
    long get(int index);

    long sizeInBytes();

    void write(ImageWriter image);

    static Chunk read(ImageReader image) {
      int bytes = image.smallNumber();
      return switch (bytes) {
        case 0 -> new Same(image.number());
        case Byte.BYTES -> new Bytes(image.number(), image.bytes());
        case Character.BYTES -> new Chars(image.number(), image.chars());
        case Integer.BYTES -> new Ints(image.number(), image.ints());
        case Long.BYTES -> new Longs(image.longs());
        default -> throw new MalformedImageException("a chunk of " + bytes + " bytes a value");
      };
    }

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

    @Override
    public void write(ImageWriter image) {
      image.number(0);
      image.number(value);
    }
  }

  // The chunks with arrays are classes, not records: their equality would be the arrays' identity.

  /** A chunk that is being written; no built column has one. */
  private static final class Open implements Chunk {
    private final long[] values = new long[CHUNK_LENGTH];

    @Override
    public long get(int index) {
      return values[index];
    }

    @Override
    public long sizeInBytes() {
      throw new IllegalStateException("a chunk is still open");
    }

    @Override
    public void write(ImageWriter image) {
      throw new IllegalStateException("a chunk is still open");
    }
  }

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

    @Override
    public void write(ImageWriter image) {
      image.number(Byte.BYTES);
      image.number(least);
      image.bytes(offsets);
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

    @Override
    public void write(ImageWriter image) {
      image.number(Character.BYTES);
      image.number(least);
      image.chars(offsets);
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

    @Override
    public void write(ImageWriter image) {
      image.number(Integer.BYTES);
      image.number(least);
      image.ints(offsets);
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

    @Override
    public void write(ImageWriter image) {
      image.number(Long.BYTES);
      image.longs(values);
    }
  }
}
