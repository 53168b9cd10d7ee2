package dev.beadle.server.search.roles;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles that somebody may assign, override, switch to and view in a context (rules §8, §10).
 * Roles are ordinals, in the site's order; those without a row are never listed. Thread-safe. Cost
 * of each: a check or two, the user's assignments, and the pairs of his roles.
 */
public final class ManageableRoles {
  private static final String ASSIGN = "moodle/role:assign";
  private static final String OVERRIDE = "moodle/role:override";
  private static final String SAFE_OVERRIDE = "moodle/role:safeoverride";
  private static final String SWITCH = "moodle/role:switchroles";

  private final DecisionPoint decisions;

  /** Decides what he may by {@code decisions}. */
  public ManageableRoles(DecisionPoint decisions) {
    this.decisions = decisions;
  }

  /**
   * Who asks, and where.
   *
   * @param userId user.id; 0 for a visitor
   * @param context an ordinal
   * @param environment his session
   */
  public record Asker(long userId, int context, Environment environment) {
    public Asker {
      requireNonNull(environment, "environment");
    }
  }

  /**
   * {@code get_assignable_roles}: none without {@code moodle/role:assign}. A role must be meant for
   * contexts of this level, for administrators too.
   */
  public List<Integer> assignable(PolicySnapshot snapshot, Asker asker) {
    if (!may(snapshot, asker, ASSIGN)) {
      return List.of();
    }
    BitSet roles =
        isSiteAdmin(snapshot, asker.userId())
            ? RoleOrder.withRow(snapshot.roles())
            : paired(snapshot, asker, SiteTable.ROLE_ALLOW_ASSIGN, "allowassign");
    int level = snapshot.contexts().levelOf(asker.context());
    var here = new BitSet();
    roles.stream().filter(role -> isMeantFor(snapshot, role, level)).forEach(here::set);
    return RoleOrder.bySite(snapshot, here);
  }

  /**
   * {@code user_can_assign}: an administrator any role; anybody else needs {@code
   * moodle/role:assign} and the pair. The level of the context is not looked at.
   *
   * @param roleId role.id of a role that need not exist
   */
  public boolean mayAssign(PolicySnapshot snapshot, Asker asker, long roleId) {
    if (isSiteAdmin(snapshot, asker.userId())) {
      return true;
    }
    if (!may(snapshot, asker, ASSIGN)) {
      return false;
    }
    BitSet own = new BitSet();
    AssignedRoles.ofUser(
            snapshot, asker.userId(), asker.context(), AssignedRoles.Reach.HERE_AND_ABOVE)
        .forEach(row -> own.set(row.role()));
    return idsPairedWith(snapshot, own, SiteTable.ROLE_ALLOW_ASSIGN, "allowassign")
        .contains(roleId);
  }

  /**
   * {@code get_overridable_roles}: none without {@code moodle/role:override} or {@code
   * moodle/role:safeoverride}.
   */
  public List<Integer> overridable(PolicySnapshot snapshot, Asker asker) {
    if (overrideMode(snapshot, asker) == OverrideMode.NONE) {
      return List.of();
    }
    return RoleOrder.bySite(
        snapshot,
        isSiteAdmin(snapshot, asker.userId())
            ? RoleOrder.withRow(snapshot.roles())
            : paired(snapshot, asker, SiteTable.ROLE_ALLOW_OVERRIDE, "allowoverride"));
  }

  /** How far he may override. Moodle's pages refuse the system context besides. */
  public OverrideMode overrideMode(PolicySnapshot snapshot, Asker asker) {
    if (may(snapshot, asker, OVERRIDE)) {
      return OverrideMode.FULL;
    }
    return may(snapshot, asker, SAFE_OVERRIDE) ? OverrideMode.SAFE : OverrideMode.NONE;
  }

