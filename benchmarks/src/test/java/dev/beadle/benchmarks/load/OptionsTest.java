package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.Bench;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options without sense are refused before anything is started, and named. */
final class OptionsTest {
  private static final int MISUSE = 2;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--transport carrier-pigeon     | --transport",
        "--only cerbos                  | --only",
        "--mix sour                     | --mix",
        "--rate -5                      | --rate: -5.0 (expected: at least 0)",
        "--rate NaN                     | --rate: NaN",
        "--rounds 0                     | --rounds: 0 (expected: at least 1)",
        "--seconds 0                    | --seconds: 0.0 (expected: more than 0)",
        "--warm-up -1                   | --warm-up: -1.0",
        "--connections 0                | --connections: 0",
        "--connections 2 --in-flight 5  | --in-flight: 5",
        "--shape circle                 | --shape",
        "--shape client --rate 100      | --shape: client",
        "--shape client --connections 2 | --shape: client",
        "--target localhost:1 --cold    | --target: is asked as it is",
        "--target a:1 --transport unix  | --target: is asked as it is",
      })
  void load_nonsense_isRefused(String options, String told) {
    assertRefused("load", options, told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--only unary,sprint | --only: `sprint`",
        "--only curve-20     | --only: `curve-20`",
        "--only curve-55     | --only: `curve-55`",
        "--pace 0            | --pace: 0.0 (expected: greater than 0)",
        "--soak-checks 5     | --soak-checks: 5.0 (expected: at least 40000)",
      })
  void compare_nonsense_isRefused(String options, String told) {
    assertRefused("compare", options, told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bars ../benchmarks/nowhere.properties | --bars: cannot be read: "
            + "java.nio.file.NoSuchFileException: ../benchmarks/nowhere.properties",
        "--pace 0 --bars gate.properties         | --pace: 0.0",
      })
  void gate_nonsense_isRefused(String options, String told) {
    assertRefused("gate", options, told);
  }

  /** A site that is not there is no fault of the program's: it is told in a line. */
  @Test
  void load_noSuchSite_isToldInALine() {
    var errors = new StringWriter();
    int code =
        Bench.commandLine()
            .setErr(new PrintWriter(errors))
            .execute("load", "--site", "nowhere/at/all");
    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .startsWith("beadle bench: ")
        .contains("nowhere/at/all");
    assertThat(code).isEqualTo(Bench.NOT_MEASURED);
  }

  private static void assertRefused(String command, String options, String told) {
    var errors = new StringWriter();
    int code =
        Bench.commandLine()
            .setErr(new PrintWriter(errors))
            .execute((command + " " + options).split(" "));
    assertThat(errors.toString()).contains(told).endsWith(" --help`.\n");
    assertThat(code).isEqualTo(MISUSE);
  }
}
