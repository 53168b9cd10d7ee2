package dev.beadle.server.impact;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares all answers before and after an edit, one by one: what a comparison must equal. */
final class EveryAnswer {
  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());
  private static final Explainer EXPLAINER = new Explainer(DECISION_POINT);

  private final PolicySnapshot before;
  private final PolicySnapshot after;
  private final TreeMap<Long, List<Flip>> flipsOfUser = new TreeMap<>();
  private long compared;

  EveryAnswer(PolicySnapshot before, PolicySnapshot after) {
    this.before = before;
    this.after = after;
    for (long userId : users()) {
      for (long contextId : contexts()) {
        for (String capability : capabilities()) {
          compare(userId, contextId, capability);
        }
      }
    }
  }

  /** What flips, of everybody for whom anything does. */
  Map<Long, List<Flip>> flipsOfUser() {
    return flipsOfUser;
  }

  List<Flip> flips() {
    return flipsOfUser.values().stream().flatMap(List::stream).toList();
  }

  /** How many answers were compared. */
  long compared() {
    return compared;
  }

  /** The risks of a capability: those of the row that a check reads, after the edit if it can. */
  long risksOf(String name) {
    for (PolicySnapshot side : List.of(after, before)) {
      CapabilityCatalog catalog = side.capabilities();
      int capability = catalog.find(name);
      if (capability != CapabilityCatalog.ABSENT && catalog.isKnown(capability)) {
        int replacement = catalog.replacementOf(capability);
        return catalog.rowOf(replacement < 0 ? capability : replacement).risks();
      }
    }
    return 0;
  }

  private void compare(long userId, long contextId, String capability) {
    compared++;
    boolean was = isAllowed(before, userId, contextId, capability);
    boolean is = isAllowed(after, userId, contextId, capability);
    if (was != is) {
      Giver giver = giverOf(is ? after : before, userId, contextId, capability);
      flipsOfUser
          .computeIfAbsent(userId, _ -> new ArrayList<>())
          .add(new Flip(contextId, capability, is, giver));
    }
  }

  private static boolean isAllowed(
      PolicySnapshot side, long userId, long contextId, String capability) {
    int context = side.contexts().find(contextId);
    if (context == ContextTree.ABSENT) {
      return false;
    }
    return DECISION_POINT.decide(side, query(side, userId, context, capability)).isAllowed();
  }

  private static AccessQuery query(
      PolicySnapshot side, long userId, int context, String capability) {
    return new AccessQuery(
        userId, context, side.capabilities().find(capability), Environment.DEFAULT);
  }

  private Giver giverOf(PolicySnapshot side, long userId, long contextId, String capability) {
    int context = side.contexts().find(contextId);
    var explanation = EXPLAINER.explain(side, query(side, userId, context, capability));
    if (explanation.decision() != Decision.ALLOWED_BY_ROLE) {
      return new Giver.BySiteAdmin();
    }
    return explanation.roles().stream()
        .filter(step -> step.permissions().stream().anyMatch(FoundPermission::decisive))
        .map(RoleStep::role)
        .map(side.roles()::idOf)
        .min(Comparator.comparingLong(this::orderOf).thenComparingLong(id -> id))
        .map(Giver.ByRole::new)
        .orElseThrow();
  }

  private long orderOf(long roleId) {
    for (PolicySnapshot side : List.of(after, before)) {
      int role = side.roles().find(roleId);
      RoleCatalog.Role row = role == RoleCatalog.ABSENT ? null : side.roles().findRow(role);
      if (row != null) {
        return row.sortOrder();
      }
    }
    return Long.MAX_VALUE;
  }

  private Set<Long> users() {
    var users = new TreeSet<Long>();
    users.add(0L);
    for (PolicySnapshot side : List.of(before, after)) {
      users.add(side.settings().guestUserId());
      for (int user = 0; user < side.users().size(); user++) {
        if (side.users().hasRow(user) && !side.users().isDeleted(user)) {
          users.add(side.users().idOf(user));
        }
      }
    }
    return users;
  }

  private Set<Long> contexts() {
    var contexts = new TreeSet<Long>();
    for (PolicySnapshot side : List.of(before, after)) {
      for (int context = 0; context < side.contexts().contextCount(); context++) {
        if (side.contexts().hasRow(context)) {
          contexts.add(side.contexts().idOf(context));
        }
      }
    }
    return contexts;
  }

  private Set<String> capabilities() {
    var capabilities = new TreeSet<String>();
    for (PolicySnapshot side : List.of(before, after)) {
      for (int capability = 0; capability < side.capabilities().size(); capability++) {
        if (side.capabilities().isKnown(capability)) {
          capabilities.add(side.capabilities().nameOf(capability));
        }
      }
    }
    return capabilities;
  }
}
