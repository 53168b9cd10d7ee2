package dev.beadle.server.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import picocli.CommandLine.Option;

/** The moment of a question, as it is typed. */
final class MomentOption {
  @Option(
      names = "--at",
      paramLabel = "MOMENT",
      description = "When, such as 2027-08-01T00:00:00Z (default: now).")
  private Instant at = Instant.MIN;

  /** Whether a moment was typed. */
  boolean isTyped() {
    return !at.equals(Instant.MIN);
  }

  /** The moment that was typed. */
  Timestamp toMessage() {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
