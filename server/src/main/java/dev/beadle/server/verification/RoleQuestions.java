package dev.beadle.server.verification;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.roles.DecidingRoles;
import dev.beadle.server.search.roles.EffectivePermissions;
import dev.beadle.server.search.roles.ManageableRoles;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.search.roles.ProhibitRemoval;
import dev.beadle.server.search.roles.RolesWithPermission;
import dev.beadle.server.verification.SearchQuestion.Answering;
import java.util.List;

/** Questions about roles: who may deal with them, and what they say (rules §8, §10). */
final class RoleQuestions {
  private RoleQuestions() {}

  /** get_roles_with_cap_in_context. */
  static Question deciding(long contextId, String capability) {
    return new SearchQuestion(
        () -> "roles with " + capability + " in context " + contextId,
        (_, site) ->
            text(
                site,
                DecidingRoles.of(
                    site, context(site, contextId), site.capabilities().find(capability))));
  }

  /** get_roles_with_caps_in_context: its answer has no forbidden ones. */
  static Question needed(long contextId, List<String> capabilities) {
    return new SearchQuestion(
        () -> "roles with all of " + capabilities + " in context " + contextId,
        (_, site) -> {
          int[] ordinals = capabilities.stream().mapToInt(site.capabilities()::find).toArray();
          return ids(site, DecidingRoles.ofAll(site, context(site, contextId), ordinals).needed());
        });
  }

  /**
   * get_roles_with_capability.
   *
   * @param permission the stored number; 0 for any
   * @param contextId context.id; 0 for anywhere
   */
  static Question withPermission(String capability, long permission, long contextId) {
    return new SearchQuestion(
        () ->
            "roles with permission %d for %s in context %d"
                .formatted(permission, capability, contextId),
        (_, site) -> {
          int context = contextId == 0 ? ContextTree.ABSENT : context(site, contextId);
          int ordinal = site.capabilities().find(capability);
          return ids(site, RolesWithPermission.find(site, ordinal, permission, context));
        });
  }

  /**
   * role_context_capabilities of one capability: the stored number that counts, or none.
   *
   * @param recorded what Moodle answered: it is ours, too, where Moodle might answer several things
   */
  static Question effective(long roleId, long contextId, String capability, String recorded) {
    return new SearchQuestion(
        () -> "role %d, %s, context %d".formatted(roleId, capability, contextId),
        (_, site) -> {
          List<String> possible =
              EffectivePermissions.possible(
                      site,
                      site.roles().find(roleId),
                      context(site, contextId),
                      site.capabilities().find(capability))
                  .stream()
                  .map(String::valueOf)
                  .toList();
          return possible.contains(recorded) ? recorded : AnswerText.ofWords(possible.stream());
        });
  }

  /** role_context_capabilities of all capabilities: names and stored numbers. */
  static Question effective(long roleId, long contextId) {
    return new SearchQuestion(
        () -> "role %d, context %d".formatted(roleId, contextId),
        (_, site) ->
            AnswerText.ofWords(
                EffectivePermissions.of(site, site.roles().find(roleId), context(site, contextId))
                    .stream()
                    .map(one ->
                        site.capabilities().nameOf(one.capability()) + "=" + one.permission())));
  }

  /** All that somebody may do with roles. */
  static Question manageable(long contextId, Session session) {
    return new SearchQuestion(
        () -> "user " + session.userId() + ", context " + contextId + session.describe(),
        (engine, site) -> {
          ManageableRoles manageable = new ManageableRoles(engine.decisionPoint());
          Asker asker = asker(site, contextId, session, session.userId());
          return AnswerText.ofParts(
              "assignable",
              ids(site, manageable.assignable(site, asker)),
              "overridable",
              ids(site, manageable.overridable(site, asker)),
              "mode",
              manageable.overrideMode(site, asker).word(),
              "switchable",
              ids(site, manageable.switchable(site, asker)),
              "viewable",
              ids(
                  site,
                  ManageableRoles.viewable(
                      site, session.userId(), session.userId(), asker.context())));
        });
  }

  /** One list of what somebody may do with roles. */
  enum Manageable {
    ASSIGNABLE,
    OVERRIDABLE,
    SWITCHABLE,
    VIEWABLE
  }

  /** get_assignable_roles and its like. */
  static Question manageable(Manageable what, long contextId, long userId, Session session) {
    return new SearchQuestion(
        () -> what + " roles of user " + userId + ", context " + contextId + session.describe(),
        (engine, site) -> {
          ManageableRoles manageable = new ManageableRoles(engine.decisionPoint());
          Asker asker = asker(site, contextId, session, userId);
          return ids(
              site,
              switch (what) {
                case ASSIGNABLE -> manageable.assignable(site, asker);
                case OVERRIDABLE -> manageable.overridable(site, asker);
                case SWITCHABLE -> manageable.switchable(site, asker);
                case VIEWABLE ->
                    ManageableRoles.viewable(site, session.userId(), userId, asker.context());
              });
        });
  }

  /** user_can_assign. */
  static Question mayAssign(long contextId, long roleId, Session session) {
    return new SearchQuestion(
        () ->
            "may user %d assign role %d in context %d%s"
                .formatted(session.userId(), roleId, contextId, session.describe()),
        (engine, site) ->
            AnswerText.of(
                new ManageableRoles(engine.decisionPoint())
                    .mayAssign(site, asker(site, contextId, session, session.userId()), roleId)));
  }

  /** get_default_enrol_roles. */
  static Question defaultEnrol(long addedRoleId) {
    return listed(
        "roles for courses",
        (_, site) -> ids(site, ManageableRoles.defaultEnrol(site, addedRoleId)));
  }

  /** prohibit_is_removable. */
  static Question prohibitIsRemovable(long roleId, long contextId, String capability) {
    return new SearchQuestion(
        () ->
            "is the prohibit of role %d for %s removable in context %d"
                .formatted(roleId, capability, contextId),
        (_, site) ->
            AnswerText.of(
                ProhibitRemoval.isPossible(
                    site,
                    site.roles().find(roleId),
                    context(site, contextId),
                    site.capabilities().find(capability))));
  }

  /** A list that is told by one text. */
  static Question listed(String text, Answering answering) {
    return new SearchQuestion(() -> text, answering);
  }

  /** Roles as a set of ids. */
  static String ids(PolicySnapshot site, List<Integer> roles) {
    return AnswerText.ofIds(roles.stream().mapToLong(site.roles()::idOf));
  }

  private static String text(PolicySnapshot site, DecidingRoles roles) {
    return deciding(ids(site, roles.needed()), ids(site, roles.forbidden()));
  }

  /** The answer about roles that give something and those that forbid it. */
  static String deciding(String needed, String forbidden) {
    return AnswerText.ofParts("needed", needed, "forbidden", forbidden);
  }

  private static int context(PolicySnapshot site, long contextId) {
    return Names.context(site, contextId, "contextid");
  }

  private static Asker asker(PolicySnapshot site, long contextId, Session session, long userId) {
    return new Asker(userId, context(site, contextId), session.environmentOf(site, userId, true));
  }
}
