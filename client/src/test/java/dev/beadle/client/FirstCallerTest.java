package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A class whose first user has no stack for it is lost to a JVM: no caller is one, once it is
 * ready.
 */
final class FirstCallerTest {
  private static final long LONGEST_SECONDS = 120;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void ask_firstCallersHaveLittleStack_everyLaterOneIsAnswered(int first) throws Exception {
    try (var sidecar = new FakeSidecar()) {
      Path output = folder.resolve("output");
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FirstCaller.class.getName(),
                  sidecar.target(),
                  Integer.toString(first))
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(program.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(output)).noneMatch(line -> line.startsWith(FirstCaller.LOST));
        assertThat(program.exitValue()).isZero();
      } finally {
        program.destroyForcibly();
      }
    }
  }
}
