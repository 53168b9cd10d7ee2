package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The growth of memory. */
final class TrendTest {
  @Test
  void slope_pointsOnALine_isTheLines() {
    assertThat(Trend.slope(new double[] {1, 2, 4}, new double[] {5, 7, 11}))
        .isCloseTo(2, within(1e-12));
  }

  @Test
  void slope_noiseAboutALevel_isNone() {
    assertThat(Trend.slope(new double[] {1, 2, 3, 4}, new double[] {5, 6, 6, 5})).isZero();
  }

  @Test
  void slope_tooFewPoints_isRefused() {
    assertThatThrownBy(() -> Trend.slope(new double[1], new double[1]))
        .hasMessageContaining("at least two");
    assertThatThrownBy(() -> Trend.slope(new double[2], new double[2]))
        .hasMessageContaining("unlike");
  }
}
