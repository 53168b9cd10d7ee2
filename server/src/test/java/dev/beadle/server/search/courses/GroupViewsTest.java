package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.UnknownContextException;
import org.junit.jupiter.api.Test;

/** §14: what of groups is seen: a group, a user, a membership. */
final class GroupViewsTest {
  private final CourseSite course = CourseSite.make();
  private final long open = course.group("open", GroupVisibility.ALL, "ann");
  private final long members = course.group("members", GroupVisibility.MEMBERS, "ann", "bob");
  private final long own = course.group("own", GroupVisibility.OWN, false, "ann", "bob");
  private final long none = course.group("none", GroupVisibility.NONE, false, "ann", "bob");

  /** §14: mode none or visible: true, whatever the group, even a non-existing one. */
  @Test
  void ofGroup_noneOrVisible_isSeen() {
    for (long mode : new long[] {0, 2}) {
      course.course("groupmode", mode);
      assertThat(ofGroup("cyd", 987_654)).isEqualTo(GroupSight.SEEN_BY_MODE);
      assertThat(ofGroup("cyd", 0)).isEqualTo(GroupSight.SEEN_BY_MODE);
    }
  }

  /** §14: else accessallgroups; groupid 0 is handled there as well. */
  @Test
  void ofGroup_accessToAll_isSeen() {
    course.let("cyd", CourseSite.ACCESS_ALL_GROUPS, "course");
    assertThat(ofGroup("cyd", 0)).isEqualTo(GroupSight.SEEN_BY_ACCESS_TO_ALL_GROUPS);
    assertThat(ofGroup("cyd", none)).isEqualTo(GroupSight.SEEN_BY_ACCESS_TO_ALL_GROUPS);
  }

  /** §14: else it must be one of his that are listed; groupid 0 is not. */
  @Test
  void ofGroup_separate_isSeenByItsMembers() {
    assertThat(ofGroup("ann", open)).isEqualTo(GroupSight.SEEN_BY_MEMBERSHIP);
    assertThat(ofGroup("ann", own)).isEqualTo(GroupSight.SEEN_BY_MEMBERSHIP);
    assertThat(ofGroup("ann", none)).isEqualTo(GroupSight.UNSEEN);
    assertThat(ofGroup("ann", 0)).isEqualTo(GroupSight.UNSEEN);
    assertThat(ofGroup("bob", open)).isEqualTo(GroupSight.UNSEEN);
  }

  /** §14: in an activity only groups that take part, within its grouping. */
  @Test
  void ofGroup_activity_looksAtAllowedGroups() {
    assertThat(inActivity("ann", own)).isEqualTo(GroupSight.UNSEEN);
    assertThat(inActivity("ann", open)).isEqualTo(GroupSight.SEEN_BY_MEMBERSHIP);
    course.activity("groupingid", course.grouping(members));
    assertThat(inActivity("ann", open)).isEqualTo(GroupSight.UNSEEN);
    course.let("ann", CourseSite.ACCESS_ALL_GROUPS, "forum");
    assertThat(inActivity("ann", 0)).isEqualTo(GroupSight.SEEN_BY_ACCESS_TO_ALL_GROUPS);
  }

  /** §14: the course's mode counts in an activity when it is forced. */
  @Test
  void ofGroup_forcedMode_overridesTheActivitys() {
    course.activity("groupmode", 0);
    assertThat(inActivity("cyd", open)).isEqualTo(GroupSight.SEEN_BY_MODE);
    course.course("groupmodeforce", 1);
    assertThat(inActivity("cyd", open)).isEqualTo(GroupSight.UNSEEN);
  }

