package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.cli.OptionList.OptionValue;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.config.RequestLimits.SearchLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where the server listens, its bounds and its log. */
final class ServerOptions {
  private static final long BYTES_PER_MEGABYTE = 1 << 20;

  /** Addresses that localhost reaches. */
  private static final Set<String> LOCAL_ADDRESSES = Set.of("127.0.0.1", "0.0.0.0", "::");

  private final OptionList options = new OptionList();

  private final OptionValue<String> host =
      options.ofText(
          "--host",
          "ADDRESS",
          "127.0.0.1",
          "The address of both TCP ports (default: ${DEFAULT-VALUE}). There is no "
              + "authentication of callers yet: keep it where only those who may ask can reach it.");

  private final OptionValue<Integer> grpcPort =
      options.ofInt(
          "--grpc-port",
          "PORT",
          ListenConfig.DEFAULT_GRPC_PORT,
          "The gRPC port; 0 takes a free one (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> httpPort =
      options.ofInt(
          "--http-port",
          "PORT",
          ListenConfig.DEFAULT_HTTP_PORT,
          "The port of /metrics, /livez and /readyz; 0 takes a free one (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<@Nullable Path> unixSocket =
      options.ofNothing(
          Path.class,
          "--unix-socket",
          "PATH",
          "Also listen on this Unix domain socket, open to its owner only (0600).");

  private final OptionValue<Integer> maxMessageBytes =
      options.ofInt(
          "--max-message-bytes",
          "BYTES",
          4_194_304,
          "The largest request (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxCallsPerConnection =
      options.ofInt(
          "--max-calls-per-connection",
          "CALLS",
          1000,
          "Calls in flight on one connection (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxBatchQuestions =
      options.ofInt(
          "--max-batch-questions",
          "QUESTIONS",
          RequestLimits.DEFAULT.batchQuestions(),
          "Capabilities asked for in one batch or message of a stream (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxMatrixCells =
      options.ofInt(
          "--max-matrix-cells",
          "CELLS",
          RequestLimits.DEFAULT.matrixCells(),
          "Contexts × capabilities of one matrix (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxListCapabilities =
      options.ofInt(
          "--max-list-capabilities",
          "NAMES",
          RequestLimits.DEFAULT.listCapabilities(),
          "Names in one any_of or all_of (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxHeldRoles =
      options.ofInt(
          "--max-held-roles",
          "ROLES",
          RequestLimits.DEFAULT.heldRoles(),
          "Role switches, and temporary roles, in one environment (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxConcurrentExplains =
      options.ofInt(
          "--max-concurrent-explains",
          "CALLS",
          RequestLimits.DEFAULT.concurrentExplains(),
          "Explanations being worked out at once (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxConcurrentSearches =
      options.ofInt(
          "--max-concurrent-searches",
          "CALLS",
          RequestLimits.DEFAULT.searches().calls(),
          "Calls of the search service at once, those that wait for a processor included "
              + "(default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxListIds =
      options.ofInt(
          "--max-list-ids",
          "IDS",
          RequestLimits.DEFAULT.searches().ids(),
          "Users, groups or roles that one list of a search may name (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<Integer> cacheMegabytes =
      options.ofInt(
          "--cache-megabytes",
          "MB",
          64,
          "The memory that remembered resolutions may take; most sites need less than one "
              + "(default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> drainSeconds =
      options.ofInt(
          "--drain-seconds",
          "SECONDS",
          10,
          "How long calls in flight may take to end when the server stops (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<String> siteName =
      options.ofText(
          "--site-name",
          "NAME",
          "default",
          "The name by which requests may name the site (default: ${DEFAULT-VALUE}). They need "
              + "not.");

  private final OptionValue<LogFormat> logFormat =
      options.ofEnum(
          LogFormat.class,
          "--log-format",
          "FORM",
          "text",
          "The form of the log on standard error: text or json (default: ${DEFAULT-VALUE}).");

  private final ChangeOptions changes = new ChangeOptions();

  /** Gives a command these options; once. */
  void addTo(CommandSpec command) {
    options.addTo(command);
    changes.addTo(command);
  }

  /** Where a client on this machine reaches the server. */
  String targetOn(int port) {
    if (LOCAL_ADDRESSES.contains(host.get())) {
      return "localhost:" + port;
    }
    return (host.get().contains(":") ? "[" + host.get() + "]" : host.get()) + ":" + port;
  }

  LogFormat logFormat() {
    return logFormat.get();
  }

  /** The values together. */
  BeadleServer.Config config() {
    try {
      if (cacheMegabytes.get() < 0) {
        throw new IllegalArgumentException(
            "cache-megabytes: " + cacheMegabytes.get() + " (expected: at least 0)");
      }
      return new BeadleServer.Config(
          new ListenConfig(
              host.get(),
              grpcPort.get(),
              httpPort.get(),
              unixSocket.get(),
              maxMessageBytes.get(),
              maxCallsPerConnection.get(),
              Duration.ofSeconds(drainSeconds.get())),
          new RequestLimits(
              maxBatchQuestions.get(),
              maxMatrixCells.get(),
              maxListCapabilities.get(),
              maxHeldRoles.get(),
              maxConcurrentExplains.get(),
              new SearchLimits(maxConcurrentSearches.get(), maxListIds.get())),
          changes.limits(),
          siteName.get(),
          cacheMegabytes.get() * BYTES_PER_MEGABYTE);
    } catch (IllegalArgumentException outOfRange) {
      throw options.misuse(outOfRange);
    }
  }
}
