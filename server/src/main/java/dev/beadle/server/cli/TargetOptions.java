package dev.beadle.server.cli;

import dev.beadle.client.BeadleAdmin;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.server.config.ListenConfig;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server is asked. */
final class TargetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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

  /**
   * Whether a server is to be asked, rather than a site to be loaded: what was typed decides before
   * what the environment or a file says, and a server before a site.
   */
  boolean isPreferredTo(SiteOptions site) {
    boolean isTyped = spec.commandLine().getParseResult().hasMatchedOption("--target");
    if (isTyped || site.isTyped()) {
      return isTyped;
    }
    return target != null;
  }

  /** A client of the server. */
  BeadleClient connect() {
    // Whoever types a command is told at once what is wrong, and asks again himself.
    return configured(BeadleClient.builder(openChannel()).retries(RetryPolicy.NONE).build());
  }

  /** A client that administers the server's site. */
  BeadleAdmin connectAdmin() {
    return BeadleAdmin.over(openChannel())
        .withSite(targetSite)
        .withDeadline(Duration.ofSeconds(deadlineSeconds));
  }

  /** A connection to the server, the caller's to close. */
  ManagedChannel openChannel() {
    try {
      return CommandChannel.to(target == null ? DEFAULT_TARGET : target);
    } catch (IllegalArgumentException malformed) {
      throw new ParameterException(
          spec.commandLine(), "--target: " + malformed.getMessage(), malformed);
    }
  }

  /** A stub whose calls take no longer than they may. */
  <S extends AbstractStub<S>> S limited(S stub) {
    return stub.withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS);
  }

  /** The site of the server; empty for its only one. */
  String siteName() {
    return targetSite;
  }

  BeadleClient configured(BeadleClient client) {
    return client.withSite(targetSite).withDeadline(Duration.ofSeconds(deadlineSeconds));
  }
}
