package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.Bench;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The names of what can be asked for. */
final class ScenarioTest {
  /** What is known is measured: asking for another point would measure nothing. */
  @Test
  void isKnown_pointsOfTheCurve_areThoseThatAreMeasured() {
    List<Integer> known =
        IntStream.rangeClosed(0, 100)
            .filter(percent -> Scenario.isKnown(Scenario.curve(percent)))
            .boxed()
            .toList();

    assertThat(known).isEqualTo(Scenario.CURVE_PERCENTS);
    assertThat(Scenario.isKnown("curve-")).isFalse();
    assertThat(Scenario.isKnown("curve-10 ")).isFalse();
  }

  @Test
  void help_pointsOfTheCurve_areNamed() {
    var help = new StringWriter();

    int code = Bench.commandLine().setOut(new PrintWriter(help)).execute("compare", "--help");

    assertThat(code).isZero();
    assertThat(help.toString())
        .contains(Scenario.CURVE_PERCENTS.stream().map(Scenario::curve).toList());
  }
}