  /** §14: share a group; accessallgroups of the current user, not of the other one. */
  @Test
  void ofUser_separate_isSeenByWhoSharesAGroup() {
    course.group("else", GroupVisibility.ALL, "eve");
    assertThat(ofUser("bob", "ann")).isEqualTo(GroupSight.SEEN_BY_MEMBERSHIP);
    assertThat(ofUser("bob", "eve")).isEqualTo(GroupSight.UNSEEN);
    course.let("eve", CourseSite.ACCESS_ALL_GROUPS, "course");
    assertThat(ofUser("bob", "eve")).isEqualTo(GroupSight.UNSEEN);
    assertThat(ofUser("eve", "bob")).isEqualTo(GroupSight.SEEN_BY_ACCESS_TO_ALL_GROUPS);
  }

  /** §14: a group that nobody sees is not shared. */
  @Test
  void ofUser_onlyHiddenGroupShared_isUnseen() {
    course.group("secret", GroupVisibility.NONE, "fay", "gus");
    assertThat(ofUser("fay", "gus")).isEqualTo(GroupSight.UNSEEN);
  }

  /** §14: visibility by visibility, of oneself, of a fellow member, of a stranger. */
  @Test
  void isMember_eachVisibility_isSeenByItsOwn() {
    assertThat(isMember("ann", own, "ann")).isTrue();
    assertThat(isMember("ann", none, "ann")).isFalse();
    assertThat(isMember("bob", members, "ann")).isTrue();
    assertThat(isMember("bob", own, "ann")).isFalse();
    assertThat(isMember("cyd", members, "ann")).isFalse();
    assertThat(isMember("cyd", open, "ann")).isTrue();
    assertThat(isMember("cyd", open, "bob")).isFalse();
  }

  /** §14: can_view_all_groups: plain membership. */
  @Test
  void isMember_viewerOfHiddenGroups_seesAll() {
    course.let("cyd", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    assertThat(isMember("cyd", none, "ann")).isTrue();
    assertThat(isMember("cyd", none, "dan")).isFalse();
    assertThat(isMember("cyd", 987_654, "ann")).isFalse();
  }

  /** §14: a userid of 0 is the viewer. */
  @Test
  void views_withoutUser_areAboutTheViewer() {
    assertThat(isMember("ann", own, "")).isTrue();
    var views = new GroupViews(course.as("ann"));
    assertThat(views.ofGroup(course.ofCourse(), own, 0)).isEqualTo(GroupSight.SEEN_BY_MEMBERSHIP);
  }

  /** §14: any group of the course, or of the grouping, whatever its visibility. */
  @Test
  void hasMembership_looksAtEveryGroupThatCounts() {
    assertThat(hasMembership("ann")).isTrue();
    assertThat(hasMembership("cyd")).isFalse();
    course.activity("groupingid", course.grouping(none));
    assertThat(hasMembership("ann")).isTrue();
    course.activity("groupingid", course.grouping());
    assertThat(hasMembership("ann")).isFalse();
  }

  /** §14: an activity without a context is refused, once it must be looked at. */
  @Test
  void ofGroup_activityWithoutContext_isRefused() {
    GroupSetting setting = course.ofActivity();
    course.site().withoutRow("forum");
    assertThatThrownBy(() -> new GroupViews(course.as("ann")).ofGroup(setting, open, 0))
        .isInstanceOf(UnknownContextException.class);
  }

  private GroupSight ofGroup(String user, long groupId) {
    long userId = course.user(user);
    return new GroupViews(course.as("")).ofGroup(course.ofCourse(), groupId, userId);
  }

  private GroupSight inActivity(String user, long groupId) {
    long userId = course.user(user);
    return new GroupViews(course.as("")).ofGroup(course.ofActivity(), groupId, userId);
  }

  private GroupSight ofUser(String viewer, String user) {
    long userId = course.user(user);
    return new GroupViews(course.as(viewer)).ofUser(course.ofCourse(), userId);
  }

  private boolean isMember(String viewer, long groupId, String user) {
    long userId = course.user(user);
    return new GroupViews(course.as(viewer)).isMember(groupId, userId);
  }

  private boolean hasMembership(String user) {
    long userId = course.user(user);
    return new GroupViews(course.as("")).hasMembership(course.activityId(), userId);
  }
}
