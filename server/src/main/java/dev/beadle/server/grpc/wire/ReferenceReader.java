package dev.beadle.server.grpc.wire;

import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;

/** Reads plain references to contexts, one after the other. For one thread. */
final class ReferenceReader {
  private static final int ID = ByteCursor.number(ContextReference.ID_FIELD_NUMBER);
  private static final int INSTANCE = ByteCursor.delimited(ContextReference.INSTANCE_FIELD_NUMBER);
  private static final int LEVEL = ByteCursor.number(ContextInstance.LEVEL_FIELD_NUMBER);
  private static final int INSTANCE_ID =
      ByteCursor.number(ContextInstance.INSTANCE_ID_FIELD_NUMBER);

  private final ByteCursor cursor;
  private int level;
  private long instance;

  ReferenceReader(ByteCursor cursor) {
    this.cursor = cursor;
  }

  /** The level of the reference that was read last, or {@link AskedQuestions#BY_ID}. */
  int level() {
    return level;
  }

  /** Its instance, or its id. */
  long instance() {
    return instance;
  }

  /** Whether a reference, its length first, is there and plain. */
  boolean read() {
    int length = cursor.length();
    return length >= 0 && read(length);
  }

  /** Whether a reference of this length is plain: an id, or a level and perhaps an instance. */
  boolean read(int length) {
    int outer = cursor.enter(length);
    boolean isPlain = cursor.hasMore() && readReference() && !cursor.hasMore();
    cursor.leave(outer);
    return isPlain;
  }

  private boolean readReference() {
    int tag = cursor.tag();
    if (tag == ID) {
      level = AskedQuestions.BY_ID;
      instance = cursor.number();
      return instance > 0;
    }
    int length = tag == INSTANCE ? cursor.length() : ByteCursor.NOT_PLAIN;
    if (length < 0) {
      return false;
    }
    int outer = cursor.enter(length);
    boolean isPlain = readInstance();
    cursor.leave(outer);
    return isPlain;
  }

  private boolean readInstance() {
    if (!cursor.hasMore() || cursor.tag() != LEVEL) {
      return false;
    }
    long read = cursor.number();
    if (read < 1 || read > Integer.MAX_VALUE) {
      return false;
    }
    level = (int) read;
    instance = 0;
    if (cursor.hasMore()) {
      instance = cursor.tag() == INSTANCE_ID ? cursor.number() : ByteCursor.NOT_PLAIN;
    }
    return instance >= 0 && !cursor.hasMore();
  }
}
