package dev.beadle.server.verification;

import static java.util.Map.entry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.beadle.server.admin.RoleMatrix;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.search.roles.RoleOrder;
import dev.beadle.server.search.roles.RoleUsers;
import dev.beadle.server.verification.RoleQuestions.Manageable;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Functions that ask which roles there are, what they say, and who may deal with them. */
final class RoleCalls {
  private RoleCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("get_roles_with_cap_in_context", RoleCalls::deciding),
        entry("get_roles_with_caps_in_context", RoleCalls::needed),
        entry("get_roles_with_capability", RoleCalls::withPermission),
        entry("role_context_capabilities", RoleCalls::effective),
        entry("prohibit_is_removable", RoleCalls::prohibitIsRemovable),
        entry("get_assignable_roles", RoleCalls::assignable),
        entry("get_overridable_roles", call -> ofCurrentUser(call, Manageable.OVERRIDABLE, 2)),
        entry("get_switchable_roles", call -> ofCurrentUser(call, Manageable.SWITCHABLE, 9)),
        entry("get_viewable_roles", RoleCalls::viewable),
        entry("user_can_assign", RoleCalls::mayAssign),
        entry("get_default_enrol_roles", RoleCalls::defaultEnrol),
        entry("get_all_roles", call -> roles(call, _ -> true)),
        entry("get_archetype_roles", RoleCalls::ofArchetype),
        entry("get_guest_role", RoleCalls::guest),
        entry("get_role_archetypes", RoleCalls::archetypes),
        entry("get_role_contextlevels", RoleCalls::levels),
        entry("get_roles_for_contextlevels", RoleCalls::meantFor),
        entry("get_default_contextlevels", RoleCalls::defaultLevels),
        entry("get_default_role_archetype_allows", RoleCalls::defaultAllows));
  }

  private static Asked deciding(TraceCall call) {
    return call.asks(
        RoleQuestions.deciding(call.contextId(0), call.text(1)), neededAndForbidden(call));
  }

  /** A list of two lists. */
  private static String neededAndForbidden(TraceCall call) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonArray both = CallResult.twoListsOf(call);
    return RoleQuestions.deciding(
        CallResult.idsIn(both.get(0), "id"), CallResult.idsIn(both.get(1), "id"));
  }

  private static Asked needed(TraceCall call) {
    return call.asks(
        RoleQuestions.needed(call.contextId(0), call.textOrTexts(1)), CallResult.ids(call));
  }

  private static Asked withPermission(TraceCall call) {
    return call.asks(
        RoleQuestions.withPermission(
            call.text(0), call.number(1, 0), call.isGiven(2) ? call.contextId(2) : 0),
        CallResult.ids(call));
  }

  /** ROLE, CONTEXT, CAPABILITY = all: permissions by the names of capabilities. */
  private static Asked effective(TraceCall call) {
    String capability = call.textOr(2, "");
    if (call.threw()) {
      return call.asks(RoleQuestions.effective(call.id(0), call.contextId(1)), AnswerText.REFUSED);
    }
    Map<String, String> recorded = CallResult.textsByKey(call.result());
    if (capability.isEmpty()) {
      return call.asks(
          RoleQuestions.effective(call.id(0), call.contextId(1)),
          AnswerText.ofSet(
              recorded.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())));
    }
    String expected = recorded.getOrDefault(capability, AnswerText.NONE);
    return call.asks(
        RoleQuestions.effective(call.id(0), call.contextId(1), capability, expected), expected);
  }

  private static Asked prohibitIsRemovable(TraceCall call) {
    return call.asks(
        RoleQuestions.prohibitIsRemovable(call.id(0), call.contextId(1), call.text(2)),
        CallResult.truth(call));
  }

  /** CONTEXT, names, WITH COUNTS = false, USER = current. */
  private static Asked assignable(TraceCall call) {
    return call.asks(
        RoleQuestions.manageable(
            Manageable.ASSIGNABLE, call.contextId(0), call.userId(3), call.session()),
        firstOfThree(call, 2));
  }

  private static Asked ofCurrentUser(TraceCall call, Manageable what, int countsIndex) {
    Session session = call.session();
    return call.asks(
        RoleQuestions.manageable(what, call.contextId(0), session.userId(), session),
        firstOfThree(call, countsIndex));
  }

  /** CONTEXT, USER = current, names. */
  private static Asked viewable(TraceCall call) {
    Session session = call.session();
    long userId = call.number(1, session.userId());
    return call.asks(
        RoleQuestions.manageable(Manageable.VIEWABLE, call.contextId(0), userId, session),
        CallResult.ids(call));
  }

  /** With counts the roles are the first of three lists: their names, counts, and both. */
  private static String firstOfThree(TraceCall call, int countsIndex) {
    if (call.threw() || !call.isTrue(countsIndex, false)) {
      return CallResult.ids(call);
    }
    JsonElement result = call.result();
    if (!result.isJsonArray()
        || result.getAsJsonArray().size() != 3
        || result.getAsJsonArray().get(0).isJsonPrimitive()) {
      throw new UnsupportedCallException("a result that is not of three lists");
    }
    return CallResult.idsIn(result.getAsJsonArray().get(0), "id");
  }

  private static Asked mayAssign(TraceCall call) {
    return call.asks(
        RoleQuestions.mayAssign(call.contextId(0), call.id(1), call.session()),
        CallResult.truth(call));
  }

  private static Asked defaultEnrol(TraceCall call) {
    return call.asks(RoleQuestions.defaultEnrol(call.id(1)), CallResult.ids(call));
  }

  private static Asked ofArchetype(TraceCall call) {
    String archetype = call.text(0);
    return roles(call, role -> role.archetype().equals(archetype));
  }

  private static Asked roles(TraceCall call, Predicate<RoleCatalog.Role> isWanted) {
    return call.asks((_, site) -> ids(site, isWanted), CallResult.ids(call));
  }

  private static String ids(PolicySnapshot site, Predicate<RoleCatalog.Role> isWanted) {
    return AnswerText.ofIds(
        RoleOrder.withRow(site.roles()).stream()
            .mapToObj(site.roles()::findRow)
            .filter(role -> role != null && isWanted.test(role))
            .mapToLong(role -> role == null ? 0 : role.id()));
  }

  private static Asked guest(TraceCall call) {
    return call.asks(
        (_, site) -> {
          int guest = site.specialRoles().guest();
          return guest < 0 ? AnswerText.FALSE : Long.toString(site.roles().idOf(guest));
        },
        CallResult.number(call));
  }

  private static Asked archetypes(TraceCall call) {
    return call.asks(
        (_, _) -> AnswerText.ofSet(StandardDefinitions.standard().archetypes().stream()),
        CallResult.words(call));
  }

  /** Levels by the ids of rows. */
  private static Asked levels(TraceCall call) {
    long roleId = call.id(0);
    return call.asks(
        (_, site) ->
            AnswerText.ofIds(
                RoleUsers.levelsOf(site, roleId).stream().mapToLong(Integer::longValue)),
        CallResult.values(call));
  }

  /** Roles by the ids of rows. */
  private static Asked meantFor(TraceCall call) {
    int level = Math.toIntExact(call.number(0, 0));
    return call.asks(
        (_, site) -> RoleQuestions.ids(site, RoleUsers.meantFor(site, level)),
        CallResult.values(call));
  }

  private static Asked defaultLevels(TraceCall call) {
    String archetype = call.text(0);
    return call.asks(
        (_, _) ->
            AnswerText.ofIds(
                StandardDefinitions.standard().levelsOf(archetype).stream()
                    .mapToLong(Integer::longValue)),
        CallResult.values(call));
  }

  /** MATRIX, ARCHETYPE: the roles of the archetypes that go with it. */
  private static Asked defaultAllows(TraceCall call) {
    RoleMatrix matrix = matrix(call.text(0));
    String archetype = call.text(1);
    return call.asks(
        (_, site) -> {
          List<String> allowed = StandardDefinitions.standard().archetypesOf(matrix, archetype);
          return ids(site, role -> allowed.contains(role.archetype()));
        },
        CallResult.ids(call));
  }

  private static RoleMatrix matrix(String name) {
    for (RoleMatrix matrix : RoleMatrix.values()) {
      if (matrix.name().toLowerCase(Locale.ROOT).equals(name)) {
        return matrix;
      }
    }
    throw new UnsupportedCallException("of an unknown matrix");
  }
}
