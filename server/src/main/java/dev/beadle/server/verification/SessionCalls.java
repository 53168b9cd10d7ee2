package dev.beadle.server.verification;

import static java.util.Map.entry;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Risk;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.Arrays;
import java.util.Map;

/** Functions that ask who somebody is, and what a capability is. */
final class SessionCalls {
  private SessionCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("is_siteadmin", SessionCalls::siteAdmin),
        entry("isguestuser", SessionCalls::guest),
        entry("isloggedin", SessionCalls::loggedIn),
        entry("is_role_switched", SessionCalls::roleSwitched),
        entry("get_admins", SessionCalls::admins),
        entry("get_capability_info", SessionCalls::capability),
        entry("is_safe_capability", SessionCalls::safe));
  }

  private static Asked siteAdmin(TraceCall call) {
    long userId = call.userId(0);
    return call.asks(
        (_, site) -> AnswerText.of(site.settings().isSiteAdmin(userId)), CallResult.truth(call));
  }

  private static Asked guest(TraceCall call) {
    long userId = call.userId(0);
    return call.asks(
        (_, site) -> AnswerText.of(userId != 0 && userId == site.settings().guestUserId()),
        CallResult.truth(call));
  }

  private static Asked loggedIn(TraceCall call) {
    boolean isLoggedIn = call.session().userId() != 0;
    return call.asks((_, _) -> AnswerText.of(isLoggedIn), CallResult.truth(call));
  }

  private static Asked roleSwitched(TraceCall call) {
    long courseId = call.id(0);
    Session session = call.session();
    return call.asks(
        (_, site) -> AnswerText.of(hasSwitch(site, session, courseId)), CallResult.truth(call));
  }

  private static boolean hasSwitch(PolicySnapshot site, Session session, long courseId) {
    int course = site.contexts().find(ContextLevel.COURSE, courseId);
    return course != ContextTree.ABSENT
        && session.switches().stream()
            .anyMatch(one -> one.roleId() != 0 && one.contextId() == site.contexts().idOf(course));
  }

  /** Those that have a row, deleted or not. */
  private static Asked admins(TraceCall call) {
    return call.asks(
        (_, site) ->
            AnswerText.ofIds(
                Arrays.stream(site.settings().siteAdminIds())
                    .filter(userId -> {
                      int user = site.users().find(userId);
                      return user >= 0
                          && site.users().hasRow(user)
                          && !site.users().isDeleted(user);
                    })),
        CallResult.ids(call));
  }

  /** get_capability_info: of a deprecated name its replacement, of an unknown one nothing. */
  private static Asked capability(TraceCall call) {
    String name = call.text(0);
    return call.asks(
        (_, site) -> {
          CapabilityCatalog catalog = site.capabilities();
          int asked = catalog.find(name);
          if (asked == CapabilityCatalog.ABSENT || !catalog.isKnown(asked)) {
            return AnswerText.NONE;
          }
          int replacement = catalog.replacementOf(asked);
          return catalog.nameOf(replacement == CapabilityCatalog.ABSENT ? asked : replacement);
        },
        CallResult.member(call, "name"));
  }

  /** is_safe_capability of a record, or of a name. */
  private static Asked safe(TraceCall call) {
    String name = call.member(0, "name");
    long id = name.isEmpty() ? call.id(0) : 0;
    return call.asks(
        (_, site) -> {
          CapabilityCatalog catalog = site.capabilities();
          for (int capability = 0; capability < catalog.size(); capability++) {
            if (catalog.hasRow(capability)
                && (catalog.nameOf(capability).equals(name)
                    || catalog.rowOf(capability).id() == id)) {
              return AnswerText.of((catalog.rowOf(capability).risks() & ~Risk.SPAM) == 0);
            }
          }
          return AnswerText.NONE;
        },
        CallResult.truth(call));
  }
}
