package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The file of bars. */
final class BarsTest {
  @Test
  void parse_keysAndNumbers_areTargets() throws IOException {
    assertThat(parse("# a remark\nunary.throughput.ratio = 0.95\nsapl.ratio=2\n").targets())
        .isEqualTo(Map.of(Bar.UNARY_THROUGHPUT, 0.95, Bar.SAPL, 2.0));
  }

  @Test
  void parse_unknownKey_namesItAndTheKnownOnes() {
    assertThatThrownBy(() -> parse("unary.speed = 1"))
        .hasMessageContaining("`unary.speed`")
        .hasMessageContaining("unary.throughput.ratio");
  }

  @Test
  void parse_noNumber_namesKeyAndValue() {
    assertThatThrownBy(() -> parse("sapl.ratio = fast")).hasMessageContaining("sapl.ratio: `fast`");
    assertThatThrownBy(() -> parse("sapl.ratio = NaN")).hasMessageContaining("at least 0");
    assertThatThrownBy(() -> parse("sapl.ratio = -1")).hasMessageContaining("at least 0");
  }

  @Test
  void parse_nothing_isRefused() {
    assertThatThrownBy(() -> parse("# only a remark")).hasMessageContaining("no bar");
  }

  /** The file in the repository names every bar that there is. */
  @Test
  void read_fileOfTheRepository_hasEveryBar() throws IOException {
    assertThat(Bars.read(Path.of("gate.properties")).targets()).containsOnlyKeys(Bar.values());
  }

  @Test
  void isMet_leastAndMost_lookTheOtherWay() {
    assertThat(Bar.UNARY_THROUGHPUT.isMet(0.95, 0.95)).isTrue();
    assertThat(Bar.UNARY_THROUGHPUT.isMet(0.94, 0.95)).isFalse();
    assertThat(Bar.UNARY_ALLOCATION.isMet(200, 200)).isTrue();
    assertThat(Bar.UNARY_ALLOCATION.isMet(201, 200)).isFalse();
  }

  @Test
  void targetText_leastAndMost_haveTheirSign() {
    assertThat(Bar.UNARY_THROUGHPUT.targetText(0.95)).isEqualTo("≥ 0.95");
    assertThat(Bar.UNARY_ALLOCATION.targetText(200)).isEqualTo("≤ 200");
  }

  /** A ratio needs more decimals than what it is the ratio of. */
  @Test
  void decimals_ratioAndOthers_areThreeAndOne() {
    assertThat(Bar.UNARY_THROUGHPUT.decimals()).isEqualTo(3);
    assertThat(Bar.HALF_PEAK_P999_RATIO.decimals()).isEqualTo(3);
    assertThat(Bar.HALF_PEAK_P999.decimals()).isEqualTo(1);
    assertThat(Bar.UNARY_ALLOCATION.decimals()).isEqualTo(1);
  }

  private static Bars parse(String text) throws IOException {
    return Bars.parse(new StringReader(text));
  }
}
