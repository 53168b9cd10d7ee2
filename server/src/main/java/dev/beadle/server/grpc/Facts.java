package dev.beadle.server.grpc;

import com.google.protobuf.Duration;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.Freshness;
import org.jspecify.annotations.Nullable;

/** What a request is answered from, and how fresh that is. Thread-safe. */
public final class Facts {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int DECISIONS = Decision.values().length;

  /** A decision, a revision and an age. */
  private static final int BYTES_PER_ANSWER = 40;

  private final PolicySnapshot snapshot;
  private final long ageMillis;
  // Without volatile: a thread that misses another's makes its own, of the same bytes.
  private @Nullable EncodedMessage encodedFreshness;
  // By the ordinal of a decision, in the same way.
  private final @Nullable EncodedMessage[] answers = new EncodedMessage[DECISIONS];

  /**
   * Facts of an age.
   *
   * @param ageMillis the time since these facts were known to be up to date, at least 0
   */
  public Facts(PolicySnapshot snapshot, long ageMillis) {
    this.snapshot = snapshot;
    this.ageMillis = ageMillis;
  }

  /** The facts themselves. */
  public PolicySnapshot snapshot() {
    return snapshot;
  }

  /** The time since they were known to be up to date, at least 0. */
  public long ageMillis() {
    return ageMillis;
  }

  /**
   * The answer to one question. Those with the same decision share their bytes: all that else is in
   * them is how fresh the facts are.
   */
  EncodedMessage answer(Decision decision) {
    EncodedMessage known = answers[decision.ordinal()];
    if (known == null) {
      var response = new AnswerWriter(BYTES_PER_ANSWER);
      DecisionMapper.writeAnswer(decision, response);
      write(CheckCapabilityResponse.FRESHNESS_FIELD_NUMBER, response);
      known = response.message();
      answers[decision.ordinal()] = known;
    }
    return known.again();
  }

  /** Writes how fresh they are into an answer. */
  void write(int fieldNumber, AnswerWriter answer) {
    EncodedMessage encoded = encodedFreshness;
    if (encoded == null) {
      encoded = EncodedMessage.of(freshness());
      encodedFreshness = encoded;
    }
    answer.write(fieldNumber, encoded);
  }

  /** How fresh they are, as answers say it. */
  public Freshness freshness() {
    return Freshness.newBuilder()
        .setRevision(snapshot.revisionToken())
        .setAge(
            Duration.newBuilder()
                .setSeconds(ageMillis / 1_000)
                .setNanos((int) (ageMillis % 1_000) * NANOS_PER_MILLI))
        .build();
  }
}
