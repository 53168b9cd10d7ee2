package dev.beadle.server.admin;

import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes contexts away with what hangs on them (§2): the things that they are contexts of, their
 * assignments, permissions and names of roles, and of courses the enrolments and groups. Good for
 * one command; confined to one thread.
 */
final class ContextRemoval {
  private final PlanState state;
  private final PolicySnapshot site;
  private final ContextTree contexts;
  private final Set<Integer> gone = new LinkedHashSet<>();
  private final Set<Integer> emptied = new LinkedHashSet<>();
  private final Map<SiteTable, Set<Long>> instances = new LinkedHashMap<>();

  ContextRemoval(PlanState state) {
    this.state = state;
    this.site = state.snapshot();
    this.contexts = site.contexts();
  }

  /** Takes a thing away whose row is there, with its context and all that lies below it. */
  ContextRemoval thing(SiteTable table, int level, long instanceId) {
    instances.computeIfAbsent(table, _ -> new LinkedHashSet<>()).add(instanceId);
    int context = contexts.find(level, instanceId);
    if (context != ContextTree.ABSENT) {
      gone.add(context);
      gone.addAll(SiteRows.below(contexts, context));
    }
    return this;
  }

  /** Takes away what hangs on a context, which stays. */
  ContextRemoval contentOf(int context) {
    emptied.add(context);
    return this;
  }

  /** Notes the changes. */
  void apply() {
    addBlocks();
    gone.forEach(this::addInstance);
    Set<Long> contextIds = new LinkedHashSet<>();
    gone.forEach(context -> contextIds.add(contexts.idOf(context)));
    contextIds.forEach(id -> state.add(new ContextDeleted(id)));
    emptied.forEach(context -> contextIds.add(contexts.idOf(context)));
    StoredAssignment.in(site, contextIds).forEach(row -> state.add(row.removed()));
    for (long contextId : contextIds) {
      StoredPermission.in(site, contexts.find(contextId)).forEach(row -> state.add(row.removed()));
    }
    SiteRows.rowsIn(site, SiteTable.ROLE_NAMES, "contextid", contextIds).forEach(state::remove);
    Set<Long> courses = instances.getOrDefault(SiteTable.COURSE, Set.of());
    if (!courses.isEmpty()) {
      removeEnrolmentsAndGroups(courses);
    }
    instances.forEach(
        (table, ids) -> SiteRows.rowsIn(site, table, "id", ids).forEach(state::remove));
  }

  /** Blocks say themselves where they are; one without a context goes too. */
  private void addBlocks() {
    Set<Long> parents = new LinkedHashSet<>();
    gone.forEach(context -> parents.add(contexts.idOf(context)));
    emptied.forEach(context -> parents.add(contexts.idOf(context)));
    for (TableRow block :
        SiteRows.rowsIn(site, SiteTable.BLOCK_INSTANCES, "parentcontextid", parents)) {
      thing(SiteTable.BLOCK_INSTANCES, ContextLevel.BLOCK, block.numberAt(0));
    }
    Set<Long> courses = new LinkedHashSet<>(instances.getOrDefault(SiteTable.COURSE, Set.of()));
    for (TableRow module : SiteRows.rowsIn(site, SiteTable.COURSE_MODULES, "course", courses)) {
      thing(SiteTable.COURSE_MODULES, ContextLevel.MODULE, module.numberAt(0));
    }
  }

  private void addInstance(int context) {
    long id = contexts.instanceIdOf(context);
    switch (contexts.levelOf(context)) {
      case ContextLevel.COURSE -> add(SiteTable.COURSE, id);
      case ContextLevel.COURSE_CATEGORY -> add(SiteTable.COURSE_CATEGORIES, id);
      case ContextLevel.MODULE -> add(SiteTable.COURSE_MODULES, id);
      case ContextLevel.BLOCK -> add(SiteTable.BLOCK_INSTANCES, id);
      default -> {
        // A level of a plug-in: its own tables are not kept.
      }
    }
  }

  private void add(SiteTable table, long id) {
    instances.computeIfAbsent(table, _ -> new LinkedHashSet<>()).add(id);
  }

  private void removeEnrolmentsAndGroups(Set<Long> courses) {
    List<TableRow> methods = SiteRows.rowsIn(site, SiteTable.ENROL, "courseid", courses);
    List<TableRow> groups = SiteRows.rowsIn(site, SiteTable.GROUPS, "courseid", courses);
    List<TableRow> groupings = SiteRows.rowsIn(site, SiteTable.GROUPINGS, "courseid", courses);
    List<TableRow> all =
        new ArrayList<>(
            SiteRows.rowsIn(site, SiteTable.USER_ENROLMENTS, "enrolid", SiteRows.idsOf(methods)));
    all.addAll(methods);
    all.addAll(SiteRows.rowsIn(site, SiteTable.GROUPS_MEMBERS, "groupid", SiteRows.idsOf(groups)));
    all.addAll(
        SiteRows.rowsIn(site, SiteTable.GROUPINGS_GROUPS, "groupingid", SiteRows.idsOf(groupings)));
    all.addAll(groups);
    all.addAll(groupings);
    all.forEach(state::remove);
  }
}
