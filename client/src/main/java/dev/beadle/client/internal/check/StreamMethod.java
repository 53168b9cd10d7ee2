package dev.beadle.client.internal.check;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.rpc.Status;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Freshness;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * StreamCheckCapabilities, read and written without a message object for each question and each
 * answer. The bytes are those of check.proto; fields that are not known are passed over.
 */
final class StreamMethod {
  /** The method, in these terms. */
  static final MethodDescriptor<QuestionMessage, AnswerMessage> DESCRIPTOR =
      CheckServiceGrpc.getStreamCheckCapabilitiesMethod().toBuilder(
              new QuestionMarshaller(), new AnswerMarshaller())
          .build();

  // What stands before a field: its number, and how its value is written.
  private static final int NUMBER = 0;
  private static final int MESSAGE = 2;
  private static final int REQUEST_ID =
      StreamCheckCapabilitiesResponse.REQUEST_ID_FIELD_NUMBER << 3 | NUMBER;
  private static final int BATCH =
      StreamCheckCapabilitiesResponse.BATCH_FIELD_NUMBER << 3 | MESSAGE;
  private static final int ERROR =
      StreamCheckCapabilitiesResponse.ERROR_FIELD_NUMBER << 3 | MESSAGE;
  private static final int RESULTS =
      BatchCheckCapabilitiesResponse.RESULTS_FIELD_NUMBER << 3 | MESSAGE;
  private static final int FRESHNESS =
      BatchCheckCapabilitiesResponse.FRESHNESS_FIELD_NUMBER << 3 | MESSAGE;
  private static final int RESULT_DECISION = CheckResult.DECISION_FIELD_NUMBER << 3 | MESSAGE;
  private static final int RESULT_ERROR = CheckResult.ERROR_FIELD_NUMBER << 3 | MESSAGE;
  private static final int ALLOWED = Decision.ALLOWED_FIELD_NUMBER << 3 | NUMBER;
  private static final int RULE = Decision.RULE_FIELD_NUMBER << 3 | NUMBER;
  private static final int DECIDING_INDEX = Decision.DECIDING_INDEX_FIELD_NUMBER << 3 | NUMBER;

  private StreamMethod() {}

  private static final class QuestionMarshaller implements Marshaller<QuestionMessage> {
    @Override
    public InputStream stream(QuestionMessage message) {
      return new ByteArrayInputStream(message.toBytes());
    }

    @Override
    public QuestionMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("questions are sent, not received");
    }
  }

  private static final class AnswerMarshaller implements Marshaller<AnswerMessage> {
    @Override
    public InputStream stream(AnswerMessage message) {
      throw new UnsupportedOperationException("answers are received, not sent");
    }

    @Override
    public AnswerMessage parse(InputStream stream) {
      try {
        return new Reading(CodedInputStream.newInstance(stream.readAllBytes())).message();
      } catch (IOException malformed) {
        throw io.grpc.Status.INTERNAL
            .withDescription("what came back is no answer: " + malformed.getMessage())
            .withCause(malformed)
            .asRuntimeException();
      }
    }
  }

  /** One reading of a StreamCheckCapabilitiesResponse. */
  private static final class Reading {
    private final CodedInputStream in;
    private final AnswerMessage.Draft draft = new AnswerMessage.Draft();
    private Facts facts = Facts.UNKNOWN;

    Reading(CodedInputStream in) {
      this.in = in;
    }

    AnswerMessage message() throws IOException {
      long id = 0;
      @Nullable Status error = null;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case REQUEST_ID -> id = in.readUInt64();
          case BATCH -> readBatch();
          case ERROR -> error = readStatus();
          default -> in.skipField(tag);
        }
      }
      return new AnswerMessage(id, error, facts, draft);
    }

    private void readBatch() throws IOException {
      int end = in.pushLimit(in.readRawVarint32());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case RESULTS -> readResult();
          case FRESHNESS -> facts = readFacts();
          default -> in.skipField(tag);
        }
      }
      close(end);
    }

    private void readResult() throws IOException {
      int end = in.pushLimit(in.readRawVarint32());
      boolean isRead = false;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case RESULT_DECISION -> {
            requireFirst(isRead);
            readDecision();
            isRead = true;
          }
          case RESULT_ERROR -> {
            requireFirst(isRead);
            draft.addError(readStatus());
            isRead = true;
          }
          default -> in.skipField(tag);
        }
      }
      if (!isRead) {
        draft.addError(Status.newBuilder().setCode(io.grpc.Status.Code.INTERNAL.value()).build());
      }
      close(end);
    }

    private void readDecision() throws IOException {
      int end = in.pushLimit(in.readRawVarint32());
      boolean isAllowed = false;
      int rule = 0;
      int decidingIndex = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case ALLOWED -> isAllowed = in.readBool();
          case RULE -> rule = in.readEnum();
          case DECIDING_INDEX -> decidingIndex = in.readUInt32();
          default -> in.skipField(tag);
        }
      }
      draft.add(isAllowed, rule, decidingIndex);
      close(end);
    }

    private Facts readFacts() throws IOException {
      return Facts.of(in.readMessage(Freshness.parser(), ExtensionRegistryLite.getEmptyRegistry()));
    }

    private Status readStatus() throws IOException {
      return in.readMessage(Status.parser(), ExtensionRegistryLite.getEmptyRegistry());
    }

    private void close(int end) throws IOException {
      in.checkLastTagWas(0);
      in.popLimit(end);
    }

    /** A server never sends both; bytes that do are not to be trusted with a yes. */
    private static void requireFirst(boolean isRead) throws IOException {
      if (isRead) {
        throw new IOException("two results for one question");
      }
    }
  }
}
