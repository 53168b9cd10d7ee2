package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * A group of a course.
 *
 * @param id groups.id
 * @param courseId groups.courseid
 * @param name groups.name
 * @param participation groups.participation: 1 when it takes part in activities
 */
public record Group(
    long id, long courseId, String name, GroupVisibility visibility, long participation) {
  /** As Moodle orders groups: by name. Capitals do not matter, as most databases have it. */
  static final Comparator<Group> BY_NAME =
      Comparator.comparing(Group::name, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(Group::name)
          .thenComparingLong(Group::id);

  public Group {
    requireNonNull(name, "name");
    requireNonNull(visibility, "visibility");
  }

  /** Whether it takes part in activities. */
  public boolean takesPart() {
    return participation == 1;
  }
}
