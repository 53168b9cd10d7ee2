package dev.beadle.server.change;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A list of changes as bytes, both ways: what a log keeps of an entry. Stateless. */
public final class ChangePayload {
  private ChangePayload() {}

  /** The changes, one message after the other, each after its length. */
  public static byte[] write(List<Change> changes) {
    var bytes = new ByteArrayOutputStream();
    try {
      for (Change change : changes) {
        ChangeMessages.toMessage(change).writeDelimitedTo(bytes);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws MalformedChangeException if it is damaged, or written by a version that knows more
   */
  public static List<Change> read(byte[] payload) {
    var bytes = new ByteArrayInputStream(payload);
    List<Change> changes = new ArrayList<>();
    try {
      while (bytes.available() > 0) {
        changes.add(ChangeMessages.toChange(dev.beadle.v1.Change.parseDelimitedFrom(bytes)));
      }
    } catch (InvalidProtocolBufferException damaged) {
      throw new MalformedChangeException("no change: " + damaged.getMessage(), damaged);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return changes;
  }
}
