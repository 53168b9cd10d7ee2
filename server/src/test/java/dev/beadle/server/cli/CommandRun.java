package dev.beadle.server.cli;

import dev.beadle.server.Main;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param exitCode how it ended
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error, the log apart
 */
record CommandRun(int exitCode, String out, String err) {
  /** Runs a command in this process, without any environment. */
  static CommandRun of(String... arguments) {
    return in(Map.of(), arguments);
  }

  /** Runs a command in this process. */
  static CommandRun in(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine command =
        BeadleCommand.create(environment, arguments)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exitCode = command.execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** The demonstration site as a folder. */
  static Path demoFolder() {
    URL folder = Main.class.getResource("demo");
    if (folder == null) {
      throw new IllegalStateException("the demonstration site is not on the class path");
    }
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  /** A copy of the demonstration site, the caller's to spoil. */
  static Path copyOfDemo(Path into) {
    try (var files = Files.list(demoFolder())) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
      return into;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The arguments that name a recorded site. */
  static String csv(String dataset, String folder) {
    return Oracle.dataset(dataset).resolve(folder).toString();
  }

  /** A file of recorded decisions. */
  static String decisions(String dataset, String name) {
    return Oracle.dataset(dataset).resolve("decisions").resolve(name + ".csv.gz").toString();
  }

  /** Lines that begin as our own messages do. */
  long messages() {
    return err.lines().filter(line -> line.startsWith("beadle: ")).count();
  }

  /** Whether a Java stack was shown to the user. */
  boolean showsStack() {
    return (out + err).contains("\tat ");
  }
}
