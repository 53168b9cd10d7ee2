package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** When memory is flat, and what a page tells of it. */
final class SoakResultTest {
  private static final double A_DAY = 1e9;
  private static final double MUCH = 100 << 20;

  @Test
  void isFlat_growthOfHeapOrNativeMemory_isNot() {
    assertThat(soak(A_DAY, 0, 0).isFlat()).isTrue();
    assertThat(soak(A_DAY, MUCH, 0).isFlat()).isFalse();
    assertThat(soak(A_DAY, 0, MUCH).isFlat()).isFalse();
  }

  /** No figure is not a small one. */
  @Test
  void of_nothingKept_isNeitherFlatNorWhole() {
    SoakResult nothing = SoakResult.of(new Properties());

    assertThat(nothing.isFlat()).isFalse();
    assertThat(nothing.isWhole()).isFalse();
  }

  @Test
  void toProperties_andBack_isTheSame() {
    var soak = new SoakResult(1, 2, 3, 4, 5);

    assertThat(SoakResult.of(soak.toProperties())).isEqualTo(soak);
  }

  /** Results of earlier runs stay readable: a page tells of all that are kept. */
  @Test
  void toProperties_aResult_hasTheKeysOfEarlierRuns() {
    assertThat(new SoakResult(1, 2, 3, 4, 5).toProperties())
        .isEqualTo(
            Map.of(
                "checks", "1.0",
                "heap", "2.0",
                "resident", "3.0",
                "heap.growth", "4.0",
                "native.growth", "5.0"));
  }

  /** Flat memory is a bar only over the checks of a day. */
  @Test
  void page_soakShorterThanADay_isNotMet() {
    assertThat(row(soak(A_DAY, 0, 0))).contains("| met |");
    assertThat(row(soak(0.99 * A_DAY, 0, 0))).doesNotContain("| met |").contains("too short");
    assertThat(row(soak(A_DAY, MUCH, 0))).contains("**missed**");
  }

  private static SoakResult soak(double checks, double heapGrowth, double nativeGrowth) {
    return new SoakResult(checks, 1e7, 5e8, heapGrowth, nativeGrowth);
  }

  private static String row(SoakResult soak) {
    var bars = new Bars(Map.of(Bar.UNARY_THROUGHPUT, 0.95));
    return new ComparisonReport(Map.of(Scenario.SOAK, soak.toProperties()), bars)
        .page(false)
        .lines()
        .filter(line -> line.contains("24 h equivalent"))
        .findFirst()
        .orElseThrow();
  }
}
