package dev.beadle.server.cli;

import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.StoreAddress;
import dev.beadle.server.store.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a site is kept. */
final class DataOptions {
  private static final String DATA = "--data";
  private static final String DATA_LABEL = "DATA";
  private static final String DATA_HELP =
      "Where the site and the log of its changes are kept: a folder, or a PostgreSQL database"
          + " (jdbc:postgresql://HOST/DB), which several servers may share.";
  private static final String CREDENTIALS = "--data-credentials-file";
  private static final String CREDENTIALS_LABEL = "FILE";
  private static final String CREDENTIALS_HELP =
      "A properties file with `user` and `password` of that database. Otherwise BEADLE_DATA_USER and"
          + " BEADLE_DATA_PASSWORD, or what the URL says.";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = DATA, paramLabel = DATA_LABEL, description = DATA_HELP)
  private @Nullable String data;

  @Option(names = CREDENTIALS, paramLabel = CREDENTIALS_LABEL, description = CREDENTIALS_HELP)
  private @Nullable Path credentialsFile;

  /** Gives a command that is described by code these options; once. */
  void addTo(CommandSpec command) {
    spec = command;
    new OptionList()
        .put(String.class, DATA, DATA_LABEL, null, DATA_HELP, value -> data = value)
        .put(
            Path.class,
            CREDENTIALS,
            CREDENTIALS_LABEL,
            null,
            CREDENTIALS_HELP,
            file -> credentialsFile = file)
        .addTo(command);
  }

  boolean isGiven() {
    return data != null;
  }

  /** Whether it was typed, rather than set by the environment or a file. */
  boolean isTyped() {
    return spec.commandLine().getParseResult().hasMatchedOption(DATA);
  }

  /** Opens it to read and write; makes it when there is none. */
  SiteStore open(InstantSource clock) {
    return open(StoreSettings.DEFAULT, clock);
  }

  /** Opens it to read and write; makes it when there is none. */
  SiteStore open(StoreSettings settings, InstantSource clock) {
    return SiteStore.open(address(), settings, clock);
  }

  /** Opens it to read only, even while a server has it. */
  SiteStore openToRead(InstantSource clock) {
    return SiteStore.openToRead(address(), StoreSettings.DEFAULT, clock);
  }

  private StoreAddress address() {
    if (data == null) {
      throw new ParameterException(spec.commandLine(), "--data: required");
    }
    return StoreAddress.of(data, System.getenv(), credentialsFile);
  }
}
