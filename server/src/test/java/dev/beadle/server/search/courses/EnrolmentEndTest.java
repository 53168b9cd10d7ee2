package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.search.courses.EnrolmentRows.Enrolment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §13, enrol_get_enrolment_end: whether enrolments are active, and until when. */
final class EnrolmentEndTest {
  private static final long NOW = 1_000;

  /** §13: false if it is not covered now. */
  @Test
  void of_noEnrolment_isInactive() {
    assertThat(EnrolmentEnd.of(List.of(), NOW)).isEqualTo(EnrolmentEnd.INACTIVE);
  }

  /** §13: 0 if it is covered for ever. */
  @Test
  void of_endlessEnrolment_neverEnds() {
    assertThat(end(from(0, 0))).isEqualTo(new EnrolmentEnd(true, EnrolmentEnd.NEVER));
  }

  /** §13 [!]: a boundary at exactly now counts as passed: a start is active, an end is over. */
  @Test
  void of_boundariesAtNow_arePassed() {
    assertThat(end(from(NOW, 2_000))).isEqualTo(new EnrolmentEnd(true, 2_000));
    assertThat(end(from(NOW + 1, 2_000))).isEqualTo(EnrolmentEnd.INACTIVE);
    assertThat(end(from(0, NOW))).isEqualTo(EnrolmentEnd.INACTIVE);
    assertThat(end(from(0, NOW + 1))).isEqualTo(new EnrolmentEnd(true, NOW + 1));
  }

  /** §13: the time when coverage ends, not when the first enrolment does. */
  @Test
  void of_enrolmentsThatFollowEachOther_endWithTheLast() {
    assertThat(end(from(0, 1_500), from(1_400, 1_800), from(1_900, 0)))
        .isEqualTo(new EnrolmentEnd(true, 1_800));
    assertThat(end(from(0, 1_500), from(1_500, 0)))
        .isEqualTo(new EnrolmentEnd(true, EnrolmentEnd.NEVER));
  }

  /** §13: rows with end <> 0 and end < start are skipped. */
  @Test
  void of_enrolmentThatEndsBeforeItBegins_isNone() {
    assertThat(end(from(900, 800))).isEqualTo(EnrolmentEnd.INACTIVE);
    assertThat(end(from(900, 800), from(0, 0))).isEqualTo(new EnrolmentEnd(true, 0));
    assertThat(end(from(900, 900))).isEqualTo(EnrolmentEnd.INACTIVE);
  }

  /** §13: only rows with both statuses 0. */
  @Test
  void of_suspendedEnrolment_isNone() {
    assertThat(end(new Enrolment(3, 4, false, 0, 0))).isEqualTo(EnrolmentEnd.INACTIVE);
  }

  private static EnrolmentEnd end(Enrolment... enrolments) {
    return EnrolmentEnd.of(Arrays.asList(enrolments), NOW);
  }

  private static Enrolment from(long start, long end) {
    return new Enrolment(3, 4, true, start, end);
  }
}
