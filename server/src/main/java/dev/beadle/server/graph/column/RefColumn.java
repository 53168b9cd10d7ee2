package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A persistent list of references, where most may be absent: a chunk without any takes no room.
 * Immutable and so thread-safe, as long as what it refers to is. Reading costs two array loads; a
 * new version with one reference changed copies one chunk of {@value #CHUNK_LENGTH} and the list of
 * chunks.
 */
public final class RefColumn<T> {
  private static final int CHUNK_BITS = 9;
  static final int CHUNK_LENGTH = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_LENGTH - 1;

  private final @Nullable Object[] @Nullable [] chunks;
  private final int length;

  private RefColumn(@Nullable Object[] @Nullable [] chunks, int length) {
    this.chunks = chunks;
    this.length = length;
  }

  /** A column of {@code length} absent references. */
  public static <T> RefColumn<T> ofAbsent(int length) {
    return new RefColumn<>(new @Nullable Object[chunksFor(length)] @Nullable [], length);
  }

  /** The references so far, by position. */
  public static final class Builder<T> {
    private @Nullable Object[] @Nullable [] chunks = new @Nullable Object[4] @Nullable [];
    private int length;

    /** Adds a reference, or its absence, at the end. */
    public void add(@Nullable T value) {
      set(length, value);
    }

    /** Sets the reference at {@code index}; what lies between it and the end is absent. */
    public void set(int index, @Nullable T value) {
      length = Math.max(length, index + 1);
      if (chunksFor(length) > chunks.length) {
        chunks = Arrays.copyOf(chunks, Math.max(chunks.length * 2, chunksFor(length)));
      }
      @Nullable Object[] chunk = chunks[index >> CHUNK_BITS];
      if (chunk == null) {
        if (value == null) {
          return;
        }
        chunk = new @Nullable Object[CHUNK_LENGTH];
        chunks[index >> CHUNK_BITS] = chunk;
      }
      chunk[index & CHUNK_MASK] = value;
    }

    /** The reference at {@code index}, or null when there is none or it is past the end. */
    @SuppressWarnings("unchecked") // only T is ever stored
    public @Nullable T findAt(int index) {
      if (index >= length) {
        return null;
      }
      @Nullable Object[] chunk = chunks[index >> CHUNK_BITS];
      return chunk == null ? null : (T) chunk[index & CHUNK_MASK];
    }

    public int length() {
      return length;
    }

    /** The column; the builder must not be used afterwards. */
    public RefColumn<T> build() {
      return new RefColumn<>(Arrays.copyOf(chunks, chunksFor(length)), length);
    }
  }

  /** The reference at {@code index}, 0 to {@link #length()} - 1, or null when it is absent. */
  @SuppressWarnings("unchecked") // only T is ever stored
  public @Nullable T findAt(int index) {
    @Nullable Object[] chunk = chunks[index >> CHUNK_BITS];
    return chunk == null ? null : (T) chunk[index & CHUNK_MASK];
  }

  public int length() {
    return length;
  }

  /**
   * The indices at which there is a reference, ascending. Cost: that of the chunks that have any.
   */
  public void forEachPresent(IntConsumer action) {
    for (int index = 0; index < length; index++) {
      if (chunks[index >> CHUNK_BITS] == null) {
        index |= CHUNK_MASK;
      } else if (findAt(index) != null) {
        action.accept(index);
      }
    }
  }

  /**
   * A version with another reference, or none, at {@code index}; past the end, it grows to hold it.
   */
  public RefColumn<T> with(int index, @Nullable T value) {
    int newLength = Math.max(length, index + 1);
    @Nullable Object[] @Nullable [] newChunks = Arrays.copyOf(chunks, chunksFor(newLength));
    @Nullable Object[] chunk = newChunks[index >> CHUNK_BITS];
    @Nullable Object[] newChunk =
        chunk == null ? new @Nullable Object[CHUNK_LENGTH] : chunk.clone();
    newChunk[index & CHUNK_MASK] = value;
    newChunks[index >> CHUNK_BITS] = newChunk;
    return new RefColumn<>(newChunks, newLength);
  }

  /** Starts a version with many references changed; this column stays as it is. */
  public Editor<T> edit() {
    return new Editor<>(this);
  }

  /**
   * The bytes it takes, shared chunks included.
   *
   * @param sizeOfValue the bytes of one value, 0 for one that is counted elsewhere
   */
  public long sizeInBytes(ToLongFunction<T> sizeOfValue) {
    long bytes = ObjectSize.ofArray(chunks.length, ObjectSize.REFERENCE);
    for (@Nullable Object[] chunk : chunks) {
      bytes += chunk == null ? 0 : ObjectSize.ofArray(CHUNK_LENGTH, ObjectSize.REFERENCE);
    }
    for (int i = 0; i < length; i++) {
      T value = findAt(i);
      bytes += value == null ? 0 : sizeOfValue.applyAsLong(value);
    }
    return bytes;
  }

  /**
   * Writes it as it lies in memory.
   *
   * @param writeValue writes one value
   */
  public void write(ImageWriter image, BiConsumer<T, ImageWriter> writeValue) {
    image.number(length);
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      image.bytes(presenceIn(chunk));
      int end = Math.min((chunk + 1) << CHUNK_BITS, length);
      for (int index = chunk << CHUNK_BITS; index < end; index++) {
        T value = findAt(index);
        if (value != null) {
          writeValue.accept(value, image);
        }
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param readValue reads one value
   */
  public static <T> RefColumn<T> read(ImageReader image, Function<ImageReader, T> readValue) {
    int length = image.length();
    var chunks = new @Nullable Object[chunksFor(length)] @Nullable [];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      byte[] presence = image.bytes();
      if (presence.length > 0) {
        @Nullable Object[] values = new @Nullable Object[CHUNK_LENGTH];
        for (int i = 0; i < presence.length; i++) {
          values[i] = presence[i] == 0 ? null : readValue.apply(image);
        }
        chunks[chunk] = values;
      }
    }
    return new RefColumn<>(chunks, length);
  }

  /** A byte for each place of a chunk: whether there is a reference; none for an absent chunk. */
  private byte[] presenceIn(int chunk) {
    @Nullable Object[] values = chunks[chunk];
    if (values == null) {
      return new byte[0];
    }
    byte[] presence = new byte[CHUNK_LENGTH];
    for (int i = 0; i < CHUNK_LENGTH; i++) {
      presence[i] = (byte) (values[i] == null ? 0 : 1);
    }
    return presence;
  }

  private static int chunksFor(int length) {
    return (length + CHUNK_LENGTH - 1) >> CHUNK_BITS;
  }

  /**
   * A column being changed: the list of chunks is copied once, a chunk at its first write. Not
   * thread-safe.
   */
  public static final class Editor<T> {
    private final RefColumn<T> base;
    private @Nullable Object[] @Nullable [] chunks;
    private int length;

    private Editor(RefColumn<T> base) {
      this.base = base;
      this.chunks = base.chunks.clone();
      this.length = base.length;
    }

    /** The reference at {@code index}, or null when there is none or it is past the end. */
    @SuppressWarnings("unchecked") // only T is ever stored
    public @Nullable T findAt(int index) {
      if (index >= length) {
        return null;
      }
      @Nullable Object[] chunk = chunks[index >> CHUNK_BITS];
      return chunk == null ? null : (T) chunk[index & CHUNK_MASK];
    }

    /** Sets the reference at {@code index}; what lies between it and the end is absent. */
    public void set(int index, @Nullable T value) {
      length = Math.max(length, index + 1);
      int count = chunksFor(length);
      if (count > chunks.length) {
        chunks = Arrays.copyOf(chunks, count + chunks.length / 2);
      }
      if (value != null || chunks[index >> CHUNK_BITS] != null) {
        ownChunk(index >> CHUNK_BITS)[index & CHUNK_MASK] = value;
      }
    }

    /** Adds a reference, or its absence, at the end. */
    public void add(@Nullable T value) {
      set(length, value);
    }

    /** Takes the last reference, or its absence, away; there must be one. */
    public void removeLast() {
      set(length - 1, null);
      length--;
      if ((length & CHUNK_MASK) == 0) {
        chunks[length >> CHUNK_BITS] = null;
      }
    }

    public int length() {
      return length;
    }

    /** The column; the editor must not be used afterwards. */
    public RefColumn<T> build() {
      int count = chunksFor(length);
      return new RefColumn<>(
          chunks.length == count ? chunks : Arrays.copyOf(chunks, count), length);
    }

    @SuppressWarnings("ReferenceEquality") // whether it is still that of the base
    private @Nullable Object[] ownChunk(int at) {
      @Nullable Object[] chunk = chunks[at];
      if (chunk == null) {
        chunk = new @Nullable Object[CHUNK_LENGTH];
        chunks[at] = chunk;
      } else if (at < base.chunks.length && chunk == base.chunks[at]) {
        chunk = chunk.clone();
        chunks[at] = chunk;
      }
      return chunk;
    }
  }
}
