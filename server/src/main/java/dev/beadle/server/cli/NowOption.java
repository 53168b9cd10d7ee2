package dev.beadle.server.cli;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What time it is taken to be. */
final class NowOption {
  @Option(
      names = "--now",
      paramLabel = "INSTANT",
      description =
          "What time it is taken to be for enrolments that begin and end, for example "
              + "2026-11-20T08:00:00Z.")
  private @Nullable Instant now;

  /** The instant that was given, else what {@code otherwise} says. */
  InstantSource clock(InstantSource otherwise) {
    Instant given = now;
    return given == null ? otherwise : InstantSource.fixed(given);
  }
}
