package dev.beadle.benchmarks;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.testing.generator.GeneratedSite;
import dev.beadle.server.testing.generator.SiteShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The sites that benchmarks ask, by name. Stateless and so thread-safe. */
public final class Sites {
  /** Moodle's own test site of size L, 10,000 users: real rows, from the server's test data. */
  public static final String MEDIUM = "medium";

  /** {@link SiteShape#LARGE}, made up. */
  static final String LARGE = "large";

  private static final Path MEDIUM_FOLDER =
      Path.of("server", "src", "test", "resources", "oracle", "datasets", "medium", "csv");

  private Sites() {}

  /**
   * Loads a site. Cost: {@link #LARGE} takes some ten seconds and 700 MB.
   *
   * @param name {@link #MEDIUM}, {@link #LARGE}, or a folder with one CSV file for each table
   */
  public static PolicySnapshot load(String name) {
    return loadWhole(name).snapshot();
  }

  /** The same, with the report of the load. */
  static Loaded loadWhole(String name) {
    try (TableSource source = open(name)) {
      return loader(LoadProgress.SILENT).load(source, new Revision("benchmark", 0));
    }
  }

  /** What loads sites here; deprecated capability names play no part. */
  static SiteLoader loader(LoadProgress progress) {
    return new SiteLoader(List.of(), InstantSource.system(), progress);
  }

  private static TableSource open(String name) {
    return switch (name) {
      case MEDIUM -> CsvTables.in(mediumFolder());
      case LARGE -> new GeneratedSite(SiteShape.LARGE);
      default -> CsvTables.in(Path.of(name));
    };
  }

  /** From the repository's root or from a folder in it. */
  public static Path mediumFolder() {
    Path here = Path.of("").toAbsolutePath();
    for (Path root = here; root != null; root = root.getParent()) {
      if (Files.isDirectory(root.resolve(MEDIUM_FOLDER))) {
        return root.resolve(MEDIUM_FOLDER);
      }
    }
    throw new IllegalStateException(
        "site `medium`: no folder "
            + MEDIUM_FOLDER
            + " in "
            + here
            + " or above it (expected: to be run inside the repository, or -p site=FOLDER with one"
            + " CSV file for each table)");
  }
}
