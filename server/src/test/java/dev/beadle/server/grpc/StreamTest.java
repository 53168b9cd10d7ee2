package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.telemetry.Scrape;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.CallOptions;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** check.proto: StreamCheckCapabilities. */
final class StreamTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final CapabilityQuestion GOOD = one(12, REPLY, 45);
  private static final String CANCELLED = "beadle_refusals_total{code=\"cancelled\"}";
  private static final String MESSAGES = "beadle_request_duration_seconds_count{method=\"stream\"}";

  private final ServedSite served = ServedSite.demo();

  @AfterEach
  void stop() {
    served.close();
  }

  /** Each message is answered, in order, by exactly one; the number is not limited. */
  @Test
  void stream_manyMessages_areAnsweredInOrder() throws Exception {
    int count = 5_000;
    try (var stream = new OpenStream(served.channel())) {
      for (int i = 0; i < count; i++) {
        stream.send(message(idOf(i), one(i % 26, REPLY, 45)));
      }
      stream.halfClose();
      for (int i = 0; i < count; i++) {
        StreamCheckCapabilitiesResponse answer = stream.receive();
        assertThat(answer.getRequestId()).isEqualTo(idOf(i));
        assertThat(answer.getBatch().getResultsCount()).isOne();
      }
      assertThat(stream.awaitEnd().isOk()).isTrue();
      assertThat(stream.answersLeft()).isZero();
    }
  }

  /** The answers are those of single questions. */
  @Test
  void stream_oneMessageAfterTheOther_answersAsSingles() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      for (long userId = 0; userId <= 25; userId++) {
        CapabilityQuestion question = one(userId, REPLY, 45);
        stream.send(message(userId, question, question));
        assertThat(stream.receive().getBatch().getResultsList())
            .hasSize(2)
            .allMatch(result ->
                result
                    .getDecision()
                    .equals(served.stub().checkCapability(check(question)).getDecision()));
      }
    }
  }

  /** A message that cannot be answered gets an error and does not end the stream. */
  @Test
  void stream_badMessages_areErrorsInTheirPlaces() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.send(
          message(1).toBuilder().setBatch(batch(GOOD).toBuilder().setSite("nowhere")).build());
      stream.send(message(2, GOOD));
      stream.send(message(3, Collections.nCopies(10_001, GOOD).toArray(CapabilityQuestion[]::new)));
      stream.send(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(4).build());
      stream.send(message(5, CapabilityQuestion.getDefaultInstance(), GOOD));
      stream.halfClose();
      assertRefused(Status.Code.NOT_FOUND, stream.receive().getError()).contains("nowhere");
      assertThat(stream.receive().getBatch().getResults(0).getDecision().getAllowed()).isTrue();
      assertRefused(Status.Code.RESOURCE_EXHAUSTED, stream.receive().getError());
      assertThat(stream.receive().getBatch().getResultsCount()).isZero();
      StreamCheckCapabilitiesResponse last = stream.receive();
      assertThat(last.getRequestId()).isEqualTo(5);
      assertThat(last.getBatch().getResults(0).hasError()).isTrue();
      assertThat(last.getBatch().getResults(1).getDecision().getAllowed()).isTrue();
      assertThat(stream.awaitEnd().isOk()).isTrue();
    }
  }

  /** Each message is answered at the revision that is current when it arrives. */
  @Test
  void stream_siteChangesInBetween_answersAtTheCurrentRevision() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.send(message(1, GOOD));
      String before = stream.receive().getBatch().getFreshness().getRevision();
      served.server().publish(Oracle.load("tiny"));
      stream.send(message(2, GOOD));
      assertThat(stream.receive().getBatch().getFreshness().getRevision()).isNotEqualTo(before);
    }
  }

  /** A stream is open before a site is published: its messages are UNAVAILABLE until then. */
  @Test
  void stream_siteIsPublishedLater_goesOn() throws Exception {
    try (var empty = ServedSite.empty();
        var stream = new OpenStream(empty.channel())) {
      stream.send(message(1, GOOD));
      assertRefused(Status.Code.UNAVAILABLE, stream.receive().getError());
      empty.server().publish(ServedSite.loadDemo());
      stream.send(message(2, GOOD));
      assertThat(stream.receive().getBatch().getResults(0).getDecision().getAllowed()).isTrue();
    }
  }

  /** A stream without a message ends as soon as the caller ends it. */
  @Test
  void stream_halfClosedAtOnce_ends() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.halfClose();
      assertThat(stream.awaitEnd().isOk()).isTrue();
      assertThat(stream.answersLeft()).isZero();
    }
  }

  /** A caller who sends without reading is not buffered for: the server stops reading. */
  @Test
  void stream_slowReader_isHeldBack() throws Exception {
    // 1,000 questions make an answer of some 6 KiB and more; 24 MiB are far beyond any window.
    CapabilityQuestion[] questions =
        Collections.nCopies(1_000, GOOD).toArray(CapabilityQuestion[]::new);
    int answerBytes = served.stub().batchCheckCapabilities(batch(questions)).getSerializedSize();
    int count = (24 << 20) / message(1, questions).getSerializedSize();
    // A window of 1 MiB, what Netty queues beyond it before it says no, and the last answer.
    int mostBytes = (1 << 20) + (64 << 10) + 2 * answerBytes;
    assertThat((long) count * answerBytes).isGreaterThan(4L * mostBytes);
    try (var stream = new OpenStream(served.channel())) {
      for (int i = 0; i < count; i++) {
        stream.send(message(i, questions));
      }
      stream.halfClose();
      Await.until("the window is full", () -> answered() * answerBytes > (1 << 20) - answerBytes);
      // Others are answered meanwhile, and a server without this bound would go on with this one.
      try (var other = served.connect()) {
        for (int i = 0; i < 1_000; i++) {
          assertThat(other.check(GOOD).getDecision().getAllowed()).isTrue();
        }
      }
      assertThat(answered() * answerBytes).isLessThan(mostBytes);
      assertThat(stream.isReady()).isFalse();
      for (int i = 0; i < count; i++) {
        assertThat(stream.receive().getRequestId()).isEqualTo(i);
      }
      assertThat(stream.awaitEnd().isOk()).isTrue();
    }
  }

  /** A caller who cancels leaves nothing behind: the server has no call in flight to wait for. */
  @Test
  void stream_cancelled_leavesNoCallBehind() throws Exception {
    int count = 40;
    int threads = 0;
    for (int i = 0; i < count; i++) {
      // From the second on: the first may start threads that all share.
      threads = i == 1 ? Thread.getAllStackTraces().size() : threads;
      var stream = new OpenStream(served.channel());
      stream.send(message(1, GOOD));
      assertThat(stream.receive().getBatch().getResultsCount()).isOne();
      // Some of these are on their way while the stream is cancelled.
      for (int message = 0; message < i; message++) {
        stream.send(message(message, GOOD));
      }
      stream.cancel();
    }
    Await.until("the server has heard of it", () -> scrape().value(CANCELLED) >= count);
    assertThat(scrape().value("beadle_refusals_total{code=\"internal\"}")).isZero();
    assertThat(Thread.getAllStackTraces()).hasSizeLessThan(threads + count / 2);
    assertThat(served.stub().checkCapability(check(GOOD)).getDecision().getAllowed()).isTrue();
    long startedAt = System.nanoTime();
    served.server().close();
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
        .isLessThan(ServedSite.DRAIN_TIME.dividedBy(3));
  }

  /** A deadline ends a stream, too, though the caller only tells it. */
  @Test
  void stream_deadlinePasses_ends() throws Exception {
    var soon = CallOptions.DEFAULT.withDeadlineAfter(50, TimeUnit.MILLISECONDS);
    try (var stream = new OpenStream(served.channel(), soon)) {
      stream.send(message(1, GOOD));
      assertThat(stream.awaitEnd().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    Await.until("the server has heard of it", () -> scrape().sum("beadle_refusals_total") >= 1);
  }

  private double answered() {
    return scrape().value(MESSAGES);
  }

  private Scrape scrape() {
    return Scrape.of(served.server().httpPort());
  }

  /** Ids that grow, shrink and lie beyond what is positive in Java. */
  private static long idOf(int i) {
    return i % 3 == 0 ? -i : i * 7L;
  }
}
