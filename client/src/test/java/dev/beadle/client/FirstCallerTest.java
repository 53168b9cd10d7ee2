package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A class whose first user has no stack for it is lost to a JVM: no caller is one, once it is
 * ready.
 */
final class FirstCallerTest {
  private static final long LONGEST_SECONDS = 120;

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5})
  void ask_firstCallersHaveLittleStack_everyLaterOneIsAnswered(int first) throws Exception {
    try (var sidecar = new FakeSidecar()) {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FirstCaller.class.getName(),
                  sidecar.target(),
                  Integer.toString(first))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .isEmpty();
        assertThat(program.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
      } finally {
        program.destroyForcibly();
      }
    }
  }
}
