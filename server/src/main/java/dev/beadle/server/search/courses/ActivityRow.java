package dev.beadle.server.search.courses;

import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import org.jspecify.annotations.Nullable;

/**
 * What the table {@code course_modules} says of an activity.
 *
 * @param moduleName the kind of activity; empty when its row is gone
 */
record ActivityRow(
    long id, long courseId, String moduleName, GroupMode groupMode, long groupingId) {
  private static final SiteTable TABLE = SiteTable.COURSE_MODULES;
  private static final int COURSE = TABLE.positionOf("course");
  private static final int MODULE = TABLE.positionOf("module");
  private static final int GROUP_MODE = TABLE.positionOf("groupmode");
  private static final int GROUPING = TABLE.positionOf("groupingid");
  private static final int MODULE_NAME = SiteTable.MODULES.positionOf("name");

  /** The activity with an id, or null. */
  static @Nullable ActivityRow find(PolicySnapshot snapshot, long courseModuleId) {
    Relation activities = snapshot.relation(TABLE);
    int row = activities.find(courseModuleId);
    return row == Relation.ABSENT
        ? null
        : new ActivityRow(
            courseModuleId,
            activities.numberAt(row, COURSE),
            moduleNameOf(snapshot, activities.numberAt(row, MODULE)),
            GroupMode.of(activities.numberAt(row, GROUP_MODE)),
            activities.numberAt(row, GROUPING));
  }

  /**
   * The activity with an id.
   *
   * @throws UnknownContextException if there is none
   */
  static ActivityRow require(PolicySnapshot snapshot, long courseModuleId) {
    ActivityRow activity = find(snapshot, courseModuleId);
    if (activity == null) {
      throw new UnknownContextException("place: no activity has the id " + courseModuleId);
    }
    return activity;
  }

  private static String moduleNameOf(PolicySnapshot snapshot, long moduleId) {
    Relation modules = snapshot.relation(SiteTable.MODULES);
    int row = modules.find(moduleId);
    return row == Relation.ABSENT ? "" : modules.textAt(row, MODULE_NAME);
  }
}
