package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with one file for each scenario that was measured. Confined to one thread. */
final class Results {
  private static final String SUFFIX = ".properties";

  private final Path folder;

  Results(Path folder) {
    this.folder = folder;
  }

  boolean has(String scenario) {
    return Files.exists(file(scenario));
  }

  /** Keeps what a scenario gave. */
  void put(String scenario, Properties properties) {
    try {
      Files.createDirectories(folder);
      // Whoever is cut off while writing leaves nothing that counts as measured.
      Path unfinished = folder.resolve(scenario + ".unfinished");
      try (Writer out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
        properties.store(out, scenario);
      }
      Files.move(unfinished, file(scenario), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Forgets what a scenario gave, if it gave anything. */
  void remove(String scenario) {
    try {
      Files.deleteIfExists(file(scenario));
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }

  /** What the scenarios gave, by their names. */
  Map<String, Properties> all() {
    Map<String, Properties> all = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          properties.load(in);
        }
        String name = String.valueOf(file.getFileName());
        all.put(name.substring(0, name.length() - SUFFIX.length()), properties);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return all;
  }

  private Path file(String scenario) {
    return folder.resolve(scenario + SUFFIX);
  }
}
