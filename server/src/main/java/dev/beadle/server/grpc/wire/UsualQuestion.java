package dev.beadle.server.grpc.wire;

import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Recognises a question as nearly every writer makes it: user, context by id, capability, in this
 * order and each once. Its numbers are read without a look at how many bytes they take, which no
 * processor foresees. Whatever else there is, {@link QuestionReader} reads. For one thread.
 */
final class UsualQuestion {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int USER_ID = ByteCursor.number(CapabilityQuestion.USER_ID_FIELD_NUMBER);
  private static final int CONTEXT = ByteCursor.delimited(CapabilityQuestion.CONTEXT_FIELD_NUMBER);
  private static final int ID = ByteCursor.number(ContextReference.ID_FIELD_NUMBER);
  private static final int CAPABILITY =
      ByteCursor.delimited(CapabilityQuestion.CAPABILITY_FIELD_NUMBER);

  /** The bytes in front of the name, and those that are read beyond them. */
  private static final int LONGEST_HEAD = 24;

  /** The first bit of each byte: set in all bytes of a number but its last. */
  private static final long GOES_ON = 0x8080_8080_8080_8080L;

  /** The numbers that are read here take at most four bytes. */
  private static final int LONGEST_NUMBER = 4;

  private final byte[] bytes;
  private long userId;
  private long contextId;
  private int nameStart;

  UsualQuestion(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The user of the question that was recognised last. */
  long userId() {
    return userId;
  }

  /** The id of its context, at least 1. */
  long contextId() {
    return contextId;
  }

  /** Where the name of its capability begins; it goes on to the end of the question. */
  int nameStart() {
    return nameStart;
  }

  /** Whether {@code bytes[start, end)} is such a question. */
  boolean recognise(int start, int end) {
    if (bytes.length - start < LONGEST_HEAD || bytes[start] != USER_ID) {
      return false;
    }
    long user = word(start + 1);
    int userLength = lengthOfNumber(user);
    int context = start + 1 + userLength;
    long number = word(context + 3);
    int length = lengthOfNumber(number);
    int name = context + 3 + length;
    if (userLength > LONGEST_NUMBER
        || length > LONGEST_NUMBER
        || bytes[context] != CONTEXT
        || bytes[context + 1] != 1 + length
        || bytes[context + 2] != ID
        || bytes[name] != CAPABILITY
        || bytes[name + 1] != end - name - 2
        || end < name + 2) {
      return false;
    }
    userId = numberIn(user, userLength);
    contextId = numberIn(number, length);
    nameStart = name + 2;
    return contextId > 0 && ByteCursor.isAscii(bytes, nameStart, end);
  }

  private long word(int at) {
    return (long) EIGHT_BYTES.get(bytes, at);
  }

  /** The bytes that the number at the beginning of a word takes; more than 8 if it goes on. */
  private static int lengthOfNumber(long word) {
    return (Long.numberOfTrailingZeros(~word & GOES_ON) >> 3) + 1;
  }

  private static long numberIn(long word, int length) {
    long kept = word & -1L >>> (Long.SIZE - length * Byte.SIZE);
    return kept & 0x7f | kept >>> 1 & 0x7f << 7 | kept >>> 2 & 0x7f << 14 | kept >>> 3 & 0x7f << 21;
  }
}
