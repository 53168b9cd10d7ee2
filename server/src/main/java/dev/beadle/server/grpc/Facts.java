package dev.beadle.server.grpc;

import com.google.protobuf.Duration;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.v1.Freshness;
import org.jspecify.annotations.Nullable;

/** What a request is answered from, and how fresh that is. Thread-safe. */
public final class Facts {
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final PolicySnapshot snapshot;
  private final long ageMillis;
  // Without volatile: a thread that misses another's makes its own, of the same bytes.
  private @Nullable EncodedMessage encodedFreshness;

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
