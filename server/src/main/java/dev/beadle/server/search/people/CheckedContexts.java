package dev.beadle.server.search.people;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Gathers the contexts in which a check says yes, one after the other: each is checked, but only
 * those are looked at where the answer may be yes. Used once; not thread-safe.
 */
final class CheckedContexts {
  private final DecisionPoint decisionPoint;
  private final Asked asked;
  private final PolicySnapshot snapshot;
  private final ContextTree contexts;
  private final boolean locksStop;
  private final Map<Integer, IdList> found = new HashMap<>();
  private int[] rest = new int[16];
  private int restCount;
  private int looks;

  /**
   * What is asked.
   *
   * @param levels context.contextlevel of those that are wanted; all when it is empty
   */
  record Asked(
      PolicySnapshot snapshot, WhereCanQuery query, Set<Integer> levels, Checkpoint checkpoint) {
    Asked {
      levels = Set.copyOf(levels);
    }
  }

  CheckedContexts(DecisionPoint decisionPoint, Asked asked) {
    this.decisionPoint = decisionPoint;
    this.asked = asked;
    this.snapshot = asked.snapshot();
    this.contexts = snapshot.contexts();
    int capability = asked.query().capability();
    // Below a lock everything is locked, unless paths are damaged.
    this.locksStop =
        snapshot.settings().contextLocking()
            && capability != CapabilityCatalog.ABSENT
            && snapshot.capabilities().writes(capability)
            && !snapshot.capabilities().managesLocks(capability)
            && !contexts.hasDamagedPaths();
  }

  /** Looks at every context. */
  CapableContexts everywhere() {
    for (int context = 0; context < contexts.contextCount(); context++) {
      check(context);
    }
    return found();
  }

  /** Looks below the contexts where the roles of somebody else begin to allow it. */
  CapableContexts whereRolesAllow() {
    WhereCanQuery query = asked.query();
    UserStanding standing = UserStanding.of(snapshot, query.userId());
    Holdings holdings = Holdings.ofChecks(snapshot, query.userId(), standing);
    RoleReach reach =
        RoleReach.ofChecks(snapshot, query.capability(), holdings, asked.checkpoint());
    reach.forEachTop(top -> {
      push(top);
      while (restCount > 0) {
        look(rest[--restCount], reach);
      }
    });
    if (contexts.hasDamagedPaths() && !reach.isNowhere()) {
      contexts.forEachMisplaced(this::check);
    }
    return found();
  }

  private CapableContexts found() {
    Map<Integer, long[]> instanceIds = new HashMap<>();
    found.forEach((level, ids) -> instanceIds.put(level, ids.toAscending()));
    return CapableContexts.of(instanceIds);
  }

  private void look(int node, RoleReach reach) {
    if (locksStop && contexts.isLockedItself(node)) {
      return;
    }
    check(node);
    contexts.forEachChild(
        node,
        child -> {
          if (!reach.endsAt(child)) {
            push(child);
          }
        });
  }

  private void push(int node) {
    if (restCount == rest.length) {
      rest = Arrays.copyOf(rest, 2 * restCount);
    }
    rest[restCount++] = node;
  }

  private void check(int context) {
    asked.checkpoint().at(++looks);
    WhereCanQuery query = asked.query();
    if ((!asked.levels().isEmpty() && !asked.levels().contains(contexts.levelOf(context)))
        || !contexts.hasRow(context)) {
      return;
    }
    var check = new AccessQuery(query.userId(), context, query.capability(), query.environment());
    if (decisionPoint.decide(snapshot, check).isAllowed()) {
      found
          .computeIfAbsent(contexts.levelOf(context), _ -> new IdList())
          .add(contexts.instanceIdOf(context));
    }
  }
}
