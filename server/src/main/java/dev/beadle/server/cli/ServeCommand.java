package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Loads a site and answers checks about it until it is stopped.",
    footer = {
      "",
      "Examples:",
      "  beadle serve --site ./export --capabilities capabilities.json",
      "  BEADLE_SITE_USER=reader BEADLE_SITE_PASSWORD=… \\",
      "    beadle serve --site jdbc:postgresql://db.example.org/moodle --unix-socket /run/beadle.sock"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private SiteOptions site = new SiteOptions();
  @Mixin private ServerOptions options = new ServerOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!site.isGiven()) {
      throw new ParameterException(
          spec.commandLine(), "--site: required (or try `beadle demo`, which brings its own)");
    }
    BeadleServer.Config config = options.config();
    options.logFormat().verbose();
    InstantSource clock = InstantSource.system();
    var log = new LoadLog(clock);
    SiteLoader loader = site.loader(clock, log);
    RunningServer server;
    try (TableSource source = site.open()) {
      server = RunningServer.start(config, clock);
      load(source, loader, server);
    }
    server.awaitStop();
    return ExitCode.YES;
  }

  private static void load(TableSource source, SiteLoader loader, RunningServer server) {
    try {
      LOG.atInfo().addKeyValue("source", source.description()).log("loading");
      SiteLoader.Loaded loaded = loader.load(source, Revisions.first());
      LoadLog.report(loaded.report());
      server.publish(loaded);
    } catch (RuntimeException | OutOfMemoryError unreadable) {
      server.stop();
      throw unreadable;
    }
  }
}
