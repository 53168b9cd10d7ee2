package dev.beadle.server.grpc;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Moments as messages. Stateless. */
final class Timestamps {
  private Timestamps() {}

  static Timestamp of(Instant moment) {
    return Timestamp.newBuilder()
        .setSeconds(moment.getEpochSecond())
        .setNanos(moment.getNano())
        .build();
  }
}
