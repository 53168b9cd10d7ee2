package dev.beadle.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Style, line 54: laws are properties, and the seed is printed on failure. */
final class SeedsTest {
  private final List<Long> seen = new ArrayList<>();

  /** By itself a property is checked for the seeds from 1 on. */
  @Test
  void check_noProperty_runsEverySeed() {
    Seeds.check("", "", 3, seen::add);
    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  /** One seed alone, to look into a failure. */
  @Test
  void check_onlyOne_runsJustThat() {
    Seeds.check("7", "", 3, seen::add);
    assertThat(seen).containsExactly(7L);
  }

  /** Other numbers, for a long night. */
  @Test
  void check_otherCount_runsSoMany() {
    Seeds.check("", "5", 3, seen::add);
    assertThat(seen).hasSize(5);
  }

  /** A failure names its seed, the way to run it again, and what failed. */
  @Test
  void check_failure_namesTheSeed() {
    assertThatThrownBy(() ->
            Seeds.check(
                "",
                "",
                9,
                seed -> {
                  if (seed == 4) {
                    throw new AssertionError("four");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 4 (again: -Dbeadle.seed=4)")
        .hasMessageContaining("four");
  }

  /** So does an exception. */
  @Test
  void check_exception_namesTheSeed() {
    assertThatThrownBy(() ->
            Seeds.check(
                "",
                "",
                9,
                _ -> {
                  throw new IllegalStateException("oops");
                }))
        .hasMessageContaining("seed 1 ")
        .hasMessageContaining("oops")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
