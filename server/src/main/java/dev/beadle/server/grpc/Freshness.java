package dev.beadle.server.grpc;

import com.google.protobuf.Duration;
import dev.beadle.server.graph.PolicySnapshot;
import java.time.InstantSource;

/** Says of every answer how fresh its facts are. Thread-safe if its clock is. */
final class Freshness {
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final InstantSource clock;

  Freshness(InstantSource clock) {
    this.clock = clock;
  }

  dev.beadle.v1.Freshness of(PolicySnapshot snapshot) {
    // A clock that was set back must not make the facts come from the future.
    long ageMillis = Math.max(0, clock.millis() - snapshot.readAtMillis());
    return dev.beadle.v1.Freshness.newBuilder()
        .setRevision(snapshot.revisionToken())
        .setAge(
            Duration.newBuilder()
                .setSeconds(ageMillis / 1_000)
                .setNanos((int) (ageMillis % 1_000) * NANOS_PER_MILLI))
        .build();
  }
}
