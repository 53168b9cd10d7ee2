package dev.beadle.server.cli;

import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What an option is when it is not given: what the environment or the properties file says. */
final class OptionDefaults implements IDefaultValueProvider {
  private static final String CONFIG_VARIABLE = "BEADLE_CONFIG";

  private final Map<String, String> environment;
  private final Properties file;

  private OptionDefaults(Map<String, String> environment, Properties file) {
    this.environment = Map.copyOf(environment);
    this.file = file;
  }

  static OptionDefaults of(Map<String, String> environment) {
    String config = environment.getOrDefault(CONFIG_VARIABLE, "");
    return new OptionDefaults(
        environment, config.isEmpty() ? new Properties() : read(Path.of(config)));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName().replaceFirst("^--", "");
    String variable = "BEADLE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    // A variable that is set to nothing says nothing.
    String value = environment.getOrDefault(variable, "");
    return value.isEmpty() ? file.getProperty(name) : value;
  }

  private static Properties read(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new SiteReadException(
          CONFIG_VARIABLE + ": " + file + ": cannot be read: " + unreadable, unreadable);
    }
    return properties;
  }
}
