package dev.beadle.server.search.people;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Those who can, ascending by id, each once. Why one of them can is worked out when it is asked
 * for: a page costs what it holds. Immutable and so thread-safe.
 */
public final class CapableUsers {
  private final PolicySnapshot snapshot;
  private final DecisionPoint decisionPoint;
  private final WhoCanQuery query;
  private final List<CapabilityHolders> holders;
  private final long[] userIds;

  /**
   * Takes the ids over.
   *
   * @param holders of each {@link RoleVerdicts#MOST_CAPABILITIES} of the capabilities
   */
  CapableUsers(WhoCan.Asked asked, List<CapabilityHolders> holders, long[] userIds) {
    this.snapshot = asked.snapshot();
    this.decisionPoint = asked.decisionPoint();
    this.query = asked.query();
    this.holders = List.copyOf(holders);
    this.userIds = userIds;
  }

  /** How many there are. */
  public int size() {
    return userIds.length;
  }

  /** user.id of the one at {@code index}, 0 to {@link #size()} - 1. */
  public long userIdAt(int index) {
    return userIds[index];
  }

  /** All user ids. */
  public LongStream userIds() {
    return Arrays.stream(userIds);
  }

  /** The one at {@code index}, 0 to {@link #size()} - 1, with the reasons. Cost: a few checks. */
  public CapableUser userAt(int index) {
    long userId = userIds[index];
    List<HeldRole> givers = new ArrayList<>();
    Decision rule =
        switch (query.mode()) {
          case MOODLE -> addGiversByRoles(userId, givers);
          case CONSISTENT -> addGiversByChecks(userId, givers);
        };
    return new CapableUser(userId, rule, givers);
  }

  private Decision addGiversByRoles(long userId, List<HeldRole> givers) {
    for (CapabilityHolders some : holders) {
      some.addGivers(userId, some.givenTo(userId), givers);
    }
    return Decision.ALLOWED_BY_ROLE;
  }

  private Decision addGiversByChecks(long userId, List<HeldRole> givers) {
    int[] capabilities = query.capabilities().stream().mapToInt(Integer::intValue).toArray();
    var decisions = new Decision[capabilities.length];
    decisionPoint.decideEach(
        snapshot,
        new AccessQuery(userId, query.context(), CapabilityCatalog.ABSENT, environmentOf(query)),
        capabilities,
        decisions,
        0);
    for (int i = 0; i < holders.size(); i++) {
      int from = i * RoleVerdicts.MOST_CAPABILITIES;
      holders.get(i).addGivers(userId, givenByRoles(decisions, from), givers);
    }
    return Arrays.stream(decisions)
        .filter(Decision::isAllowed)
        .findFirst()
        .orElse(Decision.DENIED_ANY_OF_NOTHING);
  }

  private static long givenByRoles(Decision[] decisions, int from) {
    int to = Math.min(decisions.length, from + RoleVerdicts.MOST_CAPABILITIES);
    long given = 0;
    for (int i = from; i < to; i++) {
      given |= decisions[i] == Decision.ALLOWED_BY_ROLE ? 1L << (i - from) : 0;
    }
    return given;
  }

  static Environment environmentOf(WhoCanQuery query) {
    return query.doAnything() ? Environment.DEFAULT : Environment.WITHOUT_DOANYTHING;
  }
}
