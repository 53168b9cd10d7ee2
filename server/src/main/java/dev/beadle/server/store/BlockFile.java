package dev.beadle.server.store;

import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of blocks, each after its length and a checksum of its number and bytes, of which nothing
 * is read before the checksum is found right. Not thread-safe.
 */
final class BlockFile implements AutoCloseable {
  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  private final FileChannel file;
  private final ByteBuffer head = ByteBuffer.allocateDirect(HEAD_BYTES);
  // Direct, so that nothing is copied between the file and the arrays that it ends up in.
  private final ByteBuffer block;
  private int number;

  private BlockFile(FileChannel file, int blockBytes) {
    this.file = file;
    this.block = ByteBuffer.allocateDirect(blockBytes);
  }

  /** Makes a file to write to; one that is there is gone. */
  static BlockFile create(Path path) throws IOException {
    return new BlockFile(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING),
        0);
  }

  /** Opens a file to read. */
  static BlockFile open(Path path) throws IOException {
    return new BlockFile(FileChannel.open(path, StandardOpenOption.READ), ImageWriter.BLOCK_BYTES);
  }

  /**
   * Writes a block.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void write(ByteBuffer content) {
    head.clear().putInt(content.remaining()).putInt(nextCrc(content)).flip();
    try {
      writeWhole(head);
      writeWhole(content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Reads the next block, which is valid until the next call; null at the end.
   *
   * @throws MalformedImageException if it is damaged
   * @throws UncheckedIOException if it cannot be read
   */
  @Nullable ByteBuffer read() {
    try {
      if (file.position() == file.size()) {
        return null;
      }
      readWhole(head.clear());
      int length = head.getInt();
      int crc = head.getInt();
      if (length < 0 || length > block.capacity()) {
        throw new MalformedImageException("a block of " + length + " bytes");
      }
      readWhole(block.clear().limit(length));
      if (nextCrc(block) != crc) {
        throw new MalformedImageException("a checksum is wrong");
      }
      return block;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void writeWhole(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private void readWhole(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        throw new MalformedImageException("a block ends too early");
      }
    }
    bytes.flip();
  }

  /** The checksum of the next block. */
  private int nextCrc(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(number++).flip());
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}
