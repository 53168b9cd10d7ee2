package dev.beadle.server.graph.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes numbers and arrays as they lie in memory, for an {@link ImageReader} that asks for the
 * same in the same order. Not thread-safe.
 */
public final class ImageWriter {
  /** The bytes of a full block. */
  public static final int BLOCK_BYTES = 1 << 20;

  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Consumer<ByteBuffer> blocks;

  /**
   * Starts an image.
   *
   * @param blocks takes each block when it is full, and the last one; what it is given is valid
   *     until it returns
   */
  public ImageWriter(Consumer<ByteBuffer> blocks) {
    this.blocks = blocks;
  }

  public void number(long number) {
    roomFor(Long.BYTES);
    block.putLong(number);
  }

  public void flag(boolean flag) {
    number(flag ? 1 : 0);
  }

  public void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public void bytes(byte[] values) {
    number(values.length);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, roomFor(Byte.BYTES));
      block.put(values, at, count);
      at += count;
    }
  }

  public void chars(char[] values) {
    number(values.length);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, roomFor(Character.BYTES));
      block.asCharBuffer().put(values, at, count);
      at += skip(count, Character.BYTES);
    }
  }

  public void ints(int[] values) {
    number(values.length);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, roomFor(Integer.BYTES));
      block.asIntBuffer().put(values, at, count);
      at += skip(count, Integer.BYTES);
    }
  }

  public void longs(long[] values) {
    number(values.length);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, roomFor(Long.BYTES));
      block.asLongBuffer().put(values, at, count);
      at += skip(count, Long.BYTES);
    }
  }

  /** Hands the last block over; once, at the end. */
  public void finish() {
    handOver();
  }

  /**
   * How many values of some bytes the block has room for: at least one, in a new one if need be.
   */
  private int roomFor(int bytes) {
    if (block.remaining() < bytes) {
      handOver();
    }
    return block.remaining() / bytes;
  }

  private int skip(int count, int bytes) {
    block.position(block.position() + count * bytes);
    return count;
  }

  private void handOver() {
    blocks.accept(block.flip().asReadOnlyBuffer());
    block.clear();
  }
}
