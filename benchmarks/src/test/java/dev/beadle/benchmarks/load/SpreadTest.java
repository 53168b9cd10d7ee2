package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What is told of several rounds. */
final class SpreadTest {
  @Test
  void of_anOddNumberOfValues_hasTheMiddleOne() {
    assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void of_anEvenNumberOfValues_hasTheMeanOfTheTwoInTheMiddle() {
    assertThat(Spread.of(8, 1, 2, 4)).isEqualTo(new Spread(3, 1, 8));
  }

  /** A slow round is slow for both: only the ratio within a round is compared. */
  @Test
  void ofRatios_roundsOfUnlikeSpeed_comparesWithinEachRound() {
    assertThat(Spread.ofRatios(new double[] {50, 100, 10}, new double[] {100, 200, 20}))
        .isEqualTo(new Spread(0.5, 0.5, 0.5));
  }

  @Test
  void ofDifferences_pairs_subtractsWithinEachRound() {
    assertThat(Spread.ofDifferences(new double[] {5, 9}, new double[] {2, 4}))
        .isEqualTo(new Spread(4, 3, 5));
  }

  @Test
  void of_nothingOrNoNumber_isRefused() {
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spread.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spread.ofRatios(new double[1], new double[2]))
        .hasMessageContaining("expected: as many");
  }

  @Test
  void text_isMedianAndRange() {
    assertThat(new Spread(1234.56, 1, 2000).text(1)).isEqualTo("1,234.6 (1.0 to 2,000.0)");
  }
}
