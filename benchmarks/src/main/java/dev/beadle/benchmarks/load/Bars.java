package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/** The targets of a file, a line {@code KEY = NUMBER} for each bar. Immutable. */
record Bars(Map<Bar, Double> targets) {
  /** The file in the repository. */
  static final Path FILE = Path.of("benchmarks", "gate.properties");

  Bars {
    targets = Map.copyOf(targets);
  }

  /** Reads a file. */
  static Bars read(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return parse(in);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  /**
   * Reads bars.
   *
   * @throws IllegalArgumentException if a key is not known, a value is no number, or there is none
   */
  static Bars parse(Reader text) throws IOException {
    var properties = new Properties();
    properties.load(text);
    Map<Bar, Double> targets = new EnumMap<>(Bar.class);
    for (String key : properties.stringPropertyNames()) {
      targets.put(Bar.of(key), number(key, properties.getProperty(key, "")));
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no bar (expected: lines of KEY = NUMBER)");
    }
    return new Bars(targets);
  }

  private static double number(String key, String value) {
    try {
      double number = Double.parseDouble(value.strip());
      if (Double.isFinite(number) && number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, with the key.
    }
    throw new IllegalArgumentException(key + ": `" + value + "` (expected: a number, at least 0)");
  }
}
