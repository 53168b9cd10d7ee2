package dev.beadle.server.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests read by hand: whatever the bytes, they say what the generated code reads in them. */
final class AskedMessagesTest {
  private static final int SEEDS = 20_000;

  /** What a request asks, whoever read it. */
  private record Asked(String site, List<?> questions, @Nullable Consistency consistency) {}

  /** How a request is read by hand, and what it asks. */
  @FunctionalInterface
  private interface Reading {
    Object read(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private int plain;

  /** Batches: the same questions, or no message either way. */
  @Test
  void readBatch_oddBytes_asTheGeneratedCode() {
    compare(
        OddRequests::batch,
        BatchCheckCapabilitiesRequest.parser(),
        AskedMessagesTest::asked,
        bytes -> asked(AskedQuestions.readBatch(bytes)));
  }

  /** Single questions: the same. */
  @Test
  void readSingle_oddBytes_asTheGeneratedCode() {
    compare(
        OddRequests::single,
        CheckCapabilityRequest.parser(),
        request ->
            new Asked(
                request.getSite(),
                List.of(request.getQuestion()),
                request.hasConsistency() ? request.getConsistency() : null),
        bytes -> asked(AskedQuestions.readSingle(bytes)));
  }

  /** Messages of a stream: the same, with the caller's number. */
  @Test
  void readStream_oddBytes_asTheGeneratedCode() {
    compare(
        OddRequests::stream,
        StreamCheckCapabilitiesRequest.parser(),
        request -> List.of(request.getRequestId(), asked(request.getBatch())),
        bytes -> {
          AskedStream stream = AskedStream.read(bytes);
          return List.of(stream.requestId(), asked(stream.questions()));
        });
  }

  /** Matrices: the same user, rows, columns and surroundings. */
  @Test
  void readMatrix_oddBytes_asTheGeneratedCode() {
    compare(
        OddRequests::matrix,
        CheckCapabilityMatrixRequest.parser(),
        request ->
            List.of(
                request.getUserId(),
                request.getContextsList(),
                request.getCapabilitiesList(),
                request.getEnvironment(),
                request.getIncludeRules(),
                request.getSite(),
                request.getConsistency()),
        bytes -> matrix(AskedMatrix.read(bytes)));
  }

  /** Groups within groups are read as deep as the generated code reads them, and no deeper. */
  @Test
  void readBatch_nestedGroups_sameLimit() {
    for (int depth = 90; depth < 110; depth++) {
      String groups = "7b".repeat(depth) + "7c".repeat(depth);
      // Their length takes two bytes, the second of which is 1.
      String length = HexFormat.of().toHexDigits((byte) (2 * depth)) + "01";
      byte[] bytes = HexFormat.of().parseHex("12" + length + groups);
      assertSameBatch(bytes);
    }
  }

  /** A question that ends anywhere within itself, whatever follows, is read as far as it goes. */
  @Test
  void readBatch_usualQuestionCutShort_asTheGeneratedCode() {
    byte[] whole =
        BatchCheckCapabilitiesRequest.newBuilder()
            .addQuestions(question(12, 300, "mod/forum:replypost"))
            .addQuestions(question(1_234_567, 3, "mod/forum:rate"))
            .build()
            .toByteArray();
    int second = 2 + whole[1];
    for (int length = 0; length <= whole[1]; length++) {
      for (int next = 0; next < 256; next++) {
        byte[] bytes = whole.clone();
        bytes[1] = (byte) length;
        bytes[2 + length] = (byte) next;
        assertSameBatch(bytes);
        byte[] last = Arrays.copyOf(whole, second + 2 + length + 30);
        last[second + 1] = (byte) length;
        last[second + 2 + length] = (byte) next;
        assertSameBatch(last);
      }
    }
  }

  /** What writers make of a usual question needs no message. */
  @Test
  void readSingle_usualQuestion_isPlain() throws InvalidProtocolBufferException {
    CapabilityQuestion question =
        CapabilityQuestion.newBuilder()
            .setUserId(12)
            .setCapability("mod/forum:replypost")
            .setContext(
                ContextReference.newBuilder()
                    .setInstance(ContextInstance.newBuilder().setLevel(70).setInstanceId(10)))
            .build();
    byte[] bytes = CheckCapabilityRequest.newBuilder().setQuestion(question).build().toByteArray();
    AskedQuestions asked = AskedQuestions.readSingle(bytes);
    assertThat(asked.isPlain(0)).isTrue();
    assertThat(asked(asked).questions()).isEqualTo(List.of(question));
  }

  private static CapabilityQuestion question(long userId, long contextId, String capability) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setContext(ContextReference.newBuilder().setId(contextId))
        .setCapability(capability)
        .build();
  }

