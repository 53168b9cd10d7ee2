package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** What figures were measured on. Stateless and so thread-safe. */
final class Machine {
  /** The key under which it is kept beside what was measured on it. */
  static final String KEY = "machine";

  private Machine() {}

  /** This one, now, in a sentence. */
  static String now(List<String> serverJvm) {
    return String.format(
        Locale.ROOT,
        "Measured on %s: %s, %d cores shared by load and servers, load average %.2f at the"
            + " beginning; JVM %s, servers with `%s`.",
        LocalDate.now(Clock.systemUTC()),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version(),
        String.join(" ", serverJvm));
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException _) {
      return "unknown processor";
    }
  }
}
