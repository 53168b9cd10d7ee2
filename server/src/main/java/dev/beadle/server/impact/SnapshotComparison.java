package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.impact.Outcome.Share;
import dev.beadle.server.impact.Profile.Standings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The exact effect of an edit: every answer of has_capability that differs between a snapshot and
 * the one after the edit. It equals comparing all answers one by one, but works by what users and
 * contexts have in common, so that it takes time for roles, scopes and assignments, not for their
 * products.
 *
 * <p>Compared are the answers for every user, context and capability of either side, in the default
 * environment (a question about another user, with the administrators' shortcut):
 *
 * <ul>
 *   <li>users: the visitor (0), everybody who has a live row before or after, and whoever is the
 *       guest account before or after; an answer about somebody who does not exist on a side is the
 *       denial that a check gives; a deleted user whose context is still there exists (§6.8);
 *   <li>contexts: those with a row before or after; where there is none, everything is denied;
 *   <li>capabilities: those that a check knows before or after, deprecated names with a replacement
 *       included; where one is not known, it is denied.
 * </ul>
 *
 * <p>Thread-safe; what is asked of one person is worked out for one caller at a time. Memory: a few
 * numbers for each context and each person concerned, besides the two snapshots.
 */
public final class SnapshotComparison {
  /** How many contexts are named as a sample of those in which a capability flips. */
  private static final int SAMPLE_CONTEXTS = 3;

  private final Joined joined;
  private final Outcomes outcomes;
  private final Sweep sweep;
  private final List<PersonImpact> people;
  private final ImpactGroups groups;
  private final ImpactTotals totals;
  private final List<AssignmentBoundary> laterBoundaries;

  /**
   * An edit.
   *
   * @param changes what leads from one to the other, all of it: they say where to look
   */
  public record Edit(PolicySnapshot before, PolicySnapshot after, List<Change> changes) {
    public Edit {
      changes = List.copyOf(changes);
    }
  }

  private SnapshotComparison(Edit edit, BooleanSupplier isCancelled) {
    this.joined = new Joined(edit.before(), edit.after(), isCancelled);
    this.outcomes = new Outcomes(joined.before(), joined.after(), joined.capabilities());
    this.sweep = new Sweep(joined);
    var weighing = new Weighing(joined, outcomes, sweep, isCancelled);
    weighing.weigh(edit.changes());
    this.people = List.copyOf(weighing.people());
    this.groups = Grouping.of(joined, outcomes, weighing.total());
    this.totals = Grouping.totals(joined, groups, people);
    this.laterBoundaries = List.copyOf(AddedBoundaries.of(edit));
  }

  /**
   * Compares. Cost: a few looks at every context, every stored permission, and every assignment of
   * those whom the edit may concern.
   *
   * @param isCancelled asked now and then whether to give up
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public static SnapshotComparison of(Edit edit, BooleanSupplier isCancelled) {
    return new SnapshotComparison(edit, isCancelled);
  }

  /** The effect in numbers. */
  public ImpactTotals totals() {
    return totals;
  }

  /** The effect by giver, capability and risk. */
  public ImpactGroups groups() {
    return groups;
  }

  /** Everybody for whom any answer flips: who gains a capability with a risk first. */
  public List<PersonImpact> people() {
    return people;
  }

  /**
   * What the edit lets begin or end after the moment of the comparison, in order of time. Nothing
   * that it does then is counted here.
   */
  public List<AssignmentBoundary> laterBoundaries() {
    return laterBoundaries;
  }

  /** The short name of a role, as it is after the edit if it is there then; empty for none. */
  public String roleShortNameOf(long roleId) {
    for (Side side : List.of(joined.after(), joined.before())) {
      RoleCatalog roles = side.snapshot().roles();
      int role = roles.find(roleId);
      RoleCatalog.Role row = role == RoleCatalog.ABSENT ? null : roles.findRow(role);
      if (row != null) {
        return row.shortName();
      }
    }
    return "";
  }

  /** How many contexts have a row on either side. */
  public long contextCount() {
    return joined.contexts().size();
  }

  /** How many capabilities a check knows on either side. */
  public long capabilityCount() {
    return joined.capabilities().knownCount();
  }

  /**
   * What flips for one person: each capability and way once, capabilities with the gravest risks
   * gained first.
   */
  public synchronized List<CapabilityImpact> capabilitiesOf(long userId) {
    Map<Map.Entry<Integer, Boolean>, Contexts> found = new HashMap<>();
    forEachStretch(
        userId,
        (from, to, outcome) -> {
          for (Share share : outcome.shares()) {
            share.capabilities().stream()
                .forEach(capability ->
                    found
                        .computeIfAbsent(Map.entry(capability, share.isGain()), _ -> new Contexts())
                        .add(from, to));
          }
        });
    List<CapabilityImpact> impacts = new ArrayList<>();
    found.forEach((key, contexts) -> impacts.add(impactOf(key.getKey(), key.getValue(), contexts)));
    impacts.sort(CapabilityImpact.ORDER);
    return impacts;
  }

  /**
   * The answers that flip for one person, one by one: contexts in the order of the tree, new ones
   * last, and in each by capability.
   *
   * @param offset how many to leave out
   * @param limit how many at the most
   */
  public synchronized List<Flip> flipsOf(long userId, long offset, int limit) {
    var pages = new FlipPage(joined, offset, limit);
    forEachStretch(userId, pages::add);
    return pages.flips();
  }

  /** Takes a stretch of places and what flips in each of them. */
  private interface StretchConsumer {
    void accept(int from, int to, Outcome outcome);
  }

  private void forEachStretch(long userId, StretchConsumer consumer) {
    if (!joined.holds(userId)) {
      return;
    }
    Standings standings = joined.standingsOf(userId);
    sweep.ofUser(
        userId,
        standings,
        (from, to, profile, _) -> {
          PlaceRuns runs = profile.isSame() ? joined.liveRuns() : joined.allRuns();
          for (int run = runs.firstAfter(from); run < runs.count() && runs.from(run) < to; run++) {
            Outcome outcome = profile.outcomeIn(runs.classOf(run), outcomes);
            if (outcome != Outcome.NONE) {
              consumer.accept(Math.max(from, runs.from(run)), Math.min(to, runs.to(run)), outcome);
            }
          }
        });
  }

  private CapabilityImpact impactOf(int capability, boolean isGain, Contexts contexts) {
    return new CapabilityImpact(
        joined.capabilities().nameOf(capability),
        joined.capabilities().risksOf(capability),
        isGain,
        contexts.count,
        contexts.sample.stream().map(joined::contextIdAt).toList());
  }

  /** Counts places, and keeps the first few. */
  private static final class Contexts {
    private long count;
    private final List<Integer> sample = new ArrayList<>();

    void add(int from, int to) {
      count += to - from;
      for (int place = from; place < to && sample.size() < SAMPLE_CONTEXTS; place++) {
        sample.add(place);
      }
    }
  }
}
