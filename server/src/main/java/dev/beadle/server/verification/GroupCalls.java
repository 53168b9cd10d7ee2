package dev.beadle.server.verification;

import static java.util.Map.entry;

import com.google.gson.JsonElement;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.courses.Group;
import dev.beadle.server.search.courses.GroupListQuery;
import dev.beadle.server.search.courses.GroupMembers;
import dev.beadle.server.search.courses.GroupPlace;
import dev.beadle.server.search.courses.OwnGroups;
import dev.beadle.server.verification.TraceFunction.Asked;
import dev.beadle.server.verification.TraceFunction.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Functions that ask about groups. */
final class GroupCalls {
  private GroupCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("groups_get_all_groups", GroupCalls::all),
        entry("groups_get_user_groups", GroupCalls::ofUser),
        entry("groups_get_my_groups", GroupCalls::mine),
        entry("groups_is_member", GroupCalls::member),
        entry("groups_has_membership", GroupCalls::membership),
        entry("groups_get_members", GroupCalls::members),
        entry("groups_get_groups_members", GroupCalls::membersOfSeveral),
        entry("groups_get_activity_shared_group_members", GroupCalls::sharing),
        entry("groups_get_course_groupmode", GroupCalls::courseMode),
        entry("groups_get_activity_groupmode", GroupCalls::activityMode),
        entry("groups_get_activity_allowed_groups", GroupCalls::allowed),
        entry("groups_group_visible", GroupCalls::groupVisible),
        entry("groups_user_groups_visible", GroupCalls::userVisible),
        entry("groups_get_activity_group", GroupCalls::activeInActivity),
        entry("groups_get_course_group", GroupCalls::activeInCourse),
        entry("groups_get_group_by_name", call -> byName(call, SiteTable.GROUPS)),
        entry("groups_get_grouping_by_name", call -> byName(call, SiteTable.GROUPINGS)),
        entry("groups_get_group", call -> byId(call, SiteTable.GROUPS)),
        entry("groups_get_grouping", call -> byId(call, SiteTable.GROUPINGS)),
        entry("groups_get_group_name", call -> name(call, SiteTable.GROUPS)),
        entry("groups_get_grouping_name", call -> name(call, SiteTable.GROUPINGS)),
        entry("groups_group_exists", GroupCalls::exists));
  }

  /** COURSE, USERS = all, GROUPING, fields, members, PARTICIPATION ONLY. */
  private static Asked all(TraceCall call) {
    var query = new GroupListQuery(call.id(0), call.ids(1), call.id(2), call.isTrue(5, false));
    return call.asks(GroupQuestions.all(query, call.session()), CallResult.ids(call));
  }

  /** COURSE, USER = current, INCLUDE HIDDEN. */
  private static Asked ofUser(TraceCall call) {
    JsonElement result = call.result();
    if (isFlat(result)) {
      throw new UnsupportedCallException("a result that is not of groupings");
    }
    return call.asks(
        GroupQuestions.ofUser(call.id(0), call.id(1), call.isTrue(2, false), call.session()),
        call.threw() ? AnswerText.REFUSED : CallResult.idsByKey(result));
  }

  private static boolean isFlat(JsonElement result) {
    return !(result.isJsonObject() || result.isJsonArray())
        || (result.isJsonArray()
            && result.getAsJsonArray().asList().stream().anyMatch(JsonElement::isJsonPrimitive));
  }

  /** Groups by the ids of memberships. */
  private static Asked mine(TraceCall call) {
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            AnswerText.ofIds(
                new OwnGroups(CourseQuestions.viewed(engine, site, session))
                    .all().stream().mapToLong(Group::id)),
        CallResult.values(call));
  }

  /** GROUP, USER = current. */
  private static Asked member(TraceCall call) {
    return call.asks(
        GroupQuestions.member(call.id(0), call.id(1), call.session()), CallResult.truth(call));
  }

  /** ACTIVITY, USER = current. */
  private static Asked membership(TraceCall call) {
    return call.asks(
            GroupQuestions.membership(call.id(0), call.id(1), call.session()),
            CallResult.truth(call))
        .claiming(call.claims(0, SiteTable.COURSE_MODULES));
  }

  /** GROUP. */
  private static Asked members(TraceCall call) {
    long groupId = call.id(0);
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            AnswerText.ofIds(Arrays.stream(members(engine, site, session).of(groupId))),
        CallResult.ids(call));
  }

  /** GROUPS. */
  private static Asked membersOfSeveral(TraceCall call) {
    List<Long> groupIds = call.ids(0);
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            AnswerText.ofIds(Arrays.stream(members(engine, site, session).of(groupIds))),
        CallResult.ids(call));
  }

  /** ACTIVITY, USER = current. */
  private static Asked sharing(TraceCall call) {
    GroupPlace place = activity(call, 0);
    long userId = call.id(1);
    Session session = call.session();
    return call.asks(
            (engine, site) ->
                AnswerText.ofIds(
                    Arrays.stream(
                        members(engine, site, session)
                            .sharing(GroupQuestions.setting(site, place), userId))),
            CallResult.ids(call))
        .claiming(call.claims(0, SiteTable.COURSE_MODULES));
  }

  private static GroupMembers members(Engine engine, PolicySnapshot site, Session session) {
    return new GroupMembers(CourseQuestions.viewed(engine, site, session));
  }

  /** COURSE. */
  private static Asked courseMode(TraceCall call) {
    return call.asks(
            GroupQuestions.mode(new GroupPlace.OfCourse(call.id(0))), CallResult.number(call))
        .claiming(call.claims(0, SiteTable.COURSE));
  }

  /** ACTIVITY, COURSE. */
  private static Asked activityMode(TraceCall call) {
    return call.asks(GroupQuestions.mode(activity(call, 0)), CallResult.number(call))
        .claiming(claims(call, 0, 1));
  }

  /** ACTIVITY, USER = current. */
  private static Asked allowed(TraceCall call) {
    return call.asks(
            GroupQuestions.allowed(activity(call, 0), call.id(1), call.session()),
            CallResult.ids(call))
        .claiming(call.claims(0, SiteTable.COURSE_MODULES));
  }

  /** GROUP, COURSE, ACTIVITY = none, USER = current. */
  private static Asked groupVisible(TraceCall call) {
    return call.asks(
            GroupQuestions.group(
                GroupQuestions.place(call.id(1), call.id(2)),
                call.id(0),
                call.id(3),
                call.session()),
            CallResult.truth(call))
        .claiming(claims(call, 2, 1));
  }

  /** COURSE, USER, ACTIVITY = none. */
  private static Asked userVisible(TraceCall call) {
    return call.asks(
            GroupQuestions.user(
                GroupQuestions.place(call.id(0), call.id(2)), call.id(1), call.session()),
            CallResult.truth(call))
        .claiming(claims(call, 2, 0));
  }

  /** ACTIVITY. */
  private static Asked activeInActivity(TraceCall call) {
    return call.asks(
            GroupQuestions.active(activity(call, 0), call.session()), CallResult.number(call))
        .claiming(call.claims(0, SiteTable.COURSE_MODULES));
  }

  /** COURSE. */
  private static Asked activeInCourse(TraceCall call) {
    return call.asks(
            GroupQuestions.active(new GroupPlace.OfCourse(call.id(0)), call.session()),
            CallResult.number(call))
        .claiming(call.claims(0, SiteTable.COURSE));
  }

  /** COURSE, NAME: the first of the name, or false; false of an empty one, too. */
  private static Asked byName(TraceCall call, SiteTable table) {
    long courseId = call.id(0);
    String name = call.textOr(1, "");
    return call.asks((_, site) -> idOf(site, table, courseId, name), CallResult.number(call));
  }

  private static String idOf(PolicySnapshot site, SiteTable table, long courseId, String name) {
    Relation rows = site.relation(table);
    int nameColumn = table.positionOf("name");
    long[] least = {0};
    rows.forEachWith(
        "courseid",
        courseId,
        row -> {
          long id = rows.numberAt(row, 0);
          if (rows.textAt(row, nameColumn).equals(name)) {
            least[0] = least[0] == 0 ? id : Math.min(least[0], id);
          }
        });
    return name.isEmpty() || least[0] == 0 ? AnswerText.FALSE : Long.toString(least[0]);
  }

  /** ID: the row with it, or false. */
  private static Asked byId(TraceCall call, SiteTable table) {
    long id = call.id(0);
    return call.asks(
        (_, site) -> has(site, table, id) ? Long.toString(id) : AnswerText.FALSE,
        CallResult.number(call));
  }

  private static Asked exists(TraceCall call) {
    long id = call.id(0);
    return call.asks(
        (_, site) -> AnswerText.of(has(site, SiteTable.GROUPS, id)), CallResult.truth(call));
  }

  private static boolean has(PolicySnapshot site, SiteTable table, long id) {
    return site.relation(table).find(id) != Relation.ABSENT;
  }

  /** ID: the name, or false. */
  private static Asked name(TraceCall call, SiteTable table) {
    long id = call.id(0);
    String recorded = CallResult.text(call);
    return call.asks(
        (_, site) -> {
          int row = site.relation(table).find(id);
          return row == Relation.ABSENT
              ? ""
              : site.relation(table).textAt(row, table.positionOf("name"));
        },
        recorded);
  }

  private static GroupPlace activity(TraceCall call, int index) {
    return new GroupPlace.OfActivity(call.id(index));
  }

  private static List<Claim> claims(TraceCall call, int activityIndex, int courseIndex) {
    List<Claim> claims = new ArrayList<>(call.claims(activityIndex, SiteTable.COURSE_MODULES));
    claims.addAll(call.claims(courseIndex, SiteTable.COURSE));
    return claims;
  }
}
