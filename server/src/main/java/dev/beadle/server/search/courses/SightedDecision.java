package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;

/**
 * Whether a user may do something and see whom or what he does it with, both at one snapshot.
 *
 * @param decision about what he does
 * @param sight of the group or the other user; {@link GroupSight#UNSEEN} without having been looked
 *     for when the first part is denied
 */
public record SightedDecision(Decision decision, GroupSight sight) {
  public SightedDecision {
    requireNonNull(decision, "decision");
    requireNonNull(sight, "sight");
  }

  /** Whether both parts say yes. */
  public boolean isAllowed() {
    return decision.isAllowed() && sight.isSeen();
  }

  /**
   * Decides both; what surrounds the check surrounds the second part too.
   *
   * @throws InvalidQueryException if the context is neither a course nor an activity
   * @throws dev.beadle.server.decision.UnknownContextException if its course or activity is gone
   */
  public static SightedDecision decide(
      PolicySnapshot snapshot, SightedQuery query, DecisionPoint decisionPoint) {
    return after(decisionPoint.decide(snapshot, query.check()), snapshot, query, decisionPoint);
  }

  /**
   * Decides the second part, the first one being decided: about one capability or a list of them.
   *
   * @throws InvalidQueryException if the context is neither a course nor an activity
   * @throws dev.beadle.server.decision.UnknownContextException if its course or activity is gone
   */
  public static SightedDecision after(
      Decision decision, PolicySnapshot snapshot, SightedQuery query, DecisionPoint decisionPoint) {
    AccessQuery check = query.check();
    GroupPlace place = placeOf(snapshot.contexts(), check.context());
    if (!decision.isAllowed()) {
      return new SightedDecision(decision, GroupSight.UNSEEN);
    }
    GroupSetting setting = GroupSetting.of(snapshot, place, ModuleFeatures.OF_CORE);
    Viewer viewer = Viewer.of(snapshot, check.userId(), check.environment());
    var views = new GroupViews(new ViewedSite(snapshot, viewer, decisionPoint));
    GroupSight sight =
        switch (query.sighted()) {
          case Sighted.SightedGroup(long groupId) ->
              views.ofGroup(setting, groupId, check.userId());
          case Sighted.SightedUser(long userId) -> views.ofUser(setting, userId);
        };
    return new SightedDecision(decision, sight);
  }

  private static GroupPlace placeOf(ContextTree contexts, int context) {
    long instanceId = contexts.instanceIdOf(context);
    return switch (contexts.levelOf(context)) {
      case ContextLevel.COURSE -> new GroupPlace.OfCourse(instanceId);
      case ContextLevel.MODULE -> new GroupPlace.OfActivity(instanceId);
      default ->
          throw new InvalidQueryException(
              "context: " + contexts.idOf(context) + " is neither a course nor an activity");
    };
  }
}
