package dev.beadle.server.admin;

import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.change.Change.CapabilityDefined;
import dev.beadle.server.change.Change.CapabilityRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.CapabilityCatalog.Capability;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changes when a component is installed, upgraded or removed (§11, {@code
 * update_capabilities}). Good for one command; confined to one thread.
 */
final class CapabilityPlanner {
  private final PlanState state;
  private final PolicySnapshot site;
  private final UpdateCapabilities command;

  /** The rows of the names that are new or cloned from, as they come to be, by capability. */
  private final Map<String, List<StoredPermission>> permissions = new LinkedHashMap<>();

  private CapabilityPlanner(PlanState state, UpdateCapabilities command) {
    this.state = state;
    this.site = state.snapshot();
    this.command = command;
  }

  static void plan(PlanState state, UpdateCapabilities command) {
    new CapabilityPlanner(state, command).plan();
  }

  private void plan() {
    Map<String, Capability> stored = storedOfComponent();
    List<CapabilityDefinition> added = new ArrayList<>();
    for (CapabilityDefinition definition : command.definitions()) {
      Capability row = stored.get(definition.name());
      if (row == null) {
        requireOfNoOther(definition.name());
        added.add(definition);
      } else {
        update(row, definition);
      }
    }
    if (!added.isEmpty()) {
      readPermissions(added);
      added.forEach(this::add);
    }
    Set<String> kept = new HashSet<>();
    command.definitions().forEach(definition -> kept.add(definition.name()));
    stored.keySet().removeAll(kept);
    remove(stored);
  }

  private Map<String, Capability> storedOfComponent() {
    Map<String, Capability> stored = new LinkedHashMap<>();
    CapabilityCatalog catalog = site.capabilities();
    for (int capability = 0; capability < catalog.size(); capability++) {
      if (catalog.hasRow(capability)
          && catalog.rowOf(capability).component().equals(command.component())) {
        stored.put(catalog.nameOf(capability), catalog.rowOf(capability));
      }
    }
    return stored;
  }

  private void requireOfNoOther(String name) {
    int capability = site.capabilities().find(name);
    if (capability != CapabilityCatalog.ABSENT && site.capabilities().hasRow(capability)) {
      throw Refusals.precondition(
          "definitions.name",
          name,
          "it belongs to `" + site.capabilities().rowOf(capability).component() + "`");
    }
  }

  private void update(Capability row, CapabilityDefinition definition) {
    boolean isSame =
        row.type().equals(definition.type())
            && row.level() == definition.level()
            && row.risks() == definition.risks();
    if (!isSame) {
      define(row.id(), definition);
    }
  }

  private void add(CapabilityDefinition definition) {
    define(state.nextId(SiteTable.CAPABILITIES), definition);
    String source = definition.clonePermissionsFrom();
    int capability = site.capabilities().find(source);
    // Only what was there before this component's new names counts, even when it has no rows.
    if (capability != CapabilityCatalog.ABSENT && site.capabilities().hasRow(capability)) {
      for (StoredPermission row : permissions.getOrDefault(source, List.of())) {
        set(row.roleId(), row.contextId(), definition.name(), row.permission(), true);
      }
      return;
    }
    long systemId = site.contexts().idOf(site.contexts().system());
    definition
        .archetypes()
        .forEach((archetype, permission) -> {
          for (Role role : SiteRows.roles(site)) {
            if (role.archetype().equals(archetype)) {
              set(role.id(), systemId, definition.name(), permission.stored(), false);
            }
          }
        });
  }

  /** {@code assign_capability}, on rows that may be left from an earlier life of the name. */
  private void set(long roleId, long contextId, String name, long permission, boolean overwrite) {
    List<StoredPermission> rows = permissions.computeIfAbsent(name, _ -> new ArrayList<>());
    for (int i = 0; i < rows.size(); i++) {
      StoredPermission row = rows.get(i);
      if (row.roleId() == roleId && row.contextId() == contextId) {
        if (permission == 0) {
          state.add(row.removed());
        } else if (overwrite && row.permission() != permission) {
          state.add(row.changedTo(permission));
        }
        return;
      }
    }
    if (permission != 0) {
      long id = state.nextId(SiteTable.ROLE_CAPABILITIES);
      state.add(new PermissionSet(id, contextId, roleId, name, permission));
    }
  }

  private void remove(Map<String, Capability> gone) {
    if (gone.isEmpty()) {
      return;
    }
    gone.values().forEach(row -> state.add(new CapabilityRemoved(row.id(), row.name())));
    StoredPermission.all(site, row -> gone.containsKey(row.capability()))
        .forEach(row -> state.add(row.removed()));
  }

  private void readPermissions(List<CapabilityDefinition> added) {
    Set<String> wanted = new HashSet<>();
    for (CapabilityDefinition definition : added) {
      wanted.add(definition.name());
      wanted.add(definition.clonePermissionsFrom());
    }
    for (StoredPermission row :
        StoredPermission.all(site, row -> wanted.contains(row.capability()))) {
      permissions.computeIfAbsent(row.capability(), _ -> new ArrayList<>()).add(row);
    }
  }

  private void define(long id, CapabilityDefinition definition) {
    state.add(
        new CapabilityDefined(
            id,
            definition.name(),
            definition.type(),
            definition.level(),
            command.component(),
            definition.risks()));
  }
}
