package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.ServerProcess.Place;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Cerbos from npm, with a role policy, in a process of its own. Confined to one thread. */
final class CerbosServer implements AutoCloseable {
  /** What is installed. */
  static final String PACKAGE = "cerbos@0.51.0";

  private static final Path FOLDER = Path.of("benchmarks", "target", "cerbos");
  private static final Duration START = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final int port;

  private final Thread whenKilled;

  private CerbosServer(Process process, int port) {
    this.process = process;
    this.port = port;
    // Unlike the other servers it does not end with its input.
    this.whenKilled = new Thread(process::destroy, "cerbos-killer");
    Runtime.getRuntime().addShutdownHook(whenKilled);
  }

  /** Installs it unless it is there, and starts it; it sends no telemetry. */
  static CerbosServer start(Place place, RolePolicy policy)
      throws IOException, InterruptedException {
    Path program = install();
    Path policies = Files.createDirectories(FOLDER.resolve("policies").toAbsolutePath());
    Files.writeString(policies.resolve("context.yaml"), policyText(policy));
    int port = FreePort.find();
    Path config = FOLDER.resolve("config.yaml");
    Files.writeString(config, configText(port, policies));
    var builder =
        new ProcessBuilder(program.toString(), "server", "--config=" + config, "--log-level=error");
    builder.environment().put("CERBOS_NO_TELEMETRY", "1");
    Path log = place.logs().resolve("cerbos.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    var server = new CerbosServer(process, port);
    boolean isUp = false;
    try {
      server.await(log);
      isUp = true;
    } finally {
      if (!isUp) {
        server.close();
      }
    }
    return server;
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  /** The processor time of its process. */
  ServerUse use() {
    long nanos = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    return new ServerUse(nanos, 0, 0, 0);
  }

  @Override
  public void close() {
    process.destroy();
    Runtime.getRuntime().removeShutdownHook(whenKilled);
  }

  private static Path install() throws IOException, InterruptedException {
    Path installed = FOLDER.resolve("npm");
    if (!Files.isDirectory(installed)) {
      // What was cut off is not taken for what is there.
      Path unfinished = Files.createDirectories(FOLDER.resolve("npm.unfinished"));
      Preparation.run(
          FOLDER.resolve("npm.log"),
          "npm",
          "install",
          "--prefix",
          unfinished.toString(),
          "--no-audit",
          "--no-fund",
          PACKAGE);
      Files.move(unfinished, installed);
    }
    Path packages = installed.resolve("node_modules").resolve("@cerbos");
    try (Stream<Path> files = Files.walk(packages)) {
      return files
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no program in " + packages))
          .toAbsolutePath();
    }
  }

  private static String configText(int port, Path policies) {
    return String.format(
        Locale.ROOT,
        """
        server:
          httpListenAddr: "127.0.0.1:%d"
          grpcListenAddr: "127.0.0.1:%d"
        storage:
          driver: disk
          disk:
            directory: "%s"
            watchForChanges: false
        telemetry:
          disabled: true
        """,
        FreePort.find(),
        port,
        policies);
  }

  private static String policyText(RolePolicy policy) {
    List<String> rules = new ArrayList<>();
    for (Map.Entry<String, RolePolicy.Says> role : policy.said().entrySet()) {
      addRule(rules, role.getKey(), "EFFECT_ALLOW", role.getValue().allows());
      addRule(rules, role.getKey(), "EFFECT_DENY", role.getValue().prohibits());
    }
    return """
    apiVersion: api.cerbos.dev/v1
    resourcePolicy:
      resource: %s
      version: default
      rules:
    """
            .formatted(CerbosMessages.KIND)
        + String.join("", rules);
  }

  private static void addRule(
      List<String> rules, String role, String effect, List<String> capabilities) {
    if (!capabilities.isEmpty()) {
      rules.add(
          "    - actions: [\"%s\"]\n      effect: %s\n      roles: [\"%s\"]\n"
              .formatted(String.join("\", \"", capabilities), effect, role));
    }
  }

  private void await(Path log) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() - end < 0 && process.isAlive()) {
      ManagedChannel channel = Channels.open(target());
      try {
        var _ = channel.getState(true);
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        if (channel.getState(true) == ConnectivityState.READY) {
          return;
        }
      } finally {
        Channels.close(channel);
      }
    }
    throw new IllegalStateException("Cerbos did not start: see " + log);
  }
}
