package dev.beadle.server.verification;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.courses.ActiveGroup;
import dev.beadle.server.search.courses.Group;
import dev.beadle.server.search.courses.GroupListQuery;
import dev.beadle.server.search.courses.GroupLists;
import dev.beadle.server.search.courses.GroupPlace;
import dev.beadle.server.search.courses.GroupSetting;
import dev.beadle.server.search.courses.GroupViews;
import dev.beadle.server.search.courses.ModuleFeatures;
import java.util.List;

/** Questions about groups, as the session's user sees them (rules §14). */
final class GroupQuestions {
  private GroupQuestions() {}

  /** An activity, or a course when there is none: course_modules.id is 0. */
  static GroupPlace place(long courseId, long courseModuleId) {
    return courseModuleId == 0
        ? new GroupPlace.OfCourse(courseId)
        : new GroupPlace.OfActivity(courseModuleId);
  }

  /** The mode of a place, and whether a user may see a group there. */
  static Question modeAndGroup(GroupPlace place, long groupId, long userId, Session session) {
    return new SearchQuestion(
        () -> "may user %d see group %d in %s%s".formatted(userId, groupId, place, by(session)),
        (engine, site) -> {
          GroupSetting setting = setting(site, place);
          return AnswerText.ofParts(
              "mode",
              Integer.toString(setting.mode().stored()),
              "visible",
              AnswerText.of(
                  views(engine, site, session).ofGroup(setting, groupId, userId).isSeen()));
        });
  }

  /** groups_group_visible. */
  static Question group(GroupPlace place, long groupId, long userId, Session session) {
    return new SearchQuestion(
        () -> "may user %d see group %d in %s%s".formatted(userId, groupId, place, by(session)),
        (engine, site) ->
            AnswerText.of(
                views(engine, site, session)
                    .ofGroup(setting(site, place), groupId, userId)
                    .isSeen()));
  }

  /** groups_get_activity_groupmode, and groups_get_course_groupmode. */
  static Question mode(GroupPlace place) {
    return new SearchQuestion(
        () -> "group mode of " + place,
        (_, site) -> Integer.toString(setting(site, place).mode().stored()));
  }

  /** The modes of an activity, and the groups in which a user may work there. */
  static Question modesAndAllowed(GroupPlace place, long userId, Session session) {
    return new SearchQuestion(
        () -> "allowed groups of user %d in %s%s".formatted(userId, place, by(session)),
        (engine, site) -> {
          GroupSetting setting = setting(site, place);
          return AnswerText.ofParts(
              "mode",
              Integer.toString(setting.mode().stored()),
              "effective",
              Integer.toString(setting.effectiveMode().stored()),
              "allowed",
              ids(lists(engine, site, session).allowed(setting, userId)));
        });
  }

  /** groups_get_activity_allowed_groups. */
  static Question allowed(GroupPlace place, long userId, Session session) {
    return new SearchQuestion(
        () -> "allowed groups of user %d in %s%s".formatted(userId, place, by(session)),
        (engine, site) -> ids(lists(engine, site, session).allowed(setting(site, place), userId)));
  }

  /** groups_get_all_groups. */
  static Question all(GroupListQuery query, Session session) {
    return new SearchQuestion(
        () -> query + by(session), (engine, site) -> ids(lists(engine, site, session).all(query)));
  }

  /** groups_user_groups_visible. */
  static Question user(GroupPlace place, long userId, Session session) {
    return new SearchQuestion(
        () -> "is user %d to be seen in %s%s".formatted(userId, place, by(session)),
        (engine, site) ->
            AnswerText.of(
                views(engine, site, session).ofUser(setting(site, place), userId).isSeen()));
  }

  /** groups_is_member. */
  static Question member(long groupId, long userId, Session session) {
    return new SearchQuestion(
        () -> "is user %d a member of group %d%s".formatted(userId, groupId, by(session)),
        (engine, site) -> AnswerText.of(views(engine, site, session).isMember(groupId, userId)));
  }

  /** groups_has_membership. */
  static Question membership(long courseModuleId, long userId, Session session) {
    return new SearchQuestion(
        () ->
            "is user %d in any group of activity %d%s"
                .formatted(userId, courseModuleId, by(session)),
        (engine, site) ->
            AnswerText.of(views(engine, site, session).hasMembership(courseModuleId, userId)));
  }

  /** groups_get_user_groups: by grouping, 0 for all of them. */
  static Question ofUser(long courseId, long userId, boolean includesHidden, Session session) {
    return new SearchQuestion(
        () -> "groups of user %d in course %d%s".formatted(userId, courseId, by(session)),
        (engine, site) ->
            AnswerText.ofIdsByKey(
                lists(engine, site, session).ofUser(courseId, userId, includesHidden)));
  }

  /** groups_get_activity_group and groups_get_course_group, of a session that has chosen none. */
  static Question active(GroupPlace place, Session session) {
    return new SearchQuestion(
        () -> "active group in " + place + by(session),
        (engine, site) -> {
          ActiveGroup active =
              ActiveGroup.of(CourseQuestions.viewed(engine, site, session), setting(site, place));
          return active.usesGroups() ? Long.toString(active.groupId()) : AnswerText.FALSE;
        });
  }

  static GroupSetting setting(PolicySnapshot site, GroupPlace place) {
    return GroupSetting.of(site, place, ModuleFeatures.OF_CORE);
  }

  private static GroupViews views(Engine engine, PolicySnapshot site, Session session) {
    return new GroupViews(CourseQuestions.viewed(engine, site, session));
  }

  private static GroupLists lists(Engine engine, PolicySnapshot site, Session session) {
    return new GroupLists(CourseQuestions.viewed(engine, site, session));
  }

  private static String ids(List<Group> groups) {
    return AnswerText.ofIds(groups.stream().mapToLong(Group::id));
  }

  private static String by(Session session) {
    return ", seen by user " + session.userId() + session.describe();
  }
}
