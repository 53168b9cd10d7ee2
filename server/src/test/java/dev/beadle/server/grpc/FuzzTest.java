package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.beadle.server.grpc.RawCall.Outcome;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.telemetry.Scrape;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.Rule;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * CheckService, whatever is sent: never a failure of the server's own, never a hang, never a yes
 * for somebody or something that does not exist, and right answers afterwards.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class FuzzTest {
  private static final int SEEDS = 300;
  private static final CapabilityQuestion GOOD = one(12, "mod/forum:replypost", 45);

  /** What may become of a request that is a message. */
  private static final Set<Status.Code> CALLERS_FAULT =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.RESOURCE_EXHAUSTED);

  /** No wire type, a text cut off, texts that are no UTF-8. */
  private static final List<byte[]> NO_MESSAGES =
      List.of(
          new byte[] {-1, 1, 2},
          new byte[] {10, 127},
          new byte[] {10, 2, -1, -2},
          new byte[] {18, 4, 10, 2, -1, -2});

  private Loaded demo;
  private ServedSite served;

  @BeforeAll
  void serve() {
    demo = ServedSite.loadDemo();
    served = ServedSite.of(demo);
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Bytes that are no message of the contract are the caller's fault, not the server's. */
  @Test
  void anyMethod_bytesThatAreNoMessage_areInvalidArgument() {
    for (RawCall method : RawCall.values()) {
      for (byte[] bytes : NO_MESSAGES) {
        if (method.findRequest(bytes) == null) {
          assertThat(method.call(served.channel(), bytes).status().getCode())
              .as("%s %s", method, Arrays.toString(bytes))
              .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
      }
    }
  }

  /** They are told to the operator: each counts as a refusal. */
  @Test
  void anyMethod_bytesThatAreNoMessage_areCounted() {
    Scrape before = Scrape.of(served.server().httpPort());
    for (RawCall method : RawCall.values()) {
      assertThat(method.call(served.channel(), NO_MESSAGES.getFirst()).status().isOk()).isFalse();
    }
    String refusals = "beadle_refusals_total{code=\"invalid_argument\"}";
    assertThat(before.again().value(refusals) - before.value(refusals))
        .isEqualTo(RawCall.values().length);
  }

  /** In a stream they end it, since no answer could name their request_id; the server goes on. */
  @Test
  void stream_bytesThatAreNoMessage_endItAfterTheAnswersBefore() throws Exception {
    var answers = new AtomicInteger();
    var end = new CompletableFuture<Status>();
    ClientCall<byte[], byte[]> stream = RawCall.STREAM.open(served.channel());
    stream.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] answer) {
            answers.incrementAndGet();
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    stream.request(10);
    stream.sendMessage(message(1, GOOD).toByteArray());
    stream.sendMessage(message(2, GOOD).toByteArray());
    stream.sendMessage(NO_MESSAGES.getFirst());
    stream.sendMessage(message(3, GOOD).toByteArray());
    stream.halfClose();
    assertThat(end.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(answers).hasValue(2);
    assertUnharmed();
  }

  /** Random bytes. */
  @Test
  void anyMethod_randomBytes_areRefusedOrAnsweredRightly() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          byte[] bytes = new byte[random.nextInt(60)];
          random.nextBytes(bytes);
          for (RawCall method : RawCall.values()) {
            assertHarmless(method, bytes);
          }
        });
    assertUnharmed();
  }

  /** Valid messages with bytes changed, left out, doubled and cut off. */
  @Test
  void anyMethod_mutatedMessages_areRefusedOrAnsweredRightly() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          for (RawCall method : RawCall.values()) {
            byte[] valid = new WildMessages(random).requestOf(method).toByteArray();
            assertHarmless(method, mutated(valid, random));
          }
        });
    assertUnharmed();
  }

  /** Well-formed messages with whatever a field can hold. */
  @Test
  void anyMethod_wildFields_areRefusedOrAnsweredRightly() {
    Seeds.check(
        SEEDS,
        seed -> {
          var wild = new WildMessages(new Random(seed));
          for (RawCall method : RawCall.values()) {
            assertHarmless(method, wild.requestOf(method).toByteArray());
          }
        });
    assertUnharmed();
  }

  private void assertHarmless(RawCall method, byte[] bytes) {
    Message request = method.findRequest(bytes);
    Outcome outcome = method.call(served.channel(), bytes);
    Message answer = outcome.answer();
    if (request == null) {
      assertThat(answer).as("an answer to no message").isNull();
      assertThat(outcome.status().getCode()).isNotEqualTo(Status.Code.DEADLINE_EXCEEDED);
      return;
    }
    assertThat(outcome.status().getCode())
        .as("%s %s: %s", method, request, outcome.status())
        .isIn(CALLERS_FAULT);
    if (answer != null) {
      assertNoFalseYes(request, answer);
    }
  }

  private void assertNoFalseYes(Message request, Message answer) {
    switch (request) {
      case CheckCapabilityRequest single ->
          assertNoFalseYes(single.getQuestion(), ((CheckCapabilityResponse) answer).getDecision());
      case ExplainCapabilityRequest explain ->
          assertNoFalseYes(
              explain.getQuestion(), ((ExplainCapabilityResponse) answer).getDecision());
      case BatchCheckCapabilitiesRequest batch ->
          assertNoFalseYes(batch, (BatchCheckCapabilitiesResponse) answer);
      case StreamCheckCapabilitiesRequest stream -> {
        var response = (StreamCheckCapabilitiesResponse) answer;
        assertThat(response.getRequestId()).isEqualTo(stream.getRequestId());
        if (response.hasBatch()) {
          assertNoFalseYes(stream.getBatch(), response.getBatch());
        }
      }
      case CheckCapabilityMatrixRequest matrix ->
          assertNoFalseYes(matrix, (CheckCapabilityMatrixResponse) answer);
      default -> throw new AssertionError("unknown request " + request);
    }
  }

  private void assertNoFalseYes(
      BatchCheckCapabilitiesRequest batch, BatchCheckCapabilitiesResponse answer) {
    assertThat(answer.getResultsCount()).isEqualTo(batch.getQuestionsCount());
    for (int i = 0; i < batch.getQuestionsCount(); i++) {
      assertNoFalseYes(batch.getQuestions(i), answer.getResults(i).getDecision());
    }
  }

  private void assertNoFalseYes(
      CheckCapabilityMatrixRequest matrix, CheckCapabilityMatrixResponse answer) {
    int columns = matrix.getCapabilitiesCount();
    for (int cell = 0; cell < matrix.getContextsCount() * columns; cell++) {
      if (((answer.getAllowed().byteAt(cell / 8) >> (cell % 8)) & 1) == 1) {
        assertThat(isKnown(matrix.getUserId())).isTrue();
        assertThat(isKnown(matrix.getCapabilities(cell % columns))).isTrue();
      }
    }
  }

  private void assertNoFalseYes(
      CapabilityQuestion question, dev.beadle.v1.@Nullable Decision decision) {
    if (decision == null
        || !decision.getAllowed()
        || decision.getRule() == Rule.RULE_ALL_OF_NOTHING) {
      return;
    }
    assertThat(isKnown(question.getUserId())).as("%s", question).isTrue();
    switch (question.getAskedCase()) {
      case CAPABILITY -> assertThat(isKnown(question.getCapability())).isTrue();
      case ANY_OF ->
          assertThat(isKnown(question.getAnyOf().getCapabilities(decision.getDecidingIndex())))
              .isTrue();
      case ALL_OF -> assertThat(question.getAllOf().getCapabilitiesList()).allMatch(this::isKnown);
      case ASKED_NOT_SET -> throw new AssertionError("a yes to no question");
    }
  }

  private boolean isKnown(long userId) {
    return userId == 0 || demo.snapshot().users().find(userId) >= 0;
  }

  private boolean isKnown(String capability) {
    int found = demo.snapshot().capabilities().find(capability);
    return found >= 0 && demo.snapshot().capabilities().isKnown(found);
  }

  private void assertUnharmed() {
    assertThat(served.stub().checkCapability(check(GOOD)).getDecision().getRule())
        .isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertThat(
            Scrape.of(served.server().httpPort()).value("beadle_refusals_total{code=\"internal\"}"))
        .isZero();
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = Arrays.copyOf(valid, Math.min(valid.length, 4_000));
    for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        default ->
            System.arraycopy(
                bytes, at, bytes, bytes.length - (bytes.length - at) / 2, (bytes.length - at) / 2);
      }
    }
    return bytes;
  }
}
