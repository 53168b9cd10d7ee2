package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.config.RequestLimits.SearchLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the server listens, its bounds and its log. */
final class ServerOptions {
  private static final long BYTES_PER_MEGABYTE = 1 << 20;

  /** Addresses that localhost reaches. */
  private static final Set<String> LOCAL_ADDRESSES = Set.of("127.0.0.1", "0.0.0.0", "::");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address of both TCP ports (default: ${DEFAULT-VALUE}). There is no "
              + "authentication of callers yet: keep it where only those who may ask can "
              + "reach it.")
  private String host = "127.0.0.1";

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "" + ListenConfig.DEFAULT_GRPC_PORT,
      description = "The gRPC port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int grpcPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "" + ListenConfig.DEFAULT_HTTP_PORT,
      description =
          "The port of /metrics, /livez and /readyz; 0 takes a free one (default: "
              + "${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--unix-socket",
      paramLabel = "PATH",
      description = "Also listen on this Unix domain socket, open to its owner only (0600).")
  private @Nullable Path unixSocket;

  @Option(
      names = "--max-message-bytes",
      paramLabel = "BYTES",
      defaultValue = "4194304",
      description = "The largest request (default: ${DEFAULT-VALUE}).")
  private int maxMessageBytes;

  @Option(
      names = "--max-calls-per-connection",
      paramLabel = "CALLS",
      defaultValue = "1000",
      description = "Calls in flight on one connection (default: ${DEFAULT-VALUE}).")
  private int maxCallsPerConnection;

  @Option(
      names = "--max-batch-questions",
      paramLabel = "QUESTIONS",
      defaultValue = "10000",
      description =
          "Capabilities asked for in one batch or message of a stream (default: "
              + "${DEFAULT-VALUE}).")
  private int maxBatchQuestions;

  @Option(
      names = "--max-matrix-cells",
      paramLabel = "CELLS",
      defaultValue = "100000",
      description = "Contexts × capabilities of one matrix (default: ${DEFAULT-VALUE}).")
  private int maxMatrixCells;

  @Option(
      names = "--max-list-capabilities",
      paramLabel = "NAMES",
      defaultValue = "1000",
      description = "Names in one any_of or all_of (default: ${DEFAULT-VALUE}).")
  private int maxListCapabilities;

  @Option(
      names = "--max-held-roles",
      paramLabel = "ROLES",
      defaultValue = "100",
      description =
          "Role switches, and temporary roles, in one environment (default: "
              + "${DEFAULT-VALUE}).")
  private int maxHeldRoles;

  @Option(
      names = "--max-concurrent-explains",
      paramLabel = "CALLS",
      defaultValue = "64",
      description = "Explanations being worked out at once (default: ${DEFAULT-VALUE}).")
  private int maxConcurrentExplains;

  @Option(
      names = "--max-concurrent-searches",
      paramLabel = "CALLS",
      defaultValue = "64",
      description =
          "Calls of the search service at once, those that wait for a processor included"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxConcurrentSearches;

  @Option(
      names = "--max-list-ids",
      paramLabel = "IDS",
      defaultValue = "10000",
      description =
          "Users, groups or roles that one list of a search may name (default: "
              + "${DEFAULT-VALUE}).")
  private int maxListIds;

  @Option(
      names = "--cache-megabytes",
      paramLabel = "MB",
      defaultValue = "64",
      description =
          "The memory that remembered resolutions may take; most sites need less than "
              + "one (default: ${DEFAULT-VALUE}).")
  private int cacheMegabytes;

  @Option(
      names = "--drain-seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long calls in flight may take to end when the server stops (default: "
              + "${DEFAULT-VALUE}).")
  private int drainSeconds;

  @Option(
      names = "--site-name",
      paramLabel = "NAME",
      defaultValue = "default",
      description =
          "The name by which requests may name the site (default: ${DEFAULT-VALUE}). "
              + "They need not.")
  private String siteName = "default";

  @Option(
      names = "--log-format",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "The form of the log on standard error: text or json (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.TEXT;

  @Mixin private ChangeOptions changes = new ChangeOptions();

  /** Where a client on this machine reaches the server. */
  String targetOn(int port) {
    if (LOCAL_ADDRESSES.contains(host)) {
      return "localhost:" + port;
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  LogFormat logFormat() {
    return logFormat;
  }

  /** The values together. */
  BeadleServer.Config config() {
    try {
      if (cacheMegabytes < 0) {
        throw new IllegalArgumentException(
            "cache-megabytes: " + cacheMegabytes + " (expected: at least 0)");
      }
      return new BeadleServer.Config(
          new ListenConfig(
              host,
              grpcPort,
              httpPort,
              unixSocket,
              maxMessageBytes,
              maxCallsPerConnection,
              Duration.ofSeconds(drainSeconds)),
          new RequestLimits(
              maxBatchQuestions,
              maxMatrixCells,
              maxListCapabilities,
              maxHeldRoles,
              maxConcurrentExplains,
              new SearchLimits(maxConcurrentSearches, maxListIds)),
          changes.limits(),
          siteName,
          cacheMegabytes * BYTES_PER_MEGABYTE);
    } catch (IllegalArgumentException outOfRange) {
      CommandLine command = spec.commandLine();
      throw new ParameterException(command, "--" + outOfRange.getMessage(), outOfRange);
    }
  }
}
