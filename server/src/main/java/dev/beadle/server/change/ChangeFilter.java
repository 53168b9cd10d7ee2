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
 * Which changes somebody wants to hear of: those that touch one of the contexts, users or roles,
 * and those that touch everything. When it cannot be told, it is told. Immutable and so
 * thread-safe.
 *
 * @param contextIds contexts: what happens in one, below it or above it
 * @param userIds users
 * @param roleIds roles
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
      case ContextSaved(var id, _, _, _, _, _) -> touchesContext(id, now);
      case ContextLockChanged(var id, _) -> touchesContext(id, now);
      case UserSaved(var id, _, _, _) -> userIds.contains(id);
      case UserRemoved(var id) -> userIds.contains(id);
      case PermissionSet(_, var context, var role, _, _) ->
          roleIds.contains(role) || touchesContext(context, now);
      case PermissionRemoved(_, var context, var role, _, _) ->
          roleIds.contains(role) || touchesContext(context, now);
      case RoleAssigned(_, var role, var context, var user, _, _, _, _) ->
          touchesAssignment(role, context, user, now);
      case RoleUnassigned(_, var role, var context, var user, _, _, _, _) ->
          touchesAssignment(role, context, user, now);
      case RowSaved(var row) -> touchesRow(row, now);
      case RowRemoved(var row) -> touchesRow(row, now);
    };
  }

  private boolean touchesAssignment(long role, long context, long user, PolicySnapshot now) {
    return userIds.contains(user) || roleIds.contains(role) || touchesContext(context, now);
  }

  /** A role's row is of interest everywhere, unless certain roles are asked for. */
  private boolean touchesRoleRow(long roleId) {
    return roleIds.isEmpty() || roleIds.contains(roleId);
  }

  private boolean touchesRow(TableRow row, PolicySnapshot now) {
    return switch (row.table()) {
      case COURSE -> touchesContext(ContextLevel.COURSE, number(row, "id"), now);
      case COURSE_CATEGORIES ->
          touchesContext(ContextLevel.COURSE_CATEGORY, number(row, "id"), now);
      case COURSE_MODULES -> touchesContext(ContextLevel.MODULE, number(row, "id"), now);
      case BLOCK_INSTANCES -> touchesContext(ContextLevel.BLOCK, number(row, "id"), now);
      case ENROL, GROUPS, GROUPINGS ->
          touchesContext(ContextLevel.COURSE, number(row, "courseid"), now);
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
      case CAPABILITIES,
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
