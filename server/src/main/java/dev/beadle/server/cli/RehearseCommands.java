package dev.beadle.server.cli;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.Main;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.store.SiteStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Does once what the program does in its life, so that the JVM can note which classes it needs and
 * which methods are worth compiling: the caches that starts use are made from that (see
 * docs/operating.md). What stands on the other side of the wire runs in a process of its own, since
 * a JVM takes in all of its cache at once: what a server never needs would make its starts longer.
 */
@Command(
    name = "rehearse",
    hidden = true,
    mixinStandardHelpOptions = true,
    subcommands = {
      RehearseCommands.Servers.class,
      RehearseCommands.Commands.class,
      RehearseCommands.Caller.class,
      RehearseCommands.Served.class
    },
    description =
        "Does what starts need; the caches that make them quick are made from runs of this.",
    footer = {
      "",
      "Examples:",
      "  java -XX:AOTCacheOutput=servers.aot -jar … rehearse servers ./rehearsal",
      "  java -XX:AOTCacheOutput=commands.aot -jar … rehearse commands ./rehearsal"
    })
final class RehearseCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which part?");
  }

  private static void performHere(String... command) {
    int exitCode = BeadleCommand.create(Map.of(), command).execute(command);
    if (exitCode != ExitCode.YES) {
      throw new IllegalStateException(String.join(" ", command) + ": ended with " + exitCode);
    }
  }

  private static String freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  @Command(
      name = "servers",
      mixinStandardHelpOptions = true,
      description = {
        "Serves the demonstration site from tables, from the rows of a store and from its image,",
        "while another process asks every kind of question, and ends."
      },
      footer = {
        "",
        "Example:",
        "  java -XX:AOTCacheOutput=servers.aot -jar … rehearse servers ./r"
      })
  static final class Servers implements Callable<Integer> {
    @Mixin private Place place = new Place();

    /** The servers stop as all servers do, when the process ends. */
    @Override
    public Integer call() throws IOException, InterruptedException {
      String tables = place.tables();
      String image = place.of("image").toString();
      Path rows = place.of("rows");
      SameProgram.perform("import", "--site", tables, "--data", image, "--replace");
      SameProgram.perform("import", "--site", tables, "--data", rows.toString(), "--replace");
      Files.deleteIfExists(rows.resolve(SiteStore.IMAGE_FILE));
      serve("--site", tables);
      serve("--data", rows.toString());
      serve("--data", image);
      return ExitCode.YES;
    }

    private static void serve(String source, String place)
        throws IOException, InterruptedException {
      String grpcPort = freePort();
      String httpPort = freePort();
      Thread.ofPlatform()
          .daemon()
          .start(() ->
              RehearseCommands.performHere(
                  "serve", source, place, "--grpc-port", grpcPort, "--http-port", httpPort));
      SameProgram.perform("rehearse", "caller", grpcPort, httpPort);
    }
  }

  @Command(
      name = "commands",
      mixinStandardHelpOptions = true,
      description = {
        "Reads tables into stores, and asks as the command line does, while another process serves",
        "the demonstration site, and ends."
      },
      footer = {
        "",
        "Example:",
        "  java -XX:AOTCacheOutput=commands.aot -jar … rehearse commands ./rehearsal"
      })
  static final class Commands implements Callable<Integer> {
    /** Enough for the JVM to tell the methods that matter from the others. */
    private static final int IMPORTS = 10;

    private static final List<String> QUESTIONS =
        List.of(
            "check 12 mod/forum:rate module:10",
            "explain 12 mod/forum:rate module:10",
            "who-can mod/forum:rate module:10",
            "where-can 12 mod/forum:rate",
            "what-can 12 module:10",
            "roles needed mod/forum:rate module:10",
            "roles of-user 12 module:10",
            "matrix module:10",
            "enrolled module:10",
            "participation 12 course:4",
            "history 12 mod/forum:rate 45");

    @Mixin private Place place = new Place();

    @Override
    public Integer call() throws IOException, InterruptedException {
      String tables = place.tables();
      String data = place.of("data").toString();
      for (int i = 0; i < IMPORTS; i++) {
        RehearseCommands.performHere("import", "--site", tables, "--data", data, "--replace");
      }
      RehearseCommands.performHere("check", "12", "mod/forum:rate", "module:10", "--site", tables);
      RehearseCommands.performHere("log", "--data", data);
      RehearseCommands.performHere("--help");
      askServer(data);
      return ExitCode.YES;
    }

    private static String ownPid() {
      return Long.toString(ProcessHandle.current().pid());
    }

    private static void askServer(String data) throws IOException, InterruptedException {
      String grpcPort = freePort();
      String httpPort = freePort();
      try (var _ = SameProgram.start("rehearse", "served", ownPid(), data, grpcPort, httpPort);
          var caller =
              new RehearsalCaller(Integer.parseInt(grpcPort), Integer.parseInt(httpPort))) {
        caller.awaitAnswer();
        for (String question : QUESTIONS) {
          RehearseCommands.performHere((question + " --target localhost:" + grpcPort).split(" "));
        }
      }
    }
  }

  /** Where a rehearsal has its site. */
  private static final class Place {
    @Parameters(
        paramLabel = "FOLDER",
        description = "Where the site is put; what an earlier rehearsal left there is replaced.")
    private @Nullable Path folder;

    Path of(String name) {
      return requireNonNull(folder, "picocli demands it").resolve(name);
    }

    /** The tables of the demonstration site, as an export would leave them. */
    String tables() throws IOException {
      Path site = of("site");
      Files.createDirectories(site);
      for (SiteTable table : SiteTable.values()) {
        String file = table.tableName() + ".csv";
        try (InputStream rows = Main.class.getResourceAsStream("demo/" + file)) {
          if (rows == null) {
            throw new IOException("the demonstration site has no " + file);
          }
          Files.copy(rows, site.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return site.toString();
    }
  }

  @Command(
      name = "caller",
      mixinStandardHelpOptions = true,
      description = "Asks a server of the demonstration site every kind of question, and ends.",
      footer = {"", "Example:", "  beadle rehearse caller 7460 7461"})
  static final class Caller implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "GRPC_PORT", description = "Where it answers checks.")
    private int grpcPort;

    @Parameters(index = "1", paramLabel = "HTTP_PORT", description = "Where it tells its metrics.")
    private int httpPort;

    @Override
    public Integer call() throws IOException, InterruptedException {
      LogFormat.quiet();
      try (var caller = new RehearsalCaller(grpcPort, httpPort)) {
        caller.askEverything();
      }
      return ExitCode.YES;
    }
  }

  @Command(
      name = "served",
      mixinStandardHelpOptions = true,
      description = "Serves a store until it is stopped, or whoever started it has ended.",
      footer = {"", "Example:", "  beadle rehearse served $$ ./data 7460 7461"})
  static final class Served implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "The process that it ends with.")
    private long starter;

    @Parameters(index = "1", paramLabel = "DATA", description = "The folder of the store.")
    private String data = "";

    @Parameters(index = "2", paramLabel = "GRPC_PORT", description = "Where it answers checks.")
    private String grpcPort = "";

    @Parameters(index = "3", paramLabel = "HTTP_PORT", description = "Where it tells its metrics.")
    private String httpPort = "";

    @Override
    public Integer call() {
      // A server that outlived its rehearsal would hold the output of the build open for ever.
      ProcessHandle.of(starter).ifPresentOrElse(Served::endWith, Served::end);
      performHere("serve", "--data", data, "--grpc-port", grpcPort, "--http-port", httpPort);
      return ExitCode.YES;
    }

    private static void endWith(ProcessHandle starter) {
      var _ = starter.onExit().thenRun(Served::end);
    }

    private static void end() {
      System.exit(ExitCode.YES);
    }
  }
}
