package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.Consistency;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests whose fields are a site, questions and a consistency: {@link
 * CheckCapabilityRequest} and {@link BatchCheckCapabilitiesRequest}, which number them alike. For
 * one thread.
 */
final class QuestionReader {
  private static final int SITE =
      ByteCursor.delimited(BatchCheckCapabilitiesRequest.SITE_FIELD_NUMBER);
  private static final int QUESTION =
      ByteCursor.delimited(BatchCheckCapabilitiesRequest.QUESTIONS_FIELD_NUMBER);
  private static final int CONSISTENCY =
      ByteCursor.delimited(BatchCheckCapabilitiesRequest.CONSISTENCY_FIELD_NUMBER);

  private static final int USER_ID = ByteCursor.number(CapabilityQuestion.USER_ID_FIELD_NUMBER);
  private static final int CONTEXT = ByteCursor.delimited(CapabilityQuestion.CONTEXT_FIELD_NUMBER);
  private static final int CAPABILITY =
      ByteCursor.delimited(CapabilityQuestion.CAPABILITY_FIELD_NUMBER);

  /** A question that names everything by numbers takes about as many bytes. */
  private static final int BYTES_PER_QUESTION = 32;

  private final byte[] bytes;
  private final ByteCursor cursor;
  private final ReferenceReader context;
  private final int depth;
  private final AskedQuestions asked;

  private QuestionReader(byte[] bytes, int start, int end, int depth) {
    this.bytes = bytes;
    this.depth = depth;
    this.cursor = new ByteCursor(bytes, start, end);
    this.context = new ReferenceReader(cursor);
    this.asked = new AskedQuestions(bytes, (end - start) / BYTES_PER_QUESTION + 1);
  }

  /**
   * The questions of a request, or null when the generated code has to read it.
   *
   * @param depth how deep what the request consists of is nested, at least 1
   * @throws InvalidProtocolBufferException if it is no message
   */
  static @Nullable AskedQuestions findQuestions(byte[] bytes, int start, int end, int depth)
      throws InvalidProtocolBufferException {
    var reader = new QuestionReader(bytes, start, end, depth);
    return reader.read() ? reader.asked : null;
  }

  private boolean read() throws InvalidProtocolBufferException {
    boolean isSiteRead = false;
    while (cursor.hasMore()) {
      int tag = cursor.tag();
      int length = cursor.length();
      if (length < 0) {
        return false;
      }
      if (tag == QUESTION) {
        readQuestion(length);
      } else if (tag == SITE && !isSiteRead && cursor.isAscii(length)) {
        isSiteRead = true;
        asked.setSite(new String(bytes, cursor.at(), length, StandardCharsets.US_ASCII));
        cursor.skip(length);
      } else if (tag == CONSISTENCY && asked.findConsistency() == null) {
        asked.setConsistency(cursor.message(Consistency.parser(), length, depth));
      } else {
        return false;
      }
    }
    return true;
  }

  private void readQuestion(int length) throws InvalidProtocolBufferException {
    int start = cursor.at();
    if (UsualQuestion.add(bytes, start, start + length, asked)) {
      cursor.skip(length);
      return;
    }
    int outer = cursor.enter(length);
    boolean isPlain = readPlainQuestion();
    cursor.leave(outer);
    if (!isPlain) {
      cursor.skip(start - cursor.at());
      asked.add(cursor.message(CapabilityQuestion.parser(), length, depth));
    }
  }

  /** Whether a question has a context and a capability, perhaps a user, each once, and no more. */
  private boolean readPlainQuestion() {
    long userId = ByteCursor.NOT_PLAIN;
    long name = ByteCursor.NOT_PLAIN;
    boolean hasContext = false;
    while (cursor.hasMore()) {
      int tag = cursor.tag();
      if (tag == USER_ID && userId < 0) {
        userId = cursor.number();
        if (userId < 0) {
          return false;
        }
      } else if (tag == CAPABILITY && name < 0) {
        int length = cursor.length();
        if (length < 0 || !cursor.isAscii(length)) {
          return false;
        }
        name = AskedQuestions.name(cursor.at(), cursor.at() + length);
        cursor.skip(length);
      } else if (tag == CONTEXT && !hasContext && context.read()) {
        hasContext = true;
      } else {
        return false;
      }
    }
    if (name < 0 || !hasContext) {
      return false;
    }
    asked.add(Math.max(0, userId), context.level(), context.instance(), name);
    return true;
  }
}
