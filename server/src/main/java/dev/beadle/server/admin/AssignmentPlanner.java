package dev.beadle.server.admin;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.AssignmentCommand.UnassignAll;
import dev.beadle.server.admin.AssignmentCommand.UnassignRole;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What changes by a command about who has which role (§11). Stateless. */
final class AssignmentPlanner {
  private AssignmentPlanner() {}

  static void plan(PlanState state, AssignmentCommand command) {
    switch (command) {
      case AssignRole(
              long role,
              long user,
              ContextName context,
              AssignmentSource source,
              Period period) -> {
        PolicySnapshot site = state.snapshot();
        SiteRows.roleOf(site, "role_id", role);
        long contextId = site.contexts().idOf(SiteRows.contextOf(site, context));
        assign(state, role, user, contextId, source, period);
      }
      case UnassignRole(long role, long user, ContextName context, AssignmentSource source) -> {
        PolicySnapshot site = state.snapshot();
        long contextId = site.contexts().idOf(SiteRows.contextOf(site, context));
        same(site, role, user, contextId, source).forEach(row -> state.add(row.removed()));
      }
      case UnassignAll all ->
          matching(state.snapshot(), all).forEach(row -> state.add(row.removed()));
    }
  }

  /** {@code role_assign}: one row for each (role, context, user, component, item). */
  static void assign(
      PlanState state,
      long roleId,
      long userId,
      long contextId,
      AssignmentSource source,
      Period period) {
    PolicySnapshot site = state.snapshot();
    SiteRows.requireLiveUser(site, userId);
    List<StoredAssignment> stored = same(site, roleId, userId, contextId, source);
    if (stored.isEmpty()) {
      state.add(
          new RoleAssigned(
              state.nextId(SiteTable.ROLE_ASSIGNMENTS),
              roleId,
              contextId,
              userId,
              source.component(),
              source.itemId(),
              period.startsAt(),
              period.endsAt()));
      return;
    }
    // Doubles that damage has left are removed, as Moodle does; the first one stays.
    stored.stream().skip(1).forEach(row -> state.add(row.removed()));
    StoredAssignment kept = stored.getFirst();
    if (kept.startsAt() != period.startsAt() || kept.endsAt() != period.endsAt()) {
      state.add(kept.during(period));
    }
  }

  private static List<StoredAssignment> same(
      PolicySnapshot site, long roleId, long userId, long contextId, AssignmentSource source) {
    return StoredAssignment.ofUser(site, userId).stream()
        .filter(row ->
            row.roleId() == roleId
                && row.contextId() == contextId
                && row.component().equals(source.component())
                && row.itemId() == source.itemId())
        .toList();
  }

  /** The assignments that a command would take away, by id. */
  static List<StoredAssignment> matching(PolicySnapshot site, UnassignAll command) {
    AssignmentFilter filter = command.filter();
    Set<Long> contextIds = new HashSet<>();
    for (ContextName name : filter.contexts()) {
      int context = SiteRows.contextOf(site, name);
      contextIds.add(site.contexts().idOf(context));
      if (command.withSubContexts()) {
        for (int child : SiteRows.listedChildren(site.contexts(), context)) {
          contextIds.add(site.contexts().idOf(child));
        }
      }
    }
    List<StoredAssignment> candidates;
    if (filter.userId() != AssignmentFilter.ANY_ID) {
      candidates = StoredAssignment.ofUser(site, filter.userId());
    } else if (!contextIds.isEmpty()) {
      candidates = StoredAssignment.in(site, contextIds);
    } else {
      // Nothing leads from a role or a component to its assignments.
      candidates = StoredAssignment.all(site, row -> matches(command, contextIds, row));
    }
    candidates.removeIf(row -> !matches(command, contextIds, row));
    return candidates;
  }

  private static boolean matches(UnassignAll command, Set<Long> contextIds, StoredAssignment row) {
    AssignmentFilter filter = command.filter();
    boolean isOfComponent =
        filter.component().equals(AssignmentFilter.ANY_COMPONENT)
            || filter.component().equals(row.component())
            || (command.includeManual() && row.component().isEmpty());
    return isOfComponent
        && (filter.roleId() == AssignmentFilter.ANY_ID || filter.roleId() == row.roleId())
        && (filter.userId() == AssignmentFilter.ANY_ID || filter.userId() == row.userId())
        && (filter.contexts().isEmpty() || contextIds.contains(row.contextId()))
        && (filter.itemId() == AssignmentFilter.ANY_ITEM || filter.itemId() == row.itemId());
  }
}