  private void assertSameBatch(byte[] bytes) {
    assertSame(
        bytes,
        BatchCheckCapabilitiesRequest.parser(),
        AskedMessagesTest::asked,
        read -> asked(AskedQuestions.readBatch(read)));
  }

  private <M extends Message> void compare(
      Function<OddRequests, M> make,
      Parser<M> parser,
      Function<M, Object> expected,
      Reading reading) {
    plain = 0;
    Seeds.check(
        SEEDS,
        seed -> {
          var requests = new OddRequests(new Random(seed));
          byte[] bytes = requests.suffered(make.apply(requests).toByteArray());
          assertSame(bytes, parser, expected, reading);
        });
    assertThat(plain).as("requests that both could read").isPositive();
  }

  private <M extends Message> void assertSame(
      byte[] bytes, Parser<M> parser, Function<M, Object> expected, Reading reading) {
    String hex = HexFormat.of().formatHex(bytes);
    M generated;
    try {
      generated = parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException noMessage) {
      assertThat(catchRead(reading, bytes)).as(hex).isInstanceOf(noMessage.getClass());
      return;
    }
    plain++;
    assertThat(catchRead(reading, bytes)).as(hex).isEqualTo(expected.apply(generated));
  }

  private static Object catchRead(Reading reading, byte[] bytes) {
    try {
      return reading.read(bytes);
    } catch (InvalidProtocolBufferException noMessage) {
      return noMessage;
    }
  }

  private static Asked asked(BatchCheckCapabilitiesRequest request) {
    return new Asked(
        request.getSite(),
        request.getQuestionsList(),
        request.hasConsistency() ? request.getConsistency() : null);
  }

  private static Asked asked(AskedQuestions asked) {
    List<CapabilityQuestion> questions = new ArrayList<>();
    for (int i = 0; i < asked.count(); i++) {
      CapabilityQuestion message = asked.findMessage(i);
      questions.add(message == null ? plain(asked, i) : message);
    }
    return new Asked(asked.site(), questions, asked.findConsistency());
  }

  private static CapabilityQuestion plain(AskedQuestions asked, int question) {
    return CapabilityQuestion.newBuilder()
        .setUserId(asked.userId(question))
        .setContext(reference(asked.level(question), asked.instance(question)))
        .setCapability(name(asked.bytes(), asked.nameStart(question), asked.nameEnd(question)))
        .build();
  }

  private static List<Object> matrix(AskedMatrix asked) {
    CheckCapabilityMatrixRequest message = asked.findMessage();
    List<ContextReference> contexts = new ArrayList<>();
    List<String> capabilities = new ArrayList<>();
    for (int i = 0; i < asked.rows(); i++) {
      contexts.add(
          message == null ? reference(asked.level(i), asked.instance(i)) : message.getContexts(i));
    }
    for (int i = 0; i < asked.columns(); i++) {
      capabilities.add(
          message == null
              ? name(asked.bytes(), asked.nameStart(i), asked.nameEnd(i))
              : message.getCapabilities(i));
    }
    Consistency consistency = asked.findConsistency();
    Environment environment = asked.environment();
    return List.of(
        asked.userId(),
        contexts,
        capabilities,
        environment,
        asked.includeRules(),
        asked.site(),
        consistency == null ? Consistency.getDefaultInstance() : consistency);
  }

  private static ContextReference reference(int level, long instance) {
    return level == AskedQuestions.BY_ID
        ? ContextReference.newBuilder().setId(instance).build()
        : ContextReference.newBuilder()
            .setInstance(ContextInstance.newBuilder().setLevel(level).setInstanceId(instance))
            .build();
  }

  private static String name(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
