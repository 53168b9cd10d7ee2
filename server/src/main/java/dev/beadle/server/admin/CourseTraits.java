package dev.beadle.server.admin;

/**
 * What is kept of a course besides where it is.
 *
 * @param groupMode 0 none, 1 separate, 2 visible groups
 * @param groupModeForced whether activities have no group mode of their own
 * @param defaultGroupingId groupings.id, or 0
 */
public record CourseTraits(
    String shortName,
    boolean visible,
    int groupMode,
    boolean groupModeForced,
    long defaultGroupingId) {
  public CourseTraits {
    Fields.requireName("short_name", shortName, Fields.NAME_LENGTH);
    Fields.requireBetween("group_mode", groupMode, 0, 2);
    Fields.requireIdOrZero("default_grouping_id", defaultGroupingId);
  }

  /** A visible course without groups. */
  public static CourseTraits named(String shortName) {
    return new CourseTraits(shortName, true, 0, false, 0);
  }
}
