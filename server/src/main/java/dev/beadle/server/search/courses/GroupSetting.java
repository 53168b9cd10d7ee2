package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;

/**
 * How groups are set in a place (§14).
 *
 * @param courseId the course of the place (course.id)
 * @param mode groups_get_course_groupmode, or groups_get_activity_groupmode of a plain record
 * @param effectiveMode the same of a {@code cm_info} object: none when the course forces a mode on
 *     an activity that knows no groups
 * @param isForced whether the course forces its mode on its activities
 * @param groupingId the grouping that the place is bound to (groupings.id); 0: none
 */
public record GroupSetting(
    GroupPlace place,
    long courseId,
    GroupMode mode,
    GroupMode effectiveMode,
    boolean isForced,
    long groupingId) {
  public GroupSetting {
    requireNonNull(place, "place");
    requireNonNull(mode, "mode");
    requireNonNull(effectiveMode, "effectiveMode");
  }

  /**
   * The setting of a place.
   *
   * @throws UnknownContextException if there is no such course or activity, or if its course is
   *     gone
   */
  public static GroupSetting of(
      PolicySnapshot snapshot, GroupPlace place, ModuleFeatures features) {
    return switch (place) {
      case GroupPlace.OfCourse(long courseId) ->
          ofCourse(place, CourseRow.require(snapshot, courseId));
      case GroupPlace.OfActivity(long courseModuleId) -> {
        ActivityRow activity = ActivityRow.require(snapshot, courseModuleId);
        yield ofActivity(
            place, activity, CourseRow.require(snapshot, activity.courseId()), features);
      }
    };
  }

  /** The same place as Moodle sees it through a {@code cm_info} object. */
  public GroupSetting asModuleObject() {
    return new GroupSetting(place, courseId, effectiveMode, effectiveMode, isForced, groupingId);
  }

  /**
   * The context of the place.
   *
   * @throws UnknownContextException if it has none
   */
  int contextIn(PolicySnapshot snapshot) {
    return switch (place) {
      case GroupPlace.OfCourse(long id) -> courseContext(snapshot, id);
      case GroupPlace.OfActivity(long id) ->
          Names.context(snapshot, ContextLevel.MODULE, id, "place");
    };
  }

  /**
   * The context of a course.
   *
   * @throws UnknownContextException if it has none
   */
  static int courseContext(PolicySnapshot snapshot, long courseId) {
    return Names.context(snapshot, ContextLevel.COURSE, courseId, "course");
  }

  private static GroupSetting ofCourse(GroupPlace place, CourseRow course) {
    return new GroupSetting(
        place,
        course.id(),
        course.groupMode(),
        course.groupMode(),
        course.forcesGroupMode(),
        course.defaultGroupingId());
  }

  private static GroupSetting ofActivity(
      GroupPlace place, ActivityRow activity, CourseRow course, ModuleFeatures features) {
    boolean isForced = course.forcesGroupMode();
    GroupMode mode = isForced ? course.groupMode() : activity.groupMode();
    boolean counts = !isForced || features.knowsGroups(activity.moduleName());
    return new GroupSetting(
        place, course.id(), mode, counts ? mode : GroupMode.NONE, isForced, activity.groupingId());
  }
}
