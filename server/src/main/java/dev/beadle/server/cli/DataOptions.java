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
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "Where the site and the log of its changes are kept: a folder, or a PostgreSQL database"
              + " (jdbc:postgresql://HOST/DB), which several servers may share.")
  private @Nullable String data;

  @Option(
      names = "--data-credentials-file",
      paramLabel = "FILE",
      description =
          "A properties file with `user` and `password` of that database. Otherwise "
              + "BEADLE_DATA_USER and BEADLE_DATA_PASSWORD, or what the URL says.")
  private @Nullable Path credentialsFile;

  boolean isGiven() {
    return data != null;
  }

  /** Whether it was typed, rather than set by the environment or a file. */
  boolean isTyped() {
    return spec.commandLine().getParseResult().hasMatchedOption("--data");
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
