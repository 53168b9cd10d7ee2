package dev.beadle.server.cli;

import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.store.SiteStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Loads a site into a store, from which it is served and changed.",
      "",
      "The store must be empty, or --replace says that what it holds may go. Either way a new log",
      "begins: revisions of before mean nothing any more."
    },
    footer = {
      "",
      "Examples:",
      "  beadle import --site ./export --data ./data",
      "  beadle import --site jdbc:mariadb://db.example.org/moodle --data ./data --replace"
    })
final class ImportCommand implements Callable<Integer> {
  @Mixin private SiteOptions site = new SiteOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--replace", description = "Replaces the site and the log that are there.")
  private boolean replace;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!site.isGiven()) {
      throw new ParameterException(spec.commandLine(), "--site: required");
    }
    LogFormat.TEXT.verbose();
    InstantSource clock = InstantSource.system();
    SiteLoader loader = site.loader(clock, new LoadLog(clock));
    try (SiteStore store = data.open(clock)) {
      if (!replace && !store.isEmpty()) {
        throw new LogUnavailableException(
            store.description() + ": holds a site already (--replace to replace it and its log)");
      }
      SiteLoader.Loaded loaded = load(loader);
      store.startLog(loaded.snapshot(), replace, new LoadLog(clock));
      store.keepImage(loaded.snapshot(), loaded.report());
      report(loaded.snapshot(), store);
    }
    return ExitCode.YES;
  }

  private SiteLoader.Loaded load(SiteLoader loader) {
    try (TableSource source = site.open()) {
      SiteLoader.Loaded loaded = loader.load(source, Revisions.first());
      LoadLog.report(loaded.report());
      return loaded;
    }
  }

  private void report(PolicySnapshot snapshot, SiteStore store) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: revision %s, %,d contexts, %,d users, %,d role assignments, %,d permissions%n",
        store.description(),
        snapshot.revisionToken(),
        snapshot.contexts().contextCount(),
        snapshot.users().size(),
        snapshot.assignments().assignmentCount(),
        snapshot.definitions().permissionCount());
    out.flush();
  }
}
