package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Contenders measured in turn, what is kept of them, and the page that is made of it. */
final class SummaryTest {
  private static final Interleaved.Plan THREE_ROUNDS = new Interleaved.Plan(0.1, 0.001, 3);

  /** Answers as many questions as it is told, and remembers its turns. */
  private record Fake(String name, long answers, List<String> turns) implements Contender {
    @Override
    public Sample run(long nanos) {
      turns.add(name);
      var tally = new Tally();
      tally.answered(0, answers * 1_000);
      if (answers == 0) {
        tally.failed("no answer");
      }
      return new Sample(tally, answers, 2, 1_000_000_000, new ServerUse(answers, 8, 0, 0));
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  @Test
  void measure_twoContenders_takesTurnsAfterTwoPartsOfWarmUp() throws InterruptedException {
    List<String> turns = new ArrayList<>();

    var _ = Interleaved.measure(List.of(fake("a", 1, turns), fake("b", 1, turns)), THREE_ROUNDS);

    assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b", "a", "b", "a", "b");
  }

  @Test
  void measure_aQuestionFails_nothingIsCompared() {
    assertThatThrownBy(
            () -> Interleaved.measure(List.of(fake("a", 0, new ArrayList<>())), THREE_ROUNDS))
        .hasMessageContaining("a: 1 of 1 messages were not answered; the first: no answer");
  }

  @Test
  void of_twoContenders_comparesTheFirstWithTheLast() throws InterruptedException {
    Summary summary = summary(30, 40);

    assertThat(summary.get(Figure.CHECKS_PER_SECOND).left().median()).isEqualTo(60);
    assertThat(summary.get(Figure.CHECKS_PER_SECOND).ratio().median()).isEqualTo(0.75);
    assertThat(summary.get(Figure.P50_MICROS).difference().median()).isCloseTo(-10, within());
    assertThat(summary.get(Figure.SERVER_BYTES).left().median()).isCloseTo(8.0 / 30, within());
  }

  @Test
  void toProperties_andBack_isTheSame() throws InterruptedException {
    Summary summary = summary(30, 40);

    assertThat(Summary.of(summary.toProperties())).isEqualTo(summary);
  }

  @Test
  void page_metMissedAndNotMeasured_saysWhich() throws InterruptedException {
    var bars = new Bars(Map.of(Bar.UNARY_THROUGHPUT, 0.95, Bar.MATRIX_THROUGHPUT, 0.7));
    Map<String, Properties> kept =
        Map.of(
            Scenario.UNARY, summary(30, 40).toProperties(),
            Scenario.MATRIX, summary(30, 40).toProperties());
    var report = new ComparisonReport(kept, bars);

    assertThat(report.page(false).lines())
        .anyMatch(line -> line.contains("64 in flight") && line.contains("**missed**"))
        .anyMatch(line ->
            line.contains("matrix 50 × 20") && line.contains("≥ 0.70") && line.contains("| met |"))
        .anyMatch(line -> line.contains("SAPL") && line.contains("not measured"));
  }

  /** No figure is not a small one. */
  @Test
  void page_figureThatOneSideDoesNotGive_isNotMeasured() throws InterruptedException {
    Properties unary = summary(30, 40).toProperties();
    unary.setProperty("server_bytes.right", "0.0 0.0 0.0");
    var bars = new Bars(Map.of(Bar.UNARY_ALLOCATION, 200.0));
    assertThat(new ComparisonReport(Map.of(Scenario.UNARY, unary), bars).page(false).lines())
        .anyMatch(line -> line.contains("allocation") && line.contains("| not measured |"))
        .noneMatch(line -> line.contains("allocation") && line.contains("| met |"));
  }

  @Test
  void page_severalRuns_saysWhichScenarioIsOfWhich() throws InterruptedException {
    Map<String, Properties> kept =
        Map.of(
            Scenario.UNARY, measuredOn("Today."),
            Scenario.BATCH, measuredOn("Yesterday."),
            Scenario.MATRIX, measuredOn("Today."),
            Scenario.STREAM, measuredOn("Yesterday."),
            Scenario.CLIENT, measuredOn("Today."));
    assertThat(new ComparisonReport(kept, new Bars(Map.of())).page(false))
        .contains("\nToday.\nOf another run, batch, stream: Yesterday.\n");
  }

  @Test
  void page_resultOfNoScenario_isLeftOut() throws InterruptedException {
    var kept = Map.of(Scenario.UNARY, measuredOn("Today."), "machine", new Properties());
    assertThat(new ComparisonReport(kept, new Bars(Map.of())).page(false))
        .contains("\nToday.\nEach pair")
        .doesNotContain("machine |");
  }

  private static Properties measuredOn(String machine) throws InterruptedException {
    Properties result = summary(1, 2).toProperties();
    result.setProperty(Machine.KEY, machine);
    return result;
  }

  private static Summary summary(long left, long right) throws InterruptedException {
    List<String> turns = new ArrayList<>();
    return Summary.of(
        Interleaved.measure(
            List.of(fake("left", left, turns), fake("right", right, turns)), THREE_ROUNDS));
  }

  private static Fake fake(String name, long answers, List<String> turns) {
    return new Fake(name, answers, turns);
  }

  private static Offset<Double> within() {
    return Assertions.within(0.1);
  }
}
