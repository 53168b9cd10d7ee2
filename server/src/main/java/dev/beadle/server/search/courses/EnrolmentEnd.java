package dev.beadle.server.search.courses;

import dev.beadle.server.search.courses.EnrolmentRows.Enrolment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether enrolments are active at a moment, and until when (§13, enrol_get_enrolment_end).
 *
 * @param isActive whether any is
 * @param second when the first moment comes at which none is, in seconds since 1970; {@link #NEVER}
 *     when none comes, or when none is active
 */
public record EnrolmentEnd(boolean isActive, long second) {
  /** The end of what does not end. */
  public static final long NEVER = 0;

  static final EnrolmentEnd INACTIVE = new EnrolmentEnd(false, NEVER);

  /**
   * Of the enrolments of one user in one course: how many cover each moment, from boundary to
   * boundary. One that ends before it begins is none; a boundary is passed in its own second.
   */
  static EnrolmentEnd of(List<Enrolment> enrolments, long atSecond) {
    TreeMap<Long, Integer> changes = changesOf(enrolments);
    int covering = sum(changes.headMap(atSecond, true));
    if (covering < 1) {
      return INACTIVE;
    }
    for (Map.Entry<Long, Integer> change : changes.tailMap(atSecond, false).entrySet()) {
      covering += change.getValue();
      if (covering < 1) {
        return new EnrolmentEnd(true, change.getKey());
      }
    }
    return new EnrolmentEnd(true, NEVER);
  }

  private static TreeMap<Long, Integer> changesOf(List<Enrolment> enrolments) {
    var changes = new TreeMap<Long, Integer>();
    for (Enrolment enrolment : enrolments) {
      boolean isEndless = enrolment.endSecond() == 0;
      if (enrolment.isEnabled()
          && (isEndless || enrolment.endSecond() >= enrolment.startSecond())) {
        changes.merge(enrolment.startSecond(), 1, Integer::sum);
        if (!isEndless) {
          changes.merge(enrolment.endSecond(), -1, Integer::sum);
        }
      }
    }
    return changes;
  }

  private static int sum(Map<Long, Integer> changes) {
    return changes.values().stream().mapToInt(Integer::intValue).sum();
  }
}
