package dev.beadle.server.cli;

import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.moodle.CapabilityFile;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.DatabaseAccess;
import dev.beadle.server.moodle.JdbcTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.moodle.TableSource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a site comes from. */
final class SiteOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description =
          "A folder with one CSV file (.csv or .csv.gz) for each of Moodle's tables, "
              + "or a Moodle database: jdbc:postgresql://HOST/DB, jdbc:mariadb://HOST/DB or "
              + "jdbc:mysql://HOST/DB.")
  private @Nullable String site;

  @Option(
      names = "--capabilities",
      paramLabel = "FILE",
      description =
          "A JSON file with the deprecated names of capabilities, which no table "
              + "holds. May be given more than once.")
  private List<Path> capabilities = new ArrayList<>();

  @Option(
      names = "--table-prefix",
      paramLabel = "PREFIX",
      defaultValue = "mdl_",
      description = "The prefix of the database's tables (default: ${DEFAULT-VALUE}).")
  private String tablePrefix = "mdl_";

  @Option(
      names = "--credentials-file",
      paramLabel = "FILE",
      description =
          "A properties file with `user` and `password` of the database. Otherwise "
              + "BEADLE_SITE_USER and BEADLE_SITE_PASSWORD, or what the URL says.")
  private @Nullable Path credentialsFile;

  boolean isGiven() {
    return site != null;
  }

  /** Whether it was typed, rather than set by the environment or a file. */
  boolean isTyped() {
    return spec.commandLine().getParseResult().hasMatchedOption("--site");
  }

  /** Opens the site. */
  TableSource open() {
    String location = site;
    if (location == null) {
      throw new SiteReadException("--site: required");
    }
    if (Redaction.looksLikeUrl(location)) {
      return JdbcTables.open(
          DatabaseAccess.of(location.strip(), tablePrefix, System.getenv(), credentialsFile));
    }
    return CsvTables.in(Path.of(location));
  }

  /** What reads it. */
  SiteLoader loader(InstantSource clock, LoadProgress progress) {
    List<DeprecatedCapability> deprecated = new ArrayList<>();
    capabilities.forEach(file -> deprecated.addAll(CapabilityFile.read(file)));
    return new SiteLoader(deprecated, clock, progress);
  }
}
