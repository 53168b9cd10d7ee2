package dev.beadle.server.admin;

import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.MemoryTables;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A new site: what Moodle 5.1 has right after its installation, in the same order and with the same
 * ids, but without an administrator, his context and the blocks of the dashboard. It holds the
 * system, the front page, one category, the guest account, the standard roles with capabilities,
 * levels and matrices, and the settings. Good for one site; confined to one thread.
 */
public final class StandardSite {
  private static final long SYSTEM = 1;
  private static final String RELEASE = "5.1.6 (Build: 20260810)";
  private static final String VERSION = "2025100606";

  /** Installed with Moodle, but switched off. */
  private static final String HIDDEN_MODULE = "bigbluebuttonbn";

  private final StandardDefinitions standard;
  private final MemoryTables tables = MemoryTables.empty("a new site");
  private final Map<SiteTable, Long> lastIds = new EnumMap<>(SiteTable.class);
  private final Map<String, List<TableRow>> permissions = new HashMap<>();

  private StandardSite(StandardDefinitions standard) {
    this.standard = standard;
  }

  /** The rows of a new site. Cost: some milliseconds. */
  public static MemoryTables tables(StandardDefinitions standard) {
    var site = new StandardSite(standard);
    site.addContexts();
    site.addRoles();
    site.addCapabilities();
    site.addSettings();
    return site.tables;
  }

  private void addContexts() {
    // In the order in which Moodle makes them, which gives them their ids.
    addRow(SiteTable.CONTEXT, ContextLevel.SYSTEM, 0, "/1", 1, 0);
    addRow(SiteTable.COURSE, 0, "site", 1, 0, 0, 0);
    addRow(SiteTable.CONTEXT, ContextLevel.COURSE, 1, "/1/2", 2, 0);
    addRow(SiteTable.COURSE_CATEGORIES, 0, 1, "Category 1");
    addRow(SiteTable.CONTEXT, ContextLevel.COURSE_CATEGORY, 1, "/1/3", 2, 0);
    addRow(SiteTable.USER, "guest", 0, 0);
    addRow(SiteTable.CONTEXT, ContextLevel.USER, 1, "/1/4", 2, 0);
  }

  private void addRoles() {
    for (int i = 0; i < Archetypes.NAMES.size(); i++) {
      String archetype = Archetypes.NAMES.get(i);
      addRow(SiteTable.ROLE, "", archetype, i + 1, archetype);
      for (int level : standard.traitsOf(archetype).levels()) {
        addRow(SiteTable.ROLE_CONTEXT_LEVELS, i + 1, level);
      }
      for (RoleMatrix matrix : RoleMatrix.values()) {
        for (String other : standard.traitsOf(archetype).allowedIn(matrix)) {
          addRow(matrix.table(), i + 1, Archetypes.NAMES.indexOf(other) + 1);
        }
      }
    }
  }

  /** Component after component, as Moodle installs them: a clone copies what is there by then. */
  private void addCapabilities() {
    Set<String> known = new HashSet<>();
    for (UpdateCapabilities component : standard.components()) {
      Set<String> before = Set.copyOf(known);
      for (CapabilityDefinition definition : component.definitions()) {
        addCapability(component.component(), definition, before);
        known.add(definition.name());
      }
      if (component.component().startsWith("mod_")) {
        String module = component.component().substring("mod_".length());
        addRow(SiteTable.MODULES, module, module.equals(HIDDEN_MODULE) ? 0 : 1);
      }
    }
  }

  private void addCapability(
      String component, CapabilityDefinition definition, Set<String> existing) {
    addRow(
        SiteTable.CAPABILITIES,
        definition.name(),
        definition.type(),
        definition.level(),
        component,
        definition.risks());
    List<TableRow> given = new ArrayList<>();
    String source = definition.clonePermissionsFrom();
    if (existing.contains(source)) {
      for (TableRow row : permissions.getOrDefault(source, List.of())) {
        given.add(permit(SiteRows.number(row, "roleid"), definition, row.get("permission")));
      }
    } else {
      definition
          .archetypes()
          .forEach((archetype, permission) ->
              given.add(
                  permit(
                      Archetypes.NAMES.indexOf(archetype) + 1L, definition, permission.stored())));
    }
    permissions.put(definition.name(), given);
  }

  private TableRow permit(long roleId, CapabilityDefinition definition, Object permission) {
    return addRow(SiteTable.ROLE_CAPABILITIES, SYSTEM, roleId, definition.name(), permission);
  }

  private void addSettings() {
    put(TableRow.of(SiteTable.CONFIG, "contextlockappliestoadmin", "1"));
    put(TableRow.of(SiteTable.CONFIG, "contextlocking", "0"));
    put(TableRow.of(SiteTable.CONFIG, "coursecontact", "3"));
    put(TableRow.of(SiteTable.CONFIG, "creatornewroleid", "3"));
    put(TableRow.of(SiteTable.CONFIG, "defaultfrontpageroleid", "8"));
    put(TableRow.of(SiteTable.CONFIG, "defaultuserroleid", "7"));
    put(TableRow.of(SiteTable.CONFIG, "enrol_plugins_enabled", "manual,guest,self,cohort"));
    put(TableRow.of(SiteTable.CONFIG, "forcelogin", "0"));
    put(TableRow.of(SiteTable.CONFIG, "gradebookroles", "5"));
    put(TableRow.of(SiteTable.CONFIG, "guestroleid", "6"));
    put(TableRow.of(SiteTable.CONFIG, "notloggedinroleid", "6"));
    put(TableRow.of(SiteTable.CONFIG, "profileroles", "5,4,3"));
    put(TableRow.of(SiteTable.CONFIG, "release", RELEASE));
    put(TableRow.of(SiteTable.CONFIG, "restorernewroleid", "3"));
    put(TableRow.of(SiteTable.CONFIG, "siteguest", "1"));
    put(TableRow.of(SiteTable.CONFIG, "version", VERSION));
  }

  /** Adds a row with the next id in front of its other values. */
  private TableRow addRow(SiteTable table, Object... values) {
    List<Object> all = new ArrayList<>();
    all.add(lastIds.merge(table, 1L, Long::sum));
    all.addAll(List.of(values));
    return put(TableRow.of(table, all.toArray()));
  }

  private TableRow put(TableRow row) {
    tables.put(row.table(), column -> String.valueOf(row.get(column)));
    return row;
  }
}
