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
  private static final String SITE = "--site";
  private static final String SITE_LABEL = "SITE";
  private static final String SITE_HELP =
      "A folder with one CSV file (.csv or .csv.gz) for each of Moodle's tables, or a Moodle"
          + " database: jdbc:postgresql://HOST/DB,%n  jdbc:mariadb://HOST/DB or jdbc:mysql://HOST/DB.";
  private static final String CAPABILITIES = "--capabilities";
  private static final String CAPABILITIES_HELP =
      "A JSON file with the deprecated names of capabilities, which no table holds. May be given"
          + " more than once.";
  private static final String PREFIX = "--table-prefix";
  private static final String PREFIX_LABEL = "PREFIX";
  private static final String PREFIX_HELP =
      "The prefix of the database's tables (default: ${DEFAULT-VALUE}).";
  private static final String STANDARD_PREFIX = "mdl_";
  private static final String CREDENTIALS = "--credentials-file";
  private static final String CREDENTIALS_HELP =
      "A properties file with `user` and `password` of the database. Otherwise BEADLE_SITE_USER and"
          + " BEADLE_SITE_PASSWORD, or what the URL says.";
  private static final String FILE_LABEL = "FILE";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = SITE, paramLabel = SITE_LABEL, description = SITE_HELP)
  private @Nullable String site;

  @Option(names = CAPABILITIES, paramLabel = FILE_LABEL, description = CAPABILITIES_HELP)
  private List<Path> capabilities = new ArrayList<>();

  @Option(
      names = PREFIX,
      paramLabel = PREFIX_LABEL,
      defaultValue = STANDARD_PREFIX,
      description = PREFIX_HELP)
  private String tablePrefix = STANDARD_PREFIX;

  @Option(names = CREDENTIALS, paramLabel = FILE_LABEL, description = CREDENTIALS_HELP)
  private @Nullable Path credentialsFile;

  /** Gives a command that is described by code these options; once. */
  void addTo(CommandSpec command) {
    spec = command;
    new OptionList()
        .put(String.class, SITE, SITE_LABEL, null, SITE_HELP, value -> site = value)
        .putEach(
            Path.class,
            CAPABILITIES,
            FILE_LABEL,
            CAPABILITIES_HELP,
            () -> capabilities,
            files -> capabilities = files)
        .put(
            String.class,
            PREFIX,
            PREFIX_LABEL,
            STANDARD_PREFIX,
            PREFIX_HELP,
            value -> tablePrefix = value)
        .put(
            Path.class,
            CREDENTIALS,
            FILE_LABEL,
            null,
            CREDENTIALS_HELP,
            file -> credentialsFile = file)
        .addTo(command);
  }

  boolean isGiven() {
    return site != null;
  }

  /** Whether it was typed, rather than set by the environment or a file. */
  boolean isTyped() {
    return spec.commandLine().getParseResult().hasMatchedOption(SITE);
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
