package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of shapes on the command line. */
final class ShapeTest {
  @ParameterizedTest
  @ValueSource(strings = {"unary", "client", "batch:1000", "stream:7", "matrix:50x20"})
  void of_itsOwnText_isTheSameShape(String text) {
    assertThat(Shape.of(text)).hasToString(text);
  }

  @Test
  void checks_ofAMatrix_areItsPairs() {
    assertThat(Shape.of("matrix:50x20").checks()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "batch", "batch:", "batch:x", "matrix:5", "Unary", "batch:1 "})
  void of_anythingElse_namesTheForms(String text) {
    assertThatThrownBy(() -> Shape.of(text)).hasMessageContaining(Shape.FORMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch:0", "stream:10001", "matrix:0x5", "matrix:999999x999999"})
  void of_tooFewOrTooManyChecks_namesTheBound(String text) {
    assertThatThrownBy(() -> Shape.of(text)).hasMessageContaining("1 to 10000");
  }
}
