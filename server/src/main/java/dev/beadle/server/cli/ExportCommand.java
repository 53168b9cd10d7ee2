package dev.beadle.server.cli;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteExport;
import dev.beadle.server.store.SiteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a site as one CSV file for each table, and the deprecated names of capabilities.",
      "",
      "The folder is what --site reads, its capabilities.json what --capabilities reads. A store may",
      "be in use meanwhile."
    },
    footer = {
      "",
      "Examples:",
      "  beadle export --data ./data --to ./export",
      "  beadle export --data ./data --at-revision 1f2e3d4c.170 --to ./export-of-then",
      "  beadle export --site jdbc:postgresql://db.example.org/moodle --to ./export"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to; made when it does not exist, and must be empty.")
  private Path folder;

  @Option(
      names = "--at-revision",
      paramLabel = "REVISION",
      description = "As the site was at this revision of the store (default: the last).")
  private @Nullable String revision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LogFormat.quiet();
    boolean fromData = data.isGiven();
    if (fromData == site.isGiven()) {
      throw new ParameterException(spec.commandLine(), "--data or --site: one of them is required");
    }
    if (revision != null && !fromData) {
      throw new ParameterException(spec.commandLine(), "--at-revision: only with --data");
    }
    InstantSource clock = InstantSource.system();
    PolicySnapshot snapshot = fromData ? stored(clock) : LocalSite.load(site, clock);
    SiteExport.write(snapshot, folder, LoadProgress.SILENT);
    spec.commandLine().getOut().println(folder + ": revision " + snapshot.revisionToken());
    spec.commandLine().getOut().flush();
    return ExitCode.YES;
  }

  private PolicySnapshot stored(InstantSource clock) {
    try (SiteStore store = data.openToRead(clock)) {
      if (revision == null) {
        return store.load(LoadProgress.SILENT).snapshot();
      }
      long position =
          LogPositions.parse(spec, "--at-revision", revision, store.openLog().identity());
      return store.load(position, LoadProgress.SILENT).snapshot();
    }
  }
}
