package dev.beadle.server.search.people;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds what a user can do in a context: every capability of the site's table, each decided as a
 * check decides it (§6, §7). Stateless but for its source of decisions, and so thread-safe. Cost:
 * the roles are looked for once, and then a few loads for each capability.
 */
public final class WhatCan {
  private final DecisionPoint decisionPoint;

  /** Decides with {@code decisionPoint}. */
  public WhatCan(DecisionPoint decisionPoint) {
    this.decisionPoint = decisionPoint;
  }

  /**
   * Decides all.
   *
   * @param userId user.id; 0 for a visitor; any number
   * @param context an ordinal of the snapshot
   * @return in the order of the catalogue
   */
  public List<PermittedCapability> all(
      PolicySnapshot snapshot, long userId, int context, Environment environment) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    int[] ordinals = IntStream.range(0, capabilities.size()).filter(capabilities::hasRow).toArray();
    var decisions = new Decision[ordinals.length];
    decisionPoint.decideEach(
        snapshot,
        new AccessQuery(userId, context, CapabilityCatalog.ABSENT, environment),
        ordinals,
        decisions,
        0);
    List<PermittedCapability> all = new ArrayList<>(ordinals.length);
    for (int i = 0; i < ordinals.length; i++) {
      all.add(new PermittedCapability(ordinals[i], decisions[i]));
    }
    return all;
  }
}
