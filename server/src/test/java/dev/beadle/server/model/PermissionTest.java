package dev.beadle.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers that Moodle stores, and what they do (§1, §7.4). */
final class PermissionTest {
  /** §1: the numbers that Moodle's own code writes. */
  @ParameterizedTest
  @CsvSource({"1, ALLOW", "-1, PREVENT", "-1000, PROHIBIT"})
  void ofStored_regular_isWhatItSays(long stored, Permission expected) {
    assertThat(Permission.ofStored(stored)).isEqualTo(expected);
    assertThat(Permission.isRegular(stored)).isTrue();
  }

  /** §7.4 [!]: any other number stops the search and so prevents; it is never a prohibit. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        2,
        -2,
        1000,
        -999,
        -1001,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 32 | 1,
        (1L << 32) - 1000
      })
  void ofStored_odd_prevents(long stored) {
    assertThat(Permission.ofStored(stored)).isEqualTo(Permission.PREVENT);
    assertThat(Permission.isRegular(stored)).isFalse();
  }

  /** §6.6: of the six risks three bar visitors and guests. */
  @Test
  void barredToGuests_isConfigXssAndDataLoss() {
    assertThat(Risk.BARRED_TO_GUESTS).isEqualTo(2 | 4 | 32);
    for (int harmless : new int[] {Risk.MANAGE_TRUST, Risk.PERSONAL, Risk.SPAM}) {
      assertThat(Risk.BARRED_TO_GUESTS & harmless).isZero();
    }
  }

  /** §1: levels have names; those that plug-ins registered have their number. */
  @Test
  void nameOf_everyLevel_isItsName() {
    assertThat(ContextLevel.nameOf(ContextLevel.SYSTEM)).isEqualTo("System");
    assertThat(ContextLevel.nameOf(ContextLevel.USER)).isEqualTo("User");
    assertThat(ContextLevel.nameOf(ContextLevel.COURSE_CATEGORY)).isEqualTo("Category");
    assertThat(ContextLevel.nameOf(ContextLevel.COURSE)).isEqualTo("Course");
    assertThat(ContextLevel.nameOf(ContextLevel.MODULE)).isEqualTo("Module");
    assertThat(ContextLevel.nameOf(ContextLevel.BLOCK)).isEqualTo("Block");
    assertThat(ContextLevel.nameOf(1234)).isEqualTo("Level 1234");
  }
}
