package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.config.ListenConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is asked. */
final class TargetOptions {
  private static final String DEFAULT_TARGET = "localhost:" + ListenConfig.DEFAULT_GRPC_PORT;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = {
        "The server to ask: HOST:PORT or unix:PATH (default: " + DEFAULT_TARGET + ")."
      })
  private @Nullable String target;

  @Option(
      names = "--target-site",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The site of that server; not needed when it has only one.")
  private String targetSite = "";

  @Option(
      names = "--deadline-seconds",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long an answer may take (default: ${DEFAULT-VALUE}).")
  private int deadlineSeconds = 5;

  boolean isGiven() {
    return target != null;
  }

  /** A client of the server. */
  BeadleClient connect() {
    return configured(BeadleClient.to(target == null ? DEFAULT_TARGET : target));
  }

  BeadleClient configured(BeadleClient client) {
    return client.withSite(targetSite).withDeadline(Duration.ofSeconds(deadlineSeconds));
  }
}
