package dev.beadle.server.verification;

import static java.util.Map.entry;

import com.google.gson.JsonElement;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.roles.AssignedRoles;
import dev.beadle.server.search.roles.AssignedRoles.Reach;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.search.roles.RoleNames;
import dev.beadle.server.search.roles.RoleUsers;
import dev.beadle.server.search.roles.ShownRoles;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Functions that ask who has which roles by assignments. */
final class RoleUserCalls {
  private static final Pattern LINKED_ROLE = Pattern.compile("roleid=(\\d+)");

  private RoleUserCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("get_user_roles", RoleUserCalls::ofUser),
        entry("get_user_roles_with_special", RoleUserCalls::withSpecial),
        entry("get_users_roles", RoleUserCalls::ofUsers),
        entry("get_role_users", RoleUserCalls::users),
        entry("count_role_users", RoleUserCalls::count),
        entry("get_roles_used_in_context", RoleUserCalls::used),
        entry("get_profile_roles", RoleUserCalls::profile),
        entry("get_user_roles_in_course", RoleUserCalls::inCourse),
        entry("has_coursecontact_role", RoleUserCalls::courseContact),
        entry("role_get_name", RoleUserCalls::name),
        entry("enrol_get_course_users_roles", RoleUserCalls::ofCourse));
  }

  /**
   * CONTEXT, USER = current, PARENTS = true: rows of assignments; recorded are they or the roles.
   */
  private static Asked ofUser(TraceCall call) {
    long contextId = call.contextId(0);
    long userId = call.number(1, call.session().userId());
    Reach reach = reach(call.isTrue(2, true));
    String recorded = CallResult.ids(call);
    return call.asks(
        (_, site) ->
            rowsOrRoles(
                site,
                AssignedRoles.ofUser(site, userId, context(site, contextId), reach),
                recorded),
        recorded);
  }

  private static String rowsOrRoles(
      PolicySnapshot site, List<RoleAssignment> rows, String recorded) {
    String rowIds = AnswerText.ofIds(rows.stream().mapToLong(RoleAssignment::rowId));
    return rowIds.equals(recorded)
        ? rowIds
        : AnswerText.ofIds(rows.stream().mapToLong(row -> site.roles().idOf(row.role())));
  }

  /** CONTEXT, USER = current: the roles, of rows that need not have an id. */
  private static Asked withSpecial(TraceCall call) {
    long contextId = call.contextId(0);
    long userId = call.number(1, call.session().userId());
    String recorded = call.threw() ? AnswerText.REFUSED : CallResult.idsIn(call.result(), "roleid");
    return call.asks(
        (_, site) ->
            AnswerText.ofIds(
                AssignedRoles.withSpecial(site, userId, context(site, contextId)).stream()
                    .mapToLong(held -> site.roles().idOf(held.role()))),
        recorded);
  }

  /**
   * CONTEXT, USERS = all, PARENTS = true: the rows of each user, all who are asked for included.
   */
  private static Asked ofUsers(TraceCall call) {
    long contextId = call.contextId(0);
    List<Long> userIds = call.ids(1);
    Reach reach = reach(call.isTrue(2, true));
    JsonElement result = call.result();
    boolean isNested = isNested(result);
    return call.asks(
        (_, site) -> {
          Map<Long, List<RoleAssignment>> byUser = byUser(site, contextId, userIds, reach);
          return isNested
              ? rowIds(byUser)
              : AnswerText.ofIds(byUser.keySet().stream().mapToLong(Long::longValue));
        },
        isNested ? CallResult.idsByKey(result) : CallResult.ids(call));
  }

  private static boolean isNested(JsonElement result) {
    return result.isJsonObject()
        && result.getAsJsonObject().asMap().values().stream()
            .allMatch(value -> !value.isJsonPrimitive());
  }

  private static Map<Long, List<RoleAssignment>> byUser(
      PolicySnapshot site, long contextId, List<Long> userIds, Reach reach) {
    Map<Long, List<RoleAssignment>> byUser =
        AssignedRoles.ofEverybody(site, context(site, contextId), reach).stream()
            .collect(
                Collectors.groupingBy(
                    row -> site.users().idOf(row.user()), TreeMap::new, Collectors.toList()));
    if (!userIds.isEmpty()) {
      byUser.keySet().retainAll(new HashSet<>(userIds));
      userIds.forEach(userId -> byUser.putIfAbsent(userId, List.of()));
    }
    return byUser;
  }

  private static String rowIds(Map<Long, List<RoleAssignment>> byUser) {
    Map<Long, List<Long>> ids = new TreeMap<>();
    byUser.forEach(
        (userId, rows) -> ids.put(userId, rows.stream().map(RoleAssignment::rowId).toList()));
    return AnswerText.ofIdsByKey(ids);
  }

  /** ROLES, CONTEXT, PARENTS, FIELDS, sort, ALL = true, GROUP, FROM, COUNT, WHERE. */
  private static Asked users(TraceCall call) {
    if (call.number(7, 0) != 0 || call.number(8, 0) != 0) {
      throw new UnsupportedCallException("cut in the order of names");
    }
    if (call.isTrue(9, false)) {
      throw new UnsupportedCallException("with a condition in SQL");
    }
    long contextId = call.contextId(1);
    Set<Long> roleIds = new HashSet<>(call.ids(0));
    Reach reach = reach(call.isTrue(2, false));
    boolean onlyEnrolled = !call.isTrue(5, true);
    long groupId = call.id(6);
    boolean tellsRows = call.isGiven(3) && call.text(3).startsWith("ra.id");
    return call.asks(
        (_, site) -> {
          int context = context(site, contextId);
          List<RoleAssignment> rows =
              RoleUsers.find(
                  site, new RoleUsers.Query(roleIds, context, reach, onlyEnrolled, groupId));
          return AnswerText.ofIds(
              tellsRows ? rows.stream().mapToLong(RoleAssignment::rowId) : userIds(site, rows));
        },
        CallResult.ids(call));
  }

  /** ROLES, CONTEXT, PARENTS. */
  private static Asked count(TraceCall call) {
    Set<Long> roleIds = new HashSet<>(call.ids(0));
    long contextId = call.contextId(1);
    Reach reach = reach(call.isTrue(2, false));
    return call.asks(
        (_, site) ->
            Integer.toString(RoleUsers.count(site, roleIds, context(site, contextId), reach)),
        CallResult.number(call));
  }

  /** CONTEXT, PARENTS = true. */
  private static Asked used(TraceCall call) {
    long contextId = call.contextId(0);
    Reach reach = reach(call.isTrue(1, true));
    return call.asks(
        (_, site) -> RoleQuestions.ids(site, RoleUsers.used(site, context(site, contextId), reach)),
        CallResult.ids(call));
  }

  private static Asked profile(TraceCall call) {
    long contextId = call.contextId(0);
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            RoleQuestions.ids(
                site,
                new ShownRoles(engine.decisionPoint())
                    .used(site, viewer(site, context(site, contextId), session))),
        CallResult.ids(call));
  }

  /** USER, COURSE: names of roles, with links or without. */
  private static Asked inCourse(TraceCall call) {
    long userId = call.id(0);
    long courseId = call.id(1);
    Session session = call.session();
    String recorded = CallResult.text(call);
    boolean hasLinks = LINKED_ROLE.matcher(recorded).find();
    return call.asks(
        (engine, site) -> {
          int place = ShownRoles.placeOf(site, courseId);
          List<Integer> roles =
              new ShownRoles(engine.decisionPoint())
                  .ofUser(site, viewer(site, place, session), userId);
          return hasLinks
              ? RoleQuestions.ids(site, roles)
              : roles.stream()
                  .map(role -> RoleNames.of(site, role, place))
                  .collect(Collectors.joining(", "));
        },
        hasLinks ? linkedRoles(recorded) : recorded);
  }

  private static String linkedRoles(String html) {
    Matcher role = LINKED_ROLE.matcher(html);
    LongStream.Builder ids = LongStream.builder();
    while (role.find()) {
      ids.add(Long.parseLong(role.group(1)));
    }
    return AnswerText.ofIds(ids.build());
  }

  /** ROLE, CONTEXT = none, WHICH = 1: the alias, or the original name without one. */
  private static Asked name(TraceCall call) {
    long roleId = call.id(0);
    long contextId = call.isGiven(1) ? call.contextId(1) : 0;
    int which = call.isGiven(2) ? Math.toIntExact(call.number(2, 0)) : 1;
    return call.asks(
        (_, site) -> {
          int role = site.roles().find(roleId);
          int context = contextId == 0 ? ContextTree.ABSENT : context(site, contextId);
          String original = RoleNames.of(site, role, ContextTree.ABSENT);
          String shown = RoleNames.of(site, role, context);
          return switch (which) {
            case 0 -> original;
            case 1 -> shown;
            case 2 -> shown.equals(original) ? original : shown + " (" + original + ")";
            case 3 -> original + " (" + site.roles().shortNameOf(role) + ")";
            case 4 -> shown.equals(original) ? "" : shown;
            default -> site.roles().shortNameOf(role);
          };
        },
        CallResult.text(call));
  }

  private static Asked courseContact(TraceCall call) {
    long userId = call.id(0);
    return call.asks(
        (_, site) -> AnswerText.of(RoleUsers.isCourseContact(site, userId)),
        CallResult.truth(call));
  }

  /** COURSE: the roles of each user right there. */
  private static Asked ofCourse(TraceCall call) {
    long courseId = call.id(0);
    JsonElement result = call.result();
    boolean isNested = isNested(result);
    return call.asks(
        (_, site) -> {
          int course = Names.context(site, ContextLevel.COURSE, courseId, "course");
          Map<Long, List<Long>> byUser = new TreeMap<>();
          for (RoleAssignment row : AssignedRoles.ofEverybody(site, course, Reach.HERE)) {
            byUser
                .computeIfAbsent(site.users().idOf(row.user()), _ -> new ArrayList<>())
                .add(site.roles().idOf(row.role()));
          }
          return isNested
              ? AnswerText.ofIdsByKey(byUser)
              : AnswerText.ofIds(byUser.keySet().stream().mapToLong(Long::longValue));
        },
        isNested ? CallResult.keysByKey(result) : CallResult.ids(call));
  }

  private static LongStream userIds(PolicySnapshot site, List<RoleAssignment> rows) {
    return rows.stream().mapToLong(row -> site.users().idOf(row.user()));
  }

  private static Asker viewer(PolicySnapshot site, int context, Session session) {
    return new Asker(
        session.userId(), context, session.environmentOf(site, session.userId(), true));
  }

  private static Reach reach(boolean withParents) {
    return withParents ? Reach.HERE_AND_ABOVE : Reach.HERE;
  }

  private static int context(PolicySnapshot site, long contextId) {
    return Names.context(site, contextId, "contextid");
  }
}