  /**
   * {@code get_switchable_roles}: none without {@code moodle/role:switchroles}. A role of which no
   * permission is stored anywhere is never offered, not to administrators either. Cost: all scopes
   * of the site besides.
   */
  public List<Integer> switchable(PolicySnapshot snapshot, Asker asker) {
    if (!may(snapshot, asker, SWITCH)) {
      return List.of();
    }
    BitSet roles =
        isSiteAdmin(snapshot, asker.userId())
            ? RoleOrder.withRow(snapshot.roles())
            : paired(snapshot, asker, SiteTable.ROLE_ALLOW_SWITCH, "allowswitch");
    roles.and(snapshot.definitions().rolesWithPermissions());
    return RoleOrder.bySite(snapshot, roles);
  }

  /**
   * {@code get_viewable_roles}: no capability is asked for. As Moodle has it, whether the viewer is
   * an administrator counts, but the roles of the user.
   *
   * @param viewerId user.id of the current user
   * @param userId user.id of whose roles count
   */
  public static List<Integer> viewable(
      PolicySnapshot snapshot, long viewerId, long userId, int context) {
    return RoleOrder.bySite(
        snapshot,
        isSiteAdmin(snapshot, viewerId)
            ? RoleOrder.withRow(snapshot.roles())
            : paired(
                snapshot,
                new Asker(userId, context, Environment.DEFAULT),
                SiteTable.ROLE_ALLOW_VIEW,
                "allowview"));
  }

  /**
   * {@code get_default_enrol_roles}: the roles meant for courses, and one more; the last of the
   * site's order first.
   *
   * @param addedRoleId role.id of one that is listed besides; 0 for none
   */
  public static List<Integer> defaultEnrol(PolicySnapshot snapshot, long addedRoleId) {
    RoleCatalog catalog = snapshot.roles();
    var roles = new BitSet();
    RoleOrder.withRow(catalog).stream()
        .filter(role ->
            (addedRoleId != 0 && catalog.idOf(role) == addedRoleId)
                || isMeantFor(snapshot, role, ContextLevel.COURSE))
        .forEach(roles::set);
    return RoleOrder.bySite(snapshot, roles).reversed();
  }

  private boolean may(PolicySnapshot snapshot, Asker asker, String capability) {
    return decisions
        .decide(
            snapshot,
            asker.userId(),
            asker.context(),
            snapshot.capabilities().find(capability),
            asker.environment())
        .isAllowed();
  }

  private static boolean isSiteAdmin(PolicySnapshot snapshot, long userId) {
    return snapshot.settings().isSiteAdmin(userId);
  }

  /** Whether a role may be assigned in contexts of a level (role_context_levels). */
  private static boolean isMeantFor(PolicySnapshot snapshot, int role, int level) {
    Relation levels = snapshot.relation(SiteTable.ROLE_CONTEXT_LEVELS);
    int column = SiteTable.ROLE_CONTEXT_LEVELS.positionOf("contextlevel");
    boolean[] found = {false};
    levels.forEachWith(
        "roleid",
        snapshot.roles().idOf(role),
        row -> found[0] |= levels.numberAt(row, column) == level);
    return found[0];
  }

  /** The roles with a row that a matrix pairs with those that the user really has. */
  private static BitSet paired(
      PolicySnapshot snapshot, Asker asker, SiteTable matrix, String column) {
    var roles = new BitSet();
    BitSet own = AssignedRoles.really(snapshot, asker.userId(), asker.context());
    for (long roleId : idsPairedWith(snapshot, own, matrix, column)) {
      int role = snapshot.roles().find(roleId);
      if (role != RoleCatalog.ABSENT && snapshot.roles().findRow(role) != null) {
        roles.set(role);
      }
    }
    return roles;
  }

  private static Set<Long> idsPairedWith(
      PolicySnapshot snapshot, BitSet own, SiteTable matrix, String column) {
    Set<Long> ids = new HashSet<>();
    Relation pairs = snapshot.relation(matrix);
    int target = matrix.positionOf(column);
    own.stream()
        .forEach(role ->
            pairs.forEachWith(
                "roleid",
                snapshot.roles().idOf(role),
                row -> ids.add(pairs.numberAt(row, target))));
    return ids;
  }
}
