package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.explain;
import static dev.beadle.server.grpc.Messages.matrix;
import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** check.proto, Freshness: which facts an answer was taken from, and how old they are. */
final class FreshnessTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final CapabilityQuestion QUESTION = one(12, "mod/forum:replypost", 45);

  private final GateClock clock = new GateClock(START);
  private final ServedSite served =
      ServedSite.start(ServedSite.config(RequestLimits.DEFAULT), clock);

  @AfterEach
  void stop() {
    served.close();
  }

  /** revision: the same for every answer from the same facts, by whichever method. */
  @Test
  void revision_sameFacts_staysTheSame() throws Exception {
    served.server().publish(ServedSite.loadDemo(clock));
    List<Freshness> before = ofEveryMethod();
    clock.advance(Duration.ofHours(1));
    assertThat(ofEveryMethod())
        .extracting(Freshness::getRevision)
        .containsOnly(before.getFirst().getRevision())
        .allSatisfy(revision -> assertThat(revision).isNotEmpty());
  }

  /** revision: other facts have another one. */
  @Test
  void revision_otherFacts_differs() throws Exception {
    served.server().publish(ServedSite.loadDemo(clock));
    String before = ofEveryMethod().getFirst().getRevision();
    served.server().publish(Oracle.load("tiny"));
    Freshness after = served.stub().checkCapability(check(one(0, "a", 1))).getFreshness();
    assertThat(after.getRevision()).isNotEqualTo(before);
  }

  /** age: the time since the facts were read, to the millisecond. */
  @Test
  void age_timePasses_grows() throws Exception {
    served.server().publish(ServedSite.loadDemo(clock));
    assertThat(ofEveryMethod()).allSatisfy(fresh -> assertThat(age(fresh)).isZero());
    clock.advance(Duration.ofMillis(1_999));
    assertThat(ofEveryMethod()).allSatisfy(fresh -> assertThat(age(fresh)).hasMillis(1_999));
    clock.advance(Duration.ofDays(400));
    assertThat(ofEveryMethod())
        .allSatisfy(
            fresh -> assertThat(age(fresh)).isEqualTo(Duration.ofDays(400).plusMillis(1_999)));
  }

  /** age: never negative, though the clock be set back. */
  @Test
  void age_clockSetBack_isZero() throws Exception {
    served.server().publish(ServedSite.loadDemo(clock));
    clock.set(START.minus(Duration.ofDays(1)));
    assertThat(ofEveryMethod()).allSatisfy(fresh -> assertThat(age(fresh)).isZero());
  }

  private List<Freshness> ofEveryMethod() throws InterruptedException {
    List<Freshness> all = new ArrayList<>();
    all.add(served.stub().checkCapability(check(QUESTION)).getFreshness());
    all.add(served.stub().batchCheckCapabilities(batch(QUESTION, QUESTION)).getFreshness());
    all.add(
        served.stub().checkCapabilityMatrix(matrix(12, List.of(45L), List.of("a"))).getFreshness());
    all.add(served.stub().explainCapability(explain(QUESTION)).getFreshness());
    try (var stream = new OpenStream(served.channel())) {
      stream.send(message(1, QUESTION));
      all.add(stream.receive().getBatch().getFreshness());
    }
    return all;
  }

  private static Duration age(Freshness freshness) {
    assertThat(Durations.isValid(freshness.getAge())).isTrue();
    return Duration.ofNanos(Durations.toNanos(freshness.getAge()));
  }
}
