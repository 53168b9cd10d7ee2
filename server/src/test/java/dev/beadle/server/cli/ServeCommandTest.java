package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** beadle serve that cannot start: 2, and one line that says where and what. Else: ProcessTest. */
final class ServeCommandTest {
  @TempDir private Path folder;

  /** How a site is spoilt, and what the message must name. */
  record Spoilt(String how, Spoiler spoiler, List<String> named) {
    Spoilt(String how, Spoiler spoiler, String... named) {
      this(how, spoiler, List.of(named));
    }

    @Override
    public String toString() {
      return how;
    }
  }

  /** Spoils a copy of the demonstration site. */
  @FunctionalInterface
  interface Spoiler {
    void spoil(Path site) throws IOException;
  }

  static Stream<Spoilt> spoiltSites() {
    return Stream.of(
        new Spoilt(
            "a table is missing",
            site -> Files.delete(site.resolve("role.csv")),
            "missing table",
            "role.csv"),
        new Spoilt(
            "a column is missing",
            site -> replace(site, "context.csv", "contextlevel", "kontextlevel"),
            "context.csv",
            "missing column",
            "contextlevel"),
        new Spoilt(
            "a number is malformed",
            site -> replace(site, "context.csv", "31,50,2", "31,fifty,2"),
            "context.csv:32",
            "contextlevel",
            "fifty"),
        new Spoilt(
            "a key is empty",
            site -> replace(site, "user.csv", "5,e.lindqvist", ",e.lindqvist"),
            "user.csv:6",
            "id"),
        new Spoilt(
            "a number is too large",
            site -> replace(site, "role.csv", "\n5,", "\n99999999999999999999,"),
            "role.csv:6"),
        new Spoilt(
            "a row is too short",
            site -> replace(site, "role_assignments.csv", "5,10,1,22,\"\",0", "5,10,1"),
            "role_assignments.csv:6",
            "fields"),
        new Spoilt(
            "a file is empty", site -> Files.writeString(site.resolve("user.csv"), ""), "user.csv"),
        new Spoilt(
            "a quote is not closed",
            site -> replace(site, "config.csv", "\"5,4,3\"", "\"5,4,3"),
            "config.csv"),
        new Spoilt(
            "a text is no UTF-8",
            site -> Files.write(site.resolve("course.csv"), new byte[] {'i', 'd', -1, -2, '\n'}),
            "course.csv"),
        new Spoilt(
            "an archive is none",
            site -> {
              Files.delete(site.resolve("role.csv"));
              Files.writeString(site.resolve("role.csv.gz"), "this is not gzip");
            },
            "role.csv.gz"),
        new Spoilt("an archive is cut off", ServeCommandTest::cutOff, "role_capabilities.csv.gz"),
        new Spoilt(
            "a folder stands for a table",
            site -> {
              Files.delete(site.resolve("role.csv"));
              Files.createDirectory(site.resolve("role.csv"));
            },
            "role.csv"));
  }

  /** Each way in which a site can be spoilt. */
  @ParameterizedTest
  @MethodSource("spoiltSites")
  void serve_spoiltSite_isToldInOneLine(Spoilt spoilt) throws Exception {
    Path site = CommandRun.copyOfDemo(folder);
    spoilt.spoiler.spoil(site);
    CommandRun run = serve("--site", site.toString());
    assertOneLine(run, spoilt.named.toArray(String[]::new));
    assertThat(run.err()).contains(site.toString());
  }

  /** The folder is missing, or is a file. */
  @Test
  void serve_noFolder_isToldInOneLine() throws Exception {
    Path missing = folder.resolve("missing");
    assertOneLine(serve("--site", missing.toString()), missing.toString(), "no such folder");
    Path file = Files.writeString(folder.resolve("file"), "id\n1\n");
    assertOneLine(serve("--site", file.toString()), file.toString(), "no such folder");
  }

  /** The file of deprecated names is missing or malformed. */
  @Test
  void serve_badCapabilities_isToldInOneLine() throws Exception {
    String site = CommandRun.demoFolder().toString();
    Path missing = folder.resolve("missing.json");
    assertOneLine(serve("--site", site, "--capabilities", missing.toString()), missing.toString());
    for (String malformed : new String[] {"", "{", "[]", "3", "null", "{\"a\": 1}"}) {
      Path file = Files.writeString(folder.resolve("capabilities.json"), malformed);
      assertOneLine(serve("--site", site, "--capabilities", file.toString()), file.toString());
    }
  }

  /** Several files of deprecated names: each is read, in whatever order they are named. */
  @Test
  void serve_severalCapabilities_readsEach() throws Exception {
    // Without tables: should a file be forgotten, the command ends all the same.
    String noSite = folder.resolve("none").toString();
    String missing = folder.resolve("missing.json").toString();
    String good = Oracle.capabilities().toString();
    assertOneLine(
        serve("--site", noSite, "--capabilities", missing, "--capabilities", good), missing);
    assertOneLine(
        serve("--site", noSite, "--capabilities", good, "--capabilities", missing), missing);
  }

  /** The address is taken. */
  @Test
  void serve_addressInUse_isToldInOneLine() {
    String site = CommandRun.demoFolder().toString();
    try (var first = ServedSite.empty()) {
      String grpcPort = Integer.toString(first.server().grpcPort());
      assertOneLine(serve("--site", site, "--grpc-port", grpcPort), grpcPort);
      String httpPort = Integer.toString(first.server().httpPort());
      assertOneLine(serve("--site", site, "--http-port", httpPort), "http-port", httpPort);
    }
  }

  /** The place of the Unix socket is taken, or in no folder. */
  @Test
  void serve_badUnixSocket_isToldInOneLine() throws Exception {
    String site = CommandRun.demoFolder().toString();
    Path taken = Files.writeString(folder.resolve("taken"), "precious");
    assertOneLine(serve("--site", site, "--unix-socket", taken.toString()), taken.toString());
    Path nowhere = folder.resolve("missing").resolve("s");
    assertOneLine(serve("--site", site, "--unix-socket", nowhere.toString()), "no such folder");
    assertThat(taken).hasContent("precious");
  }

  private static CommandRun serve(String... options) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(Arrays.asList(options));
    for (String port : List.of("--grpc-port", "--http-port")) {
      if (!arguments.contains(port)) {
        arguments.addAll(List.of(port, "0"));
      }
    }
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static void assertOneLine(CommandRun run, String... named) {
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.err()).startsWith("beadle: ").hasLineCount(1).contains(named);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  private static void replace(Path site, String file, String from, String to) throws IOException {
    String text = Files.readString(site.resolve(file));
    assertThat(text).contains(from);
    int at = text.indexOf(from);
    Files.writeString(
        site.resolve(file), text.substring(0, at) + to + text.substring(at + from.length()));
  }

  private static void cutOff(Path site) throws IOException {
    byte[] text = Files.readAllBytes(site.resolve("role_capabilities.csv"));
    Files.delete(site.resolve("role_capabilities.csv"));
    Path archive = site.resolve("role_capabilities.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      out.write(text);
      out.write("\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
