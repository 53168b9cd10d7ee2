package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** What figures were measured on. Stateless and so thread-safe. */
final class Machine {
  /** The name under which it is kept. */
  static final String KEY = "machine";

  private Machine() {}

  /** This one, now. */
  static Properties now(List<String> serverJvm) {
    var machine = new Properties();
    machine.setProperty("day", LocalDate.now(Clock.systemUTC()).toString());
    machine.setProperty("processor", processor());
    machine.setProperty("cores", "" + Runtime.getRuntime().availableProcessors());
    machine.setProperty("jvm", Runtime.version().toString());
    machine.setProperty("flags", String.join(" ", serverJvm));
    machine.setProperty(
        "load",
        String.format(
            Locale.ROOT,
            "%.2f",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return machine;
  }

  /** In a sentence. */
  static String text(Properties machine) {
    return String.format(
        Locale.ROOT,
        "Measured on %s: %s, %s cores shared by load and servers, load average %s at the beginning;"
            + " JVM %s, servers with `%s`.",
        machine.getProperty("day", "?"),
        machine.getProperty("processor", "?"),
        machine.getProperty("cores", "?"),
        machine.getProperty("load", "?"),
        machine.getProperty("jvm", "?"),
        machine.getProperty("flags", "?"));
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
