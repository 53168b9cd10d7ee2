package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.Set;

/**
 * Which groups, and whose memberships in them, the viewer sees (§14). Immutable and so thread-safe.
 * Cost of making one: that of the viewer's own memberships.
 */
final class Memberships {
  static final String VIEW_HIDDEN_GROUPS = "moodle/course:viewhiddengroups";

  private final ViewedSite site;
  private final Set<Long> ofViewer;

  Memberships(ViewedSite site) {
    this.site = site;
    this.ofViewer = GroupRows.idsOf(site.snapshot(), site.viewer().userId());
  }

  /** Whether the viewer sees a group because of who he is. */
  boolean sees(Group group) {
    return switch (group.visibility()) {
      case ALL -> true;
      case MEMBERS, OWN -> ofViewer.contains(group.id());
      case NONE -> false;
    };
  }

  /** Whether the viewer sees that a user, who is a member of a group, is one. */
  boolean sees(Group group, long memberId) {
    boolean isHimself = site.viewer().is(memberId);
    return switch (group.visibility()) {
      case ALL -> true;
      case MEMBERS -> isHimself || ofViewer.contains(group.id());
      case OWN -> isHimself;
      case NONE -> false;
    };
  }

  /**
   * Whether the viewer sees the hidden groups of a course.
   *
   * @throws dev.beadle.server.decision.UnknownContextException if the course has no context
   */
  static boolean seesHidden(ViewedSite site, long courseId) {
    return site.has(
        site.viewer().userId(),
        GroupSetting.courseContext(site.snapshot(), courseId),
        VIEW_HIDDEN_GROUPS);
  }

  /**
   * can_view_all_groups: whether nothing of a course's groups is hidden from the viewer. Cost: that
   * of the course's groups.
   *
   * @throws dev.beadle.server.decision.UnknownContextException if the course has no context
   */
  static boolean seesAll(ViewedSite site, long courseId) {
    return seesHidden(site, courseId) || !hasHidden(site.snapshot(), courseId);
  }

  private static boolean hasHidden(PolicySnapshot snapshot, long courseId) {
    boolean[] hasHidden = {false};
    GroupRows.forEachOfCourse(
        snapshot, courseId, group -> hasHidden[0] |= group.visibility() != GroupVisibility.ALL);
    return hasHidden[0];
  }
}
