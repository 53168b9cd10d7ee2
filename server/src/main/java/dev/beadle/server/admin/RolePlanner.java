package dev.beadle.server.admin;

import dev.beadle.server.admin.RoleCommand.Allow;
import dev.beadle.server.admin.RoleCommand.CreateRole;
import dev.beadle.server.admin.RoleCommand.DeleteRole;
import dev.beadle.server.admin.RoleCommand.Disallow;
import dev.beadle.server.admin.RoleCommand.DuplicateRole;
import dev.beadle.server.admin.RoleCommand.EditRole;
import dev.beadle.server.admin.RoleCommand.RemoveRoleName;
import dev.beadle.server.admin.RoleCommand.ResetRole;
import dev.beadle.server.admin.RoleCommand.SetArchetype;
import dev.beadle.server.admin.RoleCommand.SetRoleLevels;
import dev.beadle.server.admin.RoleCommand.SetRoleName;
import dev.beadle.server.admin.RoleCommand.SwapRoles;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleDefined;
import dev.beadle.server.change.Change.RoleDeleted;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.List;
import java.util.Map;

/** What changes by a command about roles (§11). Stateless but for the standard definitions. */
final class RolePlanner {
  private final StandardDefinitions standard;

  RolePlanner(StandardDefinitions standard) {
    this.standard = standard;
  }

  void plan(PlanState state, RoleCommand command) {
    switch (command) {
      case CreateRole(String name, String shortName, String archetype) -> {
        long _ = create(state, name, shortName, archetype);
      }
      case EditRole(long roleId, String name, String shortName) -> {
        Role role = SiteRows.roleOf(state.snapshot(), "role_id", roleId);
        requireFreeShortName(state.snapshot(), roleId, shortName);
        define(state, role, new Role(roleId, name, shortName, role.sortOrder(), role.archetype()));
      }
      case SetArchetype(long roleId, String archetype) -> {
        Role role = SiteRows.roleOf(state.snapshot(), "role_id", roleId);
        define(
            state,
            role,
            new Role(roleId, role.name(), role.shortName(), role.sortOrder(), archetype));
      }
      case SwapRoles(long roleId, long otherRoleId) -> {
        Role role = SiteRows.roleOf(state.snapshot(), "role_id", roleId);
        Role other = SiteRows.roleOf(state.snapshot(), "other_role_id", otherRoleId);
        define(state, role, ordered(role, other.sortOrder()));
        define(state, other, ordered(other, role.sortOrder()));
      }
      case DuplicateRole duplicate -> duplicate(state, duplicate);
      case DeleteRole(long roleId) -> delete(state, roleId);
      case ResetRole(long roleId) -> reset(state, roleId);
      case SetRoleLevels(long roleId, List<Integer> levels) -> setLevels(state, roleId, levels);
      case Allow(RoleMatrix matrix, long roleId, long targetRoleId) -> {
        SiteRows.roleOf(state.snapshot(), "role_id", roleId);
        SiteRows.roleOf(state.snapshot(), "target_role_id", targetRoleId);
        if (allowed(state.snapshot(), matrix, roleId, targetRoleId).isEmpty()) {
          state.save(matrix.table(), state.nextId(matrix.table()), roleId, targetRoleId);
        }
      }
      case Disallow(RoleMatrix matrix, long roleId, long targetRoleId) ->
          allowed(state.snapshot(), matrix, roleId, targetRoleId).forEach(state::remove);
      case SetRoleName set -> setName(state, set);
      case RemoveRoleName(long roleId, ContextName course) ->
          names(state.snapshot(), roleId, SiteRows.contextOf(state.snapshot(), course))
              .forEach(state::remove);
    }
  }

  private static long create(PlanState state, String name, String shortName, String archetype) {
    PolicySnapshot site = state.snapshot();
    requireFreeShortName(site, 0, shortName);
    long last = SiteRows.roles(site).stream().mapToLong(Role::sortOrder).max().orElse(0);
    long roleId = state.nextId(SiteTable.ROLE);
    String known = Archetypes.NAMES.contains(archetype) ? archetype : "";
    state.add(new RoleDefined(roleId, name, shortName, last + 1, known));
    return roleId;
  }

  private static void duplicate(PlanState state, DuplicateRole command) {
    PolicySnapshot site = state.snapshot();
    Role original = SiteRows.roleOf(site, "role_id", command.roleId());
    long copyId = create(state, command.name(), command.shortName(), original.archetype());
    long systemId = site.contexts().idOf(site.contexts().system());
    for (StoredPermission row : ofRoleAtSystem(site, original.id())) {
      state.add(
          new PermissionSet(
              state.nextId(SiteTable.ROLE_CAPABILITIES),
              systemId,
              copyId,
              row.capability(),
              row.permission()));
    }
    copyRows(state, SiteTable.ROLE_CONTEXT_LEVELS, original.id(), copyId);
    for (RoleMatrix matrix : RoleMatrix.values()) {
      copyRows(state, matrix.table(), original.id(), copyId);
    }
  }

  private static void copyRows(PlanState state, SiteTable table, long fromRoleId, long toRoleId) {
    for (TableRow row : SiteRows.rowsWith(state.snapshot(), table, "roleid", fromRoleId)) {
      state.save(table, state.nextId(table), toRoleId, row.numberAt(2));
    }
  }

