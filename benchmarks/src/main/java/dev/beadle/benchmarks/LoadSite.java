package dev.beadle.benchmarks;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.testing.generator.GeneratedSite;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Loads a site once and tells how long it took and what it takes: the sum that the snapshot tells
 * of itself beside what the heap holds after a full collection. The large site is to fit into
 * {@code -Xmx2g}.
 */
@Command(
    name = "load-site",
    mixinStandardHelpOptions = true,
    description = "Loads a made-up site, or one from table files, and tells time and memory.")
public final class LoadSite implements Callable<Integer> {
  private static final double MEBI = 1 << 20;

  @Spec private CommandSpec command;

  @Mixin private ShapeOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "a folder with one CSV file for each table, instead of a made-up site")
  private @Nullable Path folder;

  private LoadSite() {}

  /** Runs the command; the exit code is 0 if the site was loaded, 2 if the options are wrong. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LoadSite()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (TableSource source = source()) {
      out.printf("%s, heap of at most %.0f MiB%n", source.description(), maximumHeap() / MEBI);
      long heapBefore = heapAfterCollection();
      SiteLoader.Loaded loaded =
          Sites.loader(LoadProgress.SILENT).load(source, new Revision("load", 0));
      try {
        long peak = peakHeap();
        long heapAfter = heapAfterCollection();
        reportTime(loaded, out);
        reportMemory(loaded.snapshot(), heapAfter - heapBefore, out);
        out.printf("%-24s %10.1f MiB, garbage included%n", "highest heap, at most", peak / MEBI);
      } finally {
        Reference.reachabilityFence(loaded);
      }
    }
    return 0;
  }

  private TableSource source() {
    if (folder != null) {
      return CsvTables.in(folder);
    }
    try {
      return new GeneratedSite(options.shape());
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(command.commandLine(), impossible.getMessage(), impossible);
    }
  }

  private static void reportTime(SiteLoader.Loaded loaded, PrintWriter out) {
    double seconds = loaded.report().duration().toNanos() / 1e9;
    long rows = loaded.report().totalRows();
    out.printf("%,d rows in %.1f s: %,.0f rows/s%n", rows, seconds, rows / seconds);
    for (Map.Entry<SiteTable, Long> table : loaded.report().rows().entrySet()) {
      if (table.getValue() > 0) {
        out.printf("  %-22s %,14d rows%n", table.getKey().tableName(), table.getValue());
      }
    }
    loaded
        .report()
        .oddities()
        .forEach((oddity, count) -> {
          if (count > 0) {
            out.printf("  %-22s %,14d%n", oddity, count);
          }
        });
  }

  private static void reportMemory(PolicySnapshot snapshot, long heapBytes, PrintWriter out) {
    long sum = 0;
    for (Map.Entry<String, Long> part : snapshot.sizesInBytes().entrySet()) {
      sum += part.getValue();
      out.printf("  %-22s %,14d bytes%n", part.getKey(), part.getValue());
    }
    long assignments = snapshot.assignments().assignmentCount();
    out.printf("%-24s %10.1f MiB%n", "sum of these", sum / MEBI);
    out.printf(
        "%-24s %10.1f MiB, %+.1f %% against the sum%n",
        "heap that it takes", heapBytes / MEBI, 100.0 * (heapBytes - sum) / sum);
    if (assignments > 0) {
      out.printf(
          "%-24s %10.1f bytes all in, %.1f of them of role_assignments%n",
          "per assignment",
          (double) heapBytes / assignments,
          (double) snapshot.assignments().sizeInBytes() / assignments);
    }
  }

  private static long maximumHeap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
  }

  private static long heapAfterCollection() {
    // A second one for what the first had to leave to reference handlers.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** The sum of the pools' highest use, which they need not have had at one time. */
  private static long peakHeap() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        bytes += pool.getPeakUsage().getUsed();
      }
    }
    return bytes;
  }
}
