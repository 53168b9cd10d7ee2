package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.StartTask;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Serves a site until it is stopped. */
final class ServeCommand implements Callable<Integer> {
  static final String NAME = "serve";

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** The thread that reads the site. */
  private static final String READING = "beadle-reading";

  private static final String[] DESCRIPTION = {
    "Loads a site and answers checks about it until it is stopped.",
    "",
    "With --site it is read once, and stays as it is. With --data it is the server's own: it can",
    "be changed, and is kept. A store that is empty gets a new site with the standard roles."
  };

  private static final String[] FOOTER = {
    "",
    "Examples:",
    "  beadle serve --data ./data",
    "  beadle serve --site ./export --capabilities capabilities.json",
    "  BEADLE_SITE_USER=reader BEADLE_SITE_PASSWORD=… \\",
    "    beadle serve --site jdbc:postgresql://db.example.org/moodle --unix-socket"
        + " /run/beadle.sock"
  };

  private final SiteOptions site = new SiteOptions();
  private final DataOptions data = new DataOptions();
  private final CheckpointOptions checkpoints = new CheckpointOptions();
  private final ServerOptions options = new ServerOptions();
  private final CommandSpec spec;

  private ServeCommand() {
    spec = CodedCommand.of(this, NAME, DESCRIPTION, FOOTER);
    site.addTo(spec);
    data.addTo(spec);
    checkpoints.addTo(spec);
    options.addTo(spec);
    CodedCommand.addHelp(spec);
  }

  /** The command. */
  static CommandSpec describe() {
    return new ServeCommand().spec;
  }

  @Override
  public Integer call() throws IOException {
    boolean isStored = isStored();
    BeadleServer.Config config = options.config();
    var _ = checkpoints.limits();
    var _ = checkpoints.settings();
    options.logFormat().verbose();
    InstantSource clock = InstantSource.system();
    RunningServer server = isStored ? serveStored(config, clock) : serveLoaded(config, clock);
    server.awaitStop();
    return ExitCode.YES;
  }

  /** What was typed decides before what the environment or a file says. */
  private boolean isStored() {
    if (!site.isGiven() && !data.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "--data or --site: required (or try `beadle demo`, which brings its own)");
    }
    if (site.isGiven() && data.isGiven() && site.isTyped() == data.isTyped()) {
      throw new ParameterException(
          spec.commandLine(),
          "--site and --data: only one of them (beadle import loads a site into a store)");
    }
    return data.isGiven() && (!site.isGiven() || data.isTyped());
  }

  private RunningServer serveStored(BeadleServer.Config config, InstantSource clock)
      throws IOException {
    var reading = StartTask.begin(READING, () -> StoredSite.open(data, checkpoints, clock));
    RunningServer server;
    try {
      server = RunningServer.start(config, clock);
    } catch (IOException | RuntimeException refused) {
      reading.abandon(StoredSite::close);
      throw refused;
    }
    try {
      server.open(reading.await());
    } catch (IOException | RuntimeException | Error unreadable) {
      server.stop();
      throw unreadable;
    }
    return server;
  }

  private RunningServer serveLoaded(BeadleServer.Config config, InstantSource clock)
      throws IOException {
    SiteLoader loader = site.loader(clock, new LoadLog(clock));
    try (TableSource source = site.open()) {
      LOG.atInfo().addKeyValue("source", source.description()).log("loading");
      var reading = StartTask.begin(READING, () -> loader.load(source, Revisions.first()));
      // A port that is taken is told at once: the reading ends with its source, or the process.
      RunningServer server = RunningServer.start(config, clock);
      publish(reading, server);
      return server;
    }
  }

  private static void publish(StartTask<SiteLoader.Loaded> reading, RunningServer server)
      throws IOException {
    try {
      SiteLoader.Loaded loaded = reading.await();
      LoadLog.report(loaded.report());
      server.publish(loaded);
    } catch (IOException | RuntimeException | OutOfMemoryError unreadable) {
      server.stop();
      throw unreadable;
    }
  }
}
