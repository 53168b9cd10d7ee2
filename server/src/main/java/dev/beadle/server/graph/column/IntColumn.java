package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;

/**
 * A persistent list of ints. Immutable and so thread-safe. Reading costs two array loads; a new
 * version with one value changed copies one chunk of {@value #CHUNK_LENGTH} values and the list of
 * chunks.
 */
public final class IntColumn {
  private static final int CHUNK_BITS = 10;
  static final int CHUNK_LENGTH = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_LENGTH - 1;

  private final int[][] chunks;
  private final int length;

  private IntColumn(int[][] chunks, int length) {
    this.chunks = chunks;
    this.length = length;
  }

  /** The values so far, in order. */
  public static final class Builder {
    private int[][] chunks = new int[4][];
    private int length;

    /** Adds a value at the end. */
    public void add(int value) {
      int chunk = length >> CHUNK_BITS;
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunks.length * 2);
      }
      if ((length & CHUNK_MASK) == 0) {
        chunks[chunk] = new int[CHUNK_LENGTH];
      }
      chunks[chunk][length++ & CHUNK_MASK] = value;
    }

    /** Replaces the value at {@code index}, 0 to {@link #length()} - 1. */
    public void set(int index, int value) {
      chunks[index >> CHUNK_BITS][index & CHUNK_MASK] = value;
    }

    /** The value at {@code index}, 0 to {@link #length()} - 1. */
    public int get(int index) {
      return chunks[index >> CHUNK_BITS][index & CHUNK_MASK];
    }

    public int length() {
      return length;
    }

    /** The column; the builder must not be used afterwards. */
    public IntColumn build() {
      return new IntColumn(Arrays.copyOf(chunks, chunksFor(length)), length);
    }
  }

  /** The value at {@code index}, 0 to {@link #length()} - 1. */
  public int get(int index) {
    return chunks[index >> CHUNK_BITS][index & CHUNK_MASK];
  }

  public int length() {
    return length;
  }

  /** A version with another value at {@code index}, 0 to {@link #length()} - 1. */
  public IntColumn with(int index, int value) {
    int[][] newChunks = chunks.clone();
    int[] newChunk = newChunks[index >> CHUNK_BITS].clone();
    newChunk[index & CHUNK_MASK] = value;
    newChunks[index >> CHUNK_BITS] = newChunk;
    return new IntColumn(newChunks, length);
  }

  /** A version with one more value at the end. */
  public IntColumn plus(int value) {
    int[][] newChunks = Arrays.copyOf(chunks, chunksFor(length + 1));
    int last = length >> CHUNK_BITS;
    int[] newChunk = (length & CHUNK_MASK) == 0 ? new int[CHUNK_LENGTH] : newChunks[last].clone();
    newChunk[length & CHUNK_MASK] = value;
    newChunks[last] = newChunk;
    return new IntColumn(newChunks, length + 1);
  }

  /** Starts a version with many values changed; this column stays as it is. */
  public Editor edit() {
    return new Editor(this);
  }

  /** The bytes it takes, shared chunks included. */
  public long sizeInBytes() {
    return ObjectSize.ofArray(chunks.length, ObjectSize.REFERENCE)
        + chunks.length * ObjectSize.ofArray(CHUNK_LENGTH, Integer.BYTES);
  }

  /** Writes it as it lies in memory. */
  public void write(ImageWriter image) {
    image.number(length);
    for (int[] chunk : chunks) {
      image.ints(chunk);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static IntColumn read(ImageReader image) {
    int length = image.length();
    int[][] chunks = new int[chunksFor(length)][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = image.ints();
    }
    return new IntColumn(chunks, length);
  }

  private static int chunksFor(int length) {
    return (length + CHUNK_LENGTH - 1) >> CHUNK_BITS;
  }

  /**
   * A column being changed: the list of chunks is copied once, a chunk at its first write. Not
   * thread-safe.
   */
  public static final class Editor {
    private final IntColumn base;
    private int[][] chunks;
    private int length;

    private Editor(IntColumn base) {
      this.base = base;
      this.chunks = base.chunks.clone();
      this.length = base.length;
    }

    /** The value at {@code index}, 0 to {@link #length()} - 1. */
    public int get(int index) {
      return chunks[index >> CHUNK_BITS][index & CHUNK_MASK];
    }

    /** Replaces the value at {@code index}, 0 to {@link #length()} - 1. */
    public void set(int index, int value) {
      ownChunk(index >> CHUNK_BITS)[index & CHUNK_MASK] = value;
    }

    /** Adds a value at the end. */
    public void add(int value) {
      int chunk = length >> CHUNK_BITS;
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk + chunk / 2 + 1);
      }
      if ((length & CHUNK_MASK) == 0) {
        chunks[chunk] = new int[CHUNK_LENGTH];
      }
      ownChunk(chunk)[length++ & CHUNK_MASK] = value;
    }

    /** Takes the last value away; there must be one. */
    public void removeLast() {
      length--;
    }

    public int length() {
      return length;
    }

    /** The column; the editor must not be used afterwards. */
    public IntColumn build() {
      int count = chunksFor(length);
      return new IntColumn(chunks.length == count ? chunks : Arrays.copyOf(chunks, count), length);
    }

    @SuppressWarnings("ReferenceEquality") // whether it is still that of the base
    private int[] ownChunk(int chunk) {
      if (chunk < base.chunks.length && chunks[chunk] == base.chunks[chunk]) {
        chunks[chunk] = chunks[chunk].clone();
      }
      return chunks[chunk];
    }
  }
}
