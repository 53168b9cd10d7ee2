package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * A question that is asked of many snapshots, in the default environment: about another user, with
 * the administrators' shortcut.
 *
 * @param userId user.id; 0 for a visitor
 * @param contextId context.id; it need not exist all the time
 * @param capability its name; it need not be known all the time
 */
public record HistoricQuestion(long userId, long contextId, String capability) {
  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());

  public HistoricQuestion {
    requireNonNull(capability, "capability");
  }

  /** The answer at one snapshot. */
  HistoricAnswer at(PolicySnapshot snapshot) {
    int context = snapshot.contexts().find(contextId);
    if (context == ContextTree.ABSENT) {
      return new HistoricAnswer.NoContext();
    }
    int asked = snapshot.capabilities().find(capability);
    var query = new AccessQuery(userId, context, asked, Environment.DEFAULT);
    return new HistoricAnswer.Decided(DECISION_POINT.decide(snapshot, query));
  }
}