  private static void delete(PlanState state, long roleId) {
    PolicySnapshot site = state.snapshot();
    SiteRows.roleOf(site, "role_id", roleId);
    StoredAssignment.all(site, row -> row.roleId() == roleId)
        .forEach(row -> state.add(row.removed()));
    StoredPermission.all(site, row -> row.roleId() == roleId)
        .forEach(row -> state.add(row.removed()));
    // Moodle leaves who may switch to it and who may see it (§11).
    for (RoleMatrix matrix : List.of(RoleMatrix.ASSIGN, RoleMatrix.OVERRIDE)) {
      List<TableRow> ofRole = SiteRows.rowsWith(site, matrix.table(), "roleid", roleId);
      ofRole.forEach(state::remove);
      SiteRows.rowsWith(site, matrix.table(), matrix.column(), roleId).stream()
          .filter(row -> !ofRole.contains(row))
          .forEach(state::remove);
    }
    SiteRows.rowsWith(site, SiteTable.ROLE_NAMES, "roleid", roleId).forEach(state::remove);
    SiteRows.rowsWith(site, SiteTable.ROLE_CONTEXT_LEVELS, "roleid", roleId).forEach(state::remove);
    state.add(new RoleDeleted(roleId));
  }

  private void reset(PlanState state, long roleId) {
    PolicySnapshot site = state.snapshot();
    Role role = SiteRows.roleOf(site, "role_id", roleId);
    long systemId = site.contexts().idOf(site.contexts().system());
    ofRoleAtSystem(site, roleId).forEach(row -> state.add(row.removed()));
    for (Map.Entry<String, PermissionChoice> entry :
        standard.defaultsOf(role.archetype(), site.capabilities()).entrySet()) {
      state.add(
          new PermissionSet(
              state.nextId(SiteTable.ROLE_CAPABILITIES),
              systemId,
              roleId,
              entry.getKey(),
              entry.getValue().stored()));
    }
  }

  private static List<StoredPermission> ofRoleAtSystem(PolicySnapshot site, long roleId) {
    return StoredPermission.in(site, site.contexts().system()).stream()
        .filter(row -> row.roleId() == roleId)
        .toList();
  }

  private static void setLevels(PlanState state, long roleId, List<Integer> levels) {
    PolicySnapshot site = state.snapshot();
    SiteRows.roleOf(site, "role_id", roleId);
    List<TableRow> stored =
        SiteRows.rowsWith(site, SiteTable.ROLE_CONTEXT_LEVELS, "roleid", roleId);
    stored.stream()
        .filter(row -> !levels.contains((int) SiteRows.number(row, "contextlevel")))
        .forEach(state::remove);
    for (int level : levels) {
      if (stored.stream().noneMatch(row -> SiteRows.number(row, "contextlevel") == level)) {
        state.save(
            SiteTable.ROLE_CONTEXT_LEVELS,
            state.nextId(SiteTable.ROLE_CONTEXT_LEVELS),
            roleId,
            level);
      }
    }
  }

  private static void setName(PlanState state, SetRoleName command) {
    PolicySnapshot site = state.snapshot();
    SiteRows.roleOf(site, "role_id", command.roleId());
    int course = SiteRows.contextOf(site, command.course());
    if (site.contexts().levelOf(course) != ContextLevel.COURSE) {
      throw Refusals.precondition(
          "course", site.contexts().idOf(course), "roles have names of their own in courses only");
    }
    List<TableRow> stored = names(site, command.roleId(), course);
    if (stored.isEmpty()) {
      state.save(
          SiteTable.ROLE_NAMES,
          state.nextId(SiteTable.ROLE_NAMES),
          command.roleId(),
          site.contexts().idOf(course),
          command.name());
    } else if (!SiteRows.text(stored.getFirst(), "name").equals(command.name())) {
      state.add(new RowSaved(stored.getFirst().with("name", command.name())));
    }
  }

  private static List<TableRow> names(PolicySnapshot site, long roleId, int course) {
    long contextId = site.contexts().idOf(course);
    return SiteRows.rowsWith(site, SiteTable.ROLE_NAMES, "roleid", roleId).stream()
        .filter(row -> SiteRows.number(row, "contextid") == contextId)
        .toList();
  }

  private static List<TableRow> allowed(
      PolicySnapshot site, RoleMatrix matrix, long roleId, long targetRoleId) {
    return SiteRows.rowsWith(site, matrix.table(), "roleid", roleId).stream()
        .filter(row -> SiteRows.number(row, matrix.column()) == targetRoleId)
        .toList();
  }

  private static Role ordered(Role role, long sortOrder) {
    return new Role(role.id(), role.name(), role.shortName(), sortOrder, role.archetype());
  }

  private static void define(PlanState state, Role before, Role after) {
    if (!before.equals(after)) {
      state.add(
          new RoleDefined(
              after.id(), after.name(), after.shortName(), after.sortOrder(), after.archetype()));
    }
  }

  private static void requireFreeShortName(PolicySnapshot site, long roleId, String shortName) {
    for (Role role : SiteRows.roles(site)) {
      if (role.id() != roleId && role.shortName().equals(shortName)) {
        throw Refusals.precondition(
            "short_name", shortName, "role " + role.id() + " has this short name");
      }
    }
  }
}
