package dev.beadle.server.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client's Javadoc renders without a complaint, and its examples are word for word those that
 * {@link ClientExamplesTest} runs: javadoc compares them.
 */
final class ClientJavadocTest {
  private static final Path CLIENT = Path.of("..", "client", "src", "main", "java");
  private static final Path EXAMPLES = Path.of("src", "test", "java");

  @TempDir private Path folder;

  @Test
  void javadoc_ofTheClient_rendersWithTheExamplesThatAreRun() throws Exception {
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    var said = new StringWriter();
    int code =
        javadoc.run(
            new PrintWriter(said, true),
            new PrintWriter(said, true),
            "-quiet",
            "-Werror",
            // What there is to say is said; that a parameter has no tag of its own is no fault.
            "-Xdoclint:all,-missing",
            "--snippet-path",
            EXAMPLES.toString(),
            "-d",
            folder.toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            "-sourcepath",
            CLIENT.toString(),
            "dev.beadle.client",
            "dev.beadle.client.guard",
            "dev.beadle.client.meter",
            "dev.beadle.client.policy");
    assertThat(code).as(said.toString()).isZero();
    assertThat(Files.readString(folder.resolve("dev/beadle/client/BeadleClient.html")))
        .contains("hasCapability(10, ");
  }
}
