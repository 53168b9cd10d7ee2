package dev.beadle.server.grpc;

import com.google.protobuf.Duration;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.v1.Freshness;

/**
 * What a request is answered from.
 *
 * @param ageMillis the time since these facts were known to be up to date, at least 0
 */
public record Facts(PolicySnapshot snapshot, long ageMillis) {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** Writes how fresh they are into an answer. */
  void write(int fieldNumber, AnswerWriter answer) {
    answer.writeFreshness(fieldNumber, snapshot.revisionToken(), ageMillis);
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
