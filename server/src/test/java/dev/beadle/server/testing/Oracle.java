package dev.beadle.server.testing;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.CapabilityFile;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The sites and decisions that were recorded of a real Moodle: files in the folder {@code oracle}
 * of the tests' resources. Stateless.
 */
public final class Oracle {
  /** A clock that stands still: what is loaded twice is the same twice. */
  public static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  /** The revision of every site that a test loads whole. */
  public static final Revision REVISION = new Revision("recorded", 1);

  private static final String ROOT = "/oracle";

  private Oracle() {}

  /** A file or folder below the recorded data, for example {@code datasets/tiny/csv}. */
  public static Path path(String relative) {
    URL root = Oracle.class.getResource(ROOT);
    if (root == null || !root.getProtocol().equals("file")) {
      throw new IllegalStateException(ROOT + " is not a folder of the class path: " + root);
    }
    try {
      return Path.of(root.toURI()).resolve(relative);
    } catch (URISyntaxException malformed) {
      throw new IllegalStateException(ROOT + " is at no path: " + root, malformed);
    }
  }

  /**
   * The folder of a dataset: tiny, random, medium, quirks, mutations or stock.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Path dataset(String name) {
    Path folder = path("datasets").resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no dataset " + name);
    }
    return folder;
  }

  /** The files of recorded decisions of a dataset that ask single questions, by name. */
  public static List<Path> decisionFiles(String dataset) {
    try (var files = Files.list(dataset(dataset).resolve("decisions"))) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The file with the deprecated names, which no table holds. */
  public static Path capabilities() {
    return path("capabilities.json");
  }

  /** The folder of the recorded traces of Moodle's unit tests. */
  public static Path unitTests() {
    return path("unit-tests");
  }

  /** Loads sites with the deprecated names of Moodle's core, silently. */
  public static SiteLoader loader() {
    return new SiteLoader(CapabilityFile.read(capabilities()), CLOCK, LoadProgress.SILENT);
  }

  /** A dataset as it was exported; of {@code mutations}, as it was before the first step. */
  public static SiteLoader.Loaded load(String dataset) {
    try (CsvTables tables = tables(dataset)) {
      return loader().load(tables, REVISION);
    }
  }

  /** The rows of a dataset, to be changed by a test. */
  public static MemoryTables rows(String dataset) {
    try (CsvTables tables = tables(dataset)) {
      return MemoryTables.copyOf(tables);
    }
  }

  /** The site that rows make. */
  public static PolicySnapshot snapshotOf(MemoryTables rows) {
    return loader().load(rows, REVISION).snapshot();
  }

  private static CsvTables tables(String dataset) {
    return CsvTables.in(
        dataset(dataset).resolve(dataset.equals("mutations") ? "csv_before" : "csv"));
  }
}
