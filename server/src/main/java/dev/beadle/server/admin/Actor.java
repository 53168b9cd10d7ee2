package dev.beadle.server.admin;

import dev.beadle.server.admin.SiteRows.Match;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Risk;
import dev.beadle.server.model.SiteTable;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who asks for a command, on a site as it is just before it; refuses what he may not. Good for one
 * command; confined to one thread.
 */
final class Actor {
  static final String ASSIGN = "moodle/role:assign";
  static final String OVERRIDE = "moodle/role:override";
  static final String SAFE_OVERRIDE = "moodle/role:safeoverride";

  /** With any of these a capability is not safe to be given away by {@link #SAFE_OVERRIDE}. */
  private static final int UNSAFE =
      Risk.DATA_LOSS | Risk.MANAGE_TRUST | Risk.CONFIG | Risk.XSS | Risk.PERSONAL;

  private final DecisionPoint decisions;
  private final PolicySnapshot site;
  private final long userId;
  private final Environment environment;

  Actor(DecisionPoint decisions, PolicySnapshot site, long userId) {
    this.decisions = decisions;
    this.site = site;
    this.userId = userId;
    this.environment = Environment.builder(site).currentUser().build();
  }

  PolicySnapshot site() {
    return site;
  }

  long userId() {
    return userId;
  }

  int system() {
    return site.contexts().system();
  }

  boolean isSiteAdmin() {
    return site.settings().isSiteAdmin(userId) && site.users().isLive(userId);
  }

  /** Whether he has a capability in a context. */
  boolean may(String capability, int context) {
    int ordinal = site.capabilities().find(capability);
    return decisions.decide(site, userId, context, ordinal, environment).isAllowed();
  }

  /** Refuses unless he has a capability in a context. */
  void require(String capability, int context) {
    if (!may(capability, context)) {
      throw missing(capability, context, "needs " + capability + " in " + describe(context));
    }
  }

  /** The same where the site knows the capability; a plug-in need not define every one. */
  void requireIfDefined(String capability, int context) {
    if (isDefined(capability)) {
      require(capability, context);
    }
  }

  boolean isDefined(String capability) {
    int ordinal = site.capabilities().find(capability);
    return ordinal != CapabilityCatalog.ABSENT && site.capabilities().isKnown(ordinal);
  }

  /**
   * Refuses unless he may give or take a role in a context (§10, {@code get_assignable_roles}, as
   * the page for it does): site administrators need the level too, others the matrix as well.
   */
  void requireAssignable(long roleId, int context) {
    require(ASSIGN, context);
    int level = site.contexts().levelOf(context);
    if (SiteRows.findRow(
            site,
            SiteTable.ROLE_CONTEXT_LEVELS,
            new Match("roleid", roleId),
            new Match("contextlevel", level))
        == null) {
      // A role that does not exist is told as such.
      SiteRows.roleOf(site, "role_id", roleId);
      throw forbidden(
          "may not assign role "
              + roleId
              + " in "
              + describe(context)
              + ": role_context_levels has no level "
              + level
              + " for it");
    }
    requireInMatrix(RoleMatrix.ASSIGN, roleId, context);
  }

  /**
   * Refuses unless he may override what a role says of a capability in a context (§10): never at
   * the system; with {@code safeoverride} alone only capabilities without risks but spam.
   */
  void requireOverridable(long roleId, String capability, int context) {
    boolean mayAll = may(OVERRIDE, context);
    if (!mayAll && !may(SAFE_OVERRIDE, context)) {
      throw missing(
          OVERRIDE,
          context,
          "needs " + OVERRIDE + " or " + SAFE_OVERRIDE + " in " + describe(context));
    }
    if (!mayAll && !isSafe(capability)) {
      throw missing(
          OVERRIDE,
          context,
          "needs "
              + OVERRIDE
              + " in "
              + describe(context)
              + ": with "
              + SAFE_OVERRIDE
              + " only safe capabilities may be overridden, and "
              + capability
              + " is not");
    }
    requireInMatrix(RoleMatrix.OVERRIDE, roleId, context);
  }

  /** A refusal of this actor because of a capability that he lacks in a context. */
  private RefusedChangeException missing(String capability, int context, String what) {
    return new RefusedChangeException(
        Kind.FORBIDDEN,
        "user " + userId + " " + what,
        RefusalDetails.ofMissing(capability, site.contexts().idOf(context)));
  }

  /** A refusal of this actor. */
  RefusedChangeException forbidden(String what) {
    return new RefusedChangeException(Kind.FORBIDDEN, "user " + userId + " " + what);
  }

  /** A context for people: its id, and what it is of. */
  String describe(int context) {
    ContextTree contexts = site.contexts();
    int level = contexts.levelOf(context);
    String of = level == ContextLevel.SYSTEM ? "" : " " + contexts.instanceIdOf(context);
    return "context "
        + contexts.idOf(context)
        + " ("
        + ContextLevel.nameOf(level).toLowerCase(Locale.ROOT)
        + of
        + ")";
  }

  private boolean isSafe(String capability) {
    int ordinal = site.capabilities().find(capability);
    if (ordinal == CapabilityCatalog.ABSENT) {
      return false;
    }
    int replacement = site.capabilities().replacementOf(ordinal);
    int described = replacement == CapabilityCatalog.ABSENT ? ordinal : replacement;
    return site.capabilities().hasRow(described)
        && (site.capabilities().rowOf(described).risks() & UNSAFE) == 0;
  }

  /** Site administrators stand above the matrices; others by the roles they have now (§10). */
  private void requireInMatrix(RoleMatrix matrix, long targetRoleId, int context) {
    if (isSiteAdmin()) {
      return;
    }
    Set<Long> path = new HashSet<>();
    for (int node : SiteRows.pathOf(site.contexts(), context)) {
      path.add(site.contexts().idOf(node));
    }
    for (StoredAssignment held : StoredAssignment.countingOf(site, userId)) {
      if (path.contains(held.contextId())
          && SiteRows.findRow(
                  site,
                  matrix.table(),
                  new Match("roleid", held.roleId()),
                  new Match(matrix.column(), targetRoleId))
              != null) {
        return;
      }
    }
    throw forbidden(
        "has no role in "
            + describe(context)
            + " or above for which "
            + matrix.table().tableName()
            + " names role "
            + targetRoleId);
  }
}
