package dev.beadle.server.decision;

import dev.beadle.server.decision.Explanation.Effect;
import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the way to a decision: each role held and where, each permission found and what became of
 * it, which guard decided. Thread-safe. Cost: that of the check, and an object for each line.
 */
public final class Explainer {
  private final DecisionPoint decisionPoint;

  /** Explains the decisions of {@code decisionPoint}. */
  public Explainer(DecisionPoint decisionPoint) {
    this.decisionPoint = decisionPoint;
  }

  /** Decides and explains one question. */
  public Explanation explain(PolicySnapshot snapshot, AccessQuery query) {
    Decision decision = decisionPoint.decide(snapshot, query);
    List<RoleStep> roles =
        GuardSteps.isByGuard(decision) ? List.of() : roleSteps(snapshot, query, decision);
    return new Explanation(query, decision, GuardSteps.of(snapshot, query, decision), roles);
  }

  private static List<RoleStep> roleSteps(
      PolicySnapshot snapshot, AccessQuery query, Decision decision) {
    long walked =
        RoleWalk.walk(snapshot, query.userId(), query.context(), query.environment(), null);
    // A name without a row may be known by its replacement; its permissions do not count (§4).
    OverrideScope scope =
        snapshot.capabilities().hasRow(query.capability())
            ? RoleWalk.findScopeIn(walked, snapshot)
            : null;
    List<RoleStep> steps = new ArrayList<>();
    RoleOrigins.of(snapshot, query.userId(), query.context(), query.environment())
        .forEach((role, ofRole) ->
            steps.add(
                new RoleStep(role, ofRole, found(scope, role, query.capability(), decision))));
    return steps;
  }

  private static List<FoundPermission> found(
      @Nullable OverrideScope nearest, int role, int capability, Decision decision) {
    List<FoundPermission> found = new ArrayList<>();
    boolean isNearest = true;
    for (OverrideScope scope = nearest; scope != null; scope = scope.findParent()) {
      RolePermissions permissions = scope.find(role);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions != null && at >= 0) {
        long stored = permissions.permissionAt(at);
        found.add(
            new FoundPermission(
                scope.node(),
                stored,
                effectOf(stored, isNearest),
                isDecisive(stored, isNearest, decision)));
        isNearest = false;
      }
    }
    return found;
  }

  private static Effect effectOf(long stored, boolean isNearest) {
    if (Permission.ofStored(stored) == Permission.PROHIBIT) {
      return Effect.PROHIBITS;
    }
    return isNearest ? Effect.NEAREST : Effect.SHADOWED;
  }

  private static boolean isDecisive(long stored, boolean isNearest, Decision decision) {
    return switch (Permission.ofStored(stored)) {
      case PROHIBIT -> decision == Decision.DENIED_BY_PROHIBIT;
      case ALLOW -> isNearest && decision == Decision.ALLOWED_BY_ROLE;
      case PREVENT -> isNearest && decision == Decision.DENIED_BY_PREVENT;
    };
  }
}
