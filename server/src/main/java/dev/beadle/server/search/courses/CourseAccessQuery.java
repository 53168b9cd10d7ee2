package dev.beadle.server.search.courses;

import java.util.Set;

/**
 * May a user enter a course? (§13)
 *
 * @param userId user.id; 0 for a visitor. Guest access and role switches count when he is the
 *     viewer.
 * @param courseId course.id
 * @param capability demanded in the course: an ordinal, {@code CapabilityCatalog.ABSENT}, or {@link
 *     Demanded#NOTHING}
 * @param onlyActive whether only active enrolments count
 * @param enteredInstanceIds the ways in for guests (enrol.id) whose passwords the session has given
 * @param atSecond when, in seconds since 1970
 */
public record CourseAccessQuery(
    long userId,
    long courseId,
    int capability,
    boolean onlyActive,
    Set<Long> enteredInstanceIds,
    long atSecond) {
  public CourseAccessQuery {
    enteredInstanceIds = Set.copyOf(enteredInstanceIds);
  }
}
