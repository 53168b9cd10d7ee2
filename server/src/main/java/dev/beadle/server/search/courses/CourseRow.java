package dev.beadle.server.search.courses;

import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import org.jspecify.annotations.Nullable;

/** What the table {@code course} says of a course. */
record CourseRow(
    long id,
    long categoryId,
    boolean isVisible,
    GroupMode groupMode,
    boolean forcesGroupMode,
    long defaultGroupingId) {
  private static final SiteTable TABLE = SiteTable.COURSE;
  private static final int CATEGORY = TABLE.positionOf("category");
  private static final int VISIBLE = TABLE.positionOf("visible");
  private static final int GROUP_MODE = TABLE.positionOf("groupmode");
  private static final int FORCED = TABLE.positionOf("groupmodeforce");
  private static final int GROUPING = TABLE.positionOf("defaultgroupingid");

  /** The course with an id, or null. */
  static @Nullable CourseRow find(PolicySnapshot snapshot, long courseId) {
    Relation courses = snapshot.relation(TABLE);
    int row = courses.find(courseId);
    return row == Relation.ABSENT
        ? null
        : new CourseRow(
            courseId,
            courses.numberAt(row, CATEGORY),
            courses.numberAt(row, VISIBLE) != 0,
            GroupMode.of(courses.numberAt(row, GROUP_MODE)),
            courses.numberAt(row, FORCED) != 0,
            courses.numberAt(row, GROUPING));
  }

  /**
   * The course with an id.
   *
   * @throws UnknownContextException if there is none
   */
  static CourseRow require(PolicySnapshot snapshot, long courseId) {
    CourseRow course = find(snapshot, courseId);
    if (course == null) {
      throw new UnknownContextException("place: no course has the id " + courseId);
    }
    return course;
  }
}
