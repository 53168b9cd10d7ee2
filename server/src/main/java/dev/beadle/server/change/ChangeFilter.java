package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.Change.CapabilityDefined;
import dev.beadle.server.change.Change.CapabilityRemoved;
import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.RoleDefined;
import dev.beadle.server.change.Change.RoleDeleted;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.change.Change.RowRemoved;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.Change.SettingRemoved;
import dev.beadle.server.change.Change.UserRemoved;
import dev.beadle.server.change.Change.UserSaved;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import java.util.Set;

/**
 * Which changes somebody wants to hear of: those that may change an answer about one of the users,
 * in one of the contexts, or by one of the roles. Whoever starts with the rows that pass and
 * applies the changes that pass gives the same answers about them as all facts do. When it cannot
 * be told, it is told. Immutable and so thread-safe.
 *
 * @param contextIds contexts: what happens in one, below it or above it, and who the users are
 * @param userIds users: their accounts, assignments, enrolments and memberships, and whatever is
 *     about no user: roles, permissions, contexts, courses
 * @param roleIds roles: their rows, permissions and assignments, and what these refer to: contexts
 *     and accounts
 */
public record ChangeFilter(Set<Long> contextIds, Set<Long> userIds, Set<Long> roleIds) {
  /** Lets everything pass. */
  public static final ChangeFilter NONE = new ChangeFilter(Set.of(), Set.of(), Set.of());

  public ChangeFilter {
    requireNonNull(contextIds, "contextIds");
    contextIds = Set.copyOf(contextIds);
    userIds = Set.copyOf(userIds);
    roleIds = Set.copyOf(roleIds);
  }

  /** Whether everything passes. */
  public boolean isEmpty() {
    return contextIds.isEmpty() && userIds.isEmpty() && roleIds.isEmpty();
  }

  /**
   * Whether a change passes.
   *
   * @param now facts after the change, in which contexts are looked up
   */
  public boolean passes(Change change, PolicySnapshot now) {
    if (isEmpty()) {
      return true;
    }
    return switch (change) {
      case CapabilityDefined _,
          CapabilityRemoved _,
          SettingChanged _,
          SettingRemoved _,
          ContextMoved _,
          ContextDeleted _ ->
          true;
      case RoleDefined(var id, _, _, _, _) -> touchesRoleRow(id);
      case RoleDeleted(var id) -> touchesRoleRow(id);
      // Without a context of his own a user is none (rules §6).
      case ContextSaved(var id, var level, _, _, _, _) ->
          level == ContextLevel.USER || touchesContextRow(id, now);
      case ContextLockChanged(var id, _) -> touchesContextRow(id, now);
      case UserSaved(var id, _, _, _) -> touchesUserRow(id);
      case UserRemoved(var id) -> touchesUserRow(id);
      case PermissionSet(_, var context, var role, _, _) -> touchesPermission(role, context, now);
      case PermissionRemoved(_, var context, var role, _, _) ->
          touchesPermission(role, context, now);
      case RoleAssigned(_, var role, var context, var user, _, _, _, _) ->
          touchesAssignment(role, context, user, now);
      case RoleUnassigned(_, var role, var context, var user, _, _, _, _) ->
          touchesAssignment(role, context, user, now);
      case RowSaved(var row) -> touchesRow(row, now);
      case RowRemoved(var row) -> touchesRow(row, now);
    };
  }

  /**
   * Whether what passed no longer tells enough: a context came among those that are watched, or
   * came to lie elsewhere, with all that was not told about it.
   *
   * @param now facts after the change
   */
  public boolean isOutgrownBy(Change change, PolicySnapshot now) {
    return change instanceof ContextMoved(var id, _) && touchesContext(id, now);
  }

  private boolean touchesAssignment(long role, long context, long user, PolicySnapshot now) {
    return userIds.contains(user) || roleIds.contains(role) || touchesContext(context, now);
  }

