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
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Does once what a server does in its life, so that the JVM can note which classes it needs and
 * which methods are worth compiling: the cache that starts use is made from that (see
 * docs/operating.md). The servers stop as all servers do, when the process ends.
 */
@Command(
    name = "rehearse",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = {
      "Serves the demonstration site from tables, from the rows of a store and from its image, asks",
      "every kind of question, and ends. The cache that makes starts quick is made from a run of this."
    },
    footer = {"", "Example:", "  java -XX:AOTCacheOutput=beadle.aot -jar … rehearse ./rehearsal"})
final class RehearseCommand implements Callable<Integer> {
  /** Enough for the JVM to tell the methods that matter from the others. */
  private static final int IMPORTS = 10;

  @Parameters(
      paramLabel = "FOLDER",
      description = "Where the site is put; what an earlier rehearsal left there is replaced.")
  private @Nullable Path folder;

  /** From tables, from the rows of a store, and from the image of one. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    Path work = requireNonNull(folder, "picocli demands it");
    String tables = tablesIn(work.resolve("site")).toString();
    String data = work.resolve("data").toString();
    Path rows = work.resolve("rows");
    for (int i = 0; i < IMPORTS; i++) {
      run("import", "--site", tables, "--data", data, "--replace");
    }
    run("import", "--site", tables, "--data", rows.toString(), "--replace");
    Files.deleteIfExists(rows.resolve(SiteStore.IMAGE_FILE));
    rehearse("--site", tables);
    rehearse("--data", rows.toString());
    rehearse("--data", data);
    return ExitCode.YES;
  }

  private static void rehearse(String source, String place)
      throws IOException, InterruptedException {
    int grpcPort = freePort();
    int httpPort = freePort();
    Thread.ofPlatform()
        .daemon()
        .start(() ->
            run(
                "serve",
                source,
                place,
                "--grpc-port",
                Integer.toString(grpcPort),
                "--http-port",
                Integer.toString(httpPort)));
    try (var rehearsal = new Rehearsal(grpcPort, httpPort)) {
      rehearsal.askEverything();
    }
  }

  private static void run(String... command) {
    int exitCode = BeadleCommand.create(Map.of(), command).execute(command);
    if (exitCode != ExitCode.YES) {
      throw new IllegalStateException(String.join(" ", command) + ": ended with " + exitCode);
    }
  }

  private static Path tablesIn(Path place) throws IOException {
    Files.createDirectories(place);
    for (SiteTable table : SiteTable.values()) {
      String file = table.tableName() + ".csv";
      try (InputStream rows = Main.class.getResourceAsStream("demo/" + file)) {
        if (rows == null) {
          throw new IOException("the demonstration site has no " + file);
        }
        Files.copy(rows, place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return place;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
