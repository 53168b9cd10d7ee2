package dev.beadle.server.graph.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an {@link ImageWriter} wrote. Whoever brings the blocks vouches for their being the
 * writer's: nothing but their ends is looked at. Not thread-safe.
 *
 * <p>All methods throw a {@link MalformedImageException} when the blocks end too early.
 */
public final class ImageReader {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Supplier<@Nullable ByteBuffer> blocks;
  private ByteBuffer block = NONE;

  /**
   * Starts to read.
   *
   * @param blocks gives each block in turn, which is this reader's until the next is asked for;
   *     null after the last
   */
  public ImageReader(Supplier<@Nullable ByteBuffer> blocks) {
    this.blocks = blocks;
  }

  public long number() {
    requireRest(Long.BYTES);
    return block.getLong();
  }

  /** A number that is an int: an ordinal, or how many of something follow. */
  public int smallNumber() {
    long number = number();
    if ((int) number != number) {
      throw new MalformedImageException(number + " instead of a number of 32 bits");
    }
    return (int) number;
  }

  public boolean flag() {
    return number() != 0;
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public byte[] bytes() {
    byte[] values = new byte[length()];
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, requireRest(Byte.BYTES));
      block.get(values, at, count);
      at += count;
    }
    return values;
  }

  public char[] chars() {
    char[] values = new char[length()];
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, requireRest(Character.BYTES));
      block.asCharBuffer().get(values, at, count);
      at += skip(count, Character.BYTES);
    }
    return values;
  }

  public int[] ints() {
    int[] values = new int[length()];
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, requireRest(Integer.BYTES));
      block.asIntBuffer().get(values, at, count);
      at += skip(count, Integer.BYTES);
    }
    return values;
  }

  public long[] longs() {
    long[] values = new long[length()];
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, requireRest(Long.BYTES));
      block.asLongBuffer().get(values, at, count);
      at += skip(count, Long.BYTES);
    }
    return values;
  }

  /** Requires that everything has been read. */
  public void requireEnd() {
    if (block.hasRemaining() || blocks.get() != null) {
      throw new MalformedImageException("there is more than a snapshot");
    }
  }

  /** How many of something follow. */
  public int length() {
    int length = smallNumber();
    if (length < 0) {
      throw new MalformedImageException("a length of " + length);
    }
    return length;
  }

  /** How many values of some bytes the block still holds: at least one, of the next if need be. */
  private int requireRest(int bytes) {
    if (!block.hasRemaining()) {
      ByteBuffer next = blocks.get();
      if (next == null) {
        throw new MalformedImageException("it ends too early");
      }
      block = next.order(ByteOrder.LITTLE_ENDIAN);
    }
    if (block.remaining() < bytes) {
      throw new MalformedImageException("a block ends within a number");
    }
    return block.remaining() / bytes;
  }

  private int skip(int count, int bytes) {
    block.position(block.position() + count * bytes);
    return count;
  }
}
