package dev.beadle.server.grpc.wire;

import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.ContextReference;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a question as nearly every writer makes it: user, context by id, capability, in this
 * order and each once. Its numbers are read without a look at how many bytes they take, which no
 * processor foresees. Whatever else there is, {@link QuestionReader} reads. Stateless.
 */
final class UsualQuestion {
  private static final int QUESTION =
      ByteCursor.delimited(CheckCapabilityRequest.QUESTION_FIELD_NUMBER);
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

  private UsualQuestion() {}

  /** The question of a request that has one usual question and nothing else, or null. */
  static @Nullable AskedQuestions findOnly(byte[] bytes) {
    int start = 2;
    if (bytes.length < start || bytes[0] != QUESTION || bytes[1] != bytes.length - start) {
      return null;
    }
    var asked = new AskedQuestions(bytes, 1);
    return add(bytes, start, bytes.length, asked) ? asked : null;
  }

  /** Adds the question {@code bytes[start, end)} if it is usual; says whether it is. */
  static boolean add(byte[] bytes, int start, int end, AskedQuestions asked) {
    if (bytes.length - start < LONGEST_HEAD || bytes[start] != USER_ID) {
      return false;
    }
    long user = ByteCursor.word(bytes, start + 1);
    int userLength = lengthOfNumber(user);
    int context = start + 1 + userLength;
    long id = ByteCursor.word(bytes, context + 3);
    int idLength = lengthOfNumber(id);
    int name = context + 3 + idLength;
    if (userLength > LONGEST_NUMBER
        || idLength > LONGEST_NUMBER
        || bytes[context] != CONTEXT
        || bytes[context + 1] != 1 + idLength
        || bytes[context + 2] != ID
        || bytes[name] != CAPABILITY
        || bytes[name + 1] != end - name - 2
        || end < name + 2) {
      return false;
    }
    long contextId = numberIn(id, idLength);
    if (contextId == 0 || !ByteCursor.isAscii(bytes, name + 2, end)) {
      return false;
    }
    long userId = numberIn(user, userLength);
    asked.add(userId, AskedQuestions.BY_ID, contextId, AskedQuestions.name(name + 2, end));
    return true;
  }

  /** The bytes that the number at the beginning of a word takes; more than 8 if it goes on. */
  private static int lengthOfNumber(long word) {
    return (Long.numberOfTrailingZeros(~word & GOES_ON) >> 3) + 1;
  }

  private static long numberIn(long word, int length) {
    long kept = word & (-1L >>> (Long.SIZE - length * Byte.SIZE));
    return (kept & 0x7f)
        | ((kept >>> 1) & (0x7f << 7))
        | ((kept >>> 2) & (0x7f << 14))
        | ((kept >>> 3) & (0x7f << 21));
  }
}