  /** Any role may be that of a user, or be given in a context. */
  private boolean touchesRoleRow(long roleId) {
    return namesMoreThanRoles() || roleIds.contains(roleId);
  }

  /** Any permission may be that of a user, whose roles are not known beforehand. */
  private boolean touchesPermission(long roleId, long contextId, PolicySnapshot now) {
    return !userIds.isEmpty() || roleIds.contains(roleId) || touchesContext(contextId, now);
  }

  /** A user may be asked about anywhere, and a role be given anywhere. */
  private boolean touchesContextRow(long contextId, PolicySnapshot now) {
    return !userIds.isEmpty() || !roleIds.isEmpty() || touchesContext(contextId, now);
  }

  /** Anybody may be asked about in a context, and hold a role. */
  private boolean touchesUserRow(long userId) {
    return !contextIds.isEmpty() || !roleIds.isEmpty() || userIds.contains(userId);
  }

  private boolean namesMoreThanRoles() {
    return !userIds.isEmpty() || !contextIds.isEmpty();
  }

  /** What is in a course, and about no user. */
  private boolean touchesInstance(int level, long instanceId, PolicySnapshot now) {
    return !userIds.isEmpty() || touchesContext(level, instanceId, now);
  }

  private boolean touchesRow(TableRow row, PolicySnapshot now) {
    return switch (row.table()) {
      case COURSE_CATEGORIES ->
          touchesInstance(ContextLevel.COURSE_CATEGORY, number(row, "id"), now);
      case COURSE_MODULES -> touchesInstance(ContextLevel.MODULE, number(row, "id"), now);
      case BLOCK_INSTANCES -> touchesInstance(ContextLevel.BLOCK, number(row, "id"), now);
      case ENROL, GROUPS, GROUPINGS ->
          touchesInstance(ContextLevel.COURSE, number(row, "courseid"), now);
      case ROLE_NAMES ->
          roleIds.contains(number(row, "roleid")) || touchesContext(number(row, "contextid"), now);
      case ROLE_CONTEXT_LEVELS -> touchesRoleRow(number(row, "roleid"));
      case ROLE_ALLOW_ASSIGN -> touchesMatrix(row, "allowassign");
      case ROLE_ALLOW_OVERRIDE -> touchesMatrix(row, "allowoverride");
      case ROLE_ALLOW_SWITCH -> touchesMatrix(row, "allowswitch");
      case ROLE_ALLOW_VIEW -> touchesMatrix(row, "allowview");
      case USER_ENROLMENTS, GROUPS_MEMBERS ->
          // In which course is told by another row, which may be gone.
          !contextIds.isEmpty() || userIds.contains(number(row, "userid"));
      // Any course may become the front page, or give it up.
      case COURSE,
          CAPABILITIES,
          ROLE,
          CONTEXT,
          USER,
          CONFIG,
          MODULES,
          ROLE_CAPABILITIES,
          ROLE_ASSIGNMENTS,
          GROUPINGS_GROUPS ->
          true;
    };
  }

  private boolean touchesMatrix(TableRow row, String other) {
    return touchesRoleRow(number(row, "roleid")) || touchesRoleRow(number(row, other));
  }

  private boolean touchesContext(int level, long instanceId, PolicySnapshot now) {
    return touches(now.contexts().find(level, instanceId), now);
  }

  private boolean touchesContext(long contextId, PolicySnapshot now) {
    return contextIds.contains(contextId) || touches(now.contexts().find(contextId), now);
  }

  private boolean touches(int context, PolicySnapshot now) {
    if (contextIds.isEmpty()) {
      return false;
    }
    if (context == ContextTree.ABSENT) {
      return true;
    }
    for (long id : contextIds) {
      int wanted = now.contexts().find(id);
      if (wanted == ContextTree.ABSENT
          || now.contexts().isWithin(context, wanted)
          || now.contexts().isWithin(wanted, context)) {
        return true;
      }
    }
    return false;
  }

  private static long number(TableRow row, String column) {
    return row.numberAt(row.table().positionOf(column));
  }
}
