package dev.beadle.server.impact;

import dev.beadle.server.impact.Outcome.Share;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Adds up what flips by giver, capability and risk. Not thread-safe. */
final class Grouping {
  private static final int NO_RISK = 0;

  private final Joined joined;
  private final FlipCount[] byCapability;
  // By a role's joint number and one more: administrators come first.
  private final FlipCount[] byGiver;

  private Grouping(Joined joined) {
    this.joined = joined;
    this.byCapability = new FlipCount[joined.capabilities().size()];
    this.byGiver = new FlipCount[joined.roles().size() + 1];
    Arrays.fill(byCapability, FlipCount.NONE);
    Arrays.fill(byGiver, FlipCount.NONE);
  }

  static ImpactGroups of(Joined joined, Outcomes outcomes, Tally total) {
    var grouping = new Grouping(joined);
    for (int i = 0; i < total.count(); i++) {
      grouping.add(outcomes.get(total.numberAt(i)), total.contextsAt(i));
    }
    return new ImpactGroups(grouping.givers(), grouping.capabilities(), grouping.risks());
  }

  private void add(Outcome outcome, long contexts) {
    for (Share share : outcome.shares()) {
      int giver = share.role() + 1;
      long flips = Math.multiplyExact(contexts, share.capabilities().cardinality());
      byGiver[giver] = byGiver[giver].plus(share.isGain(), flips);
      share.capabilities().stream()
          .forEach(capability ->
              byCapability[capability] = byCapability[capability].plus(share.isGain(), contexts));
    }
  }

  private SequencedMap<Giver, FlipCount> givers() {
    SequencedMap<Giver, FlipCount> givers = new LinkedHashMap<>();
    for (int i = 0; i < byGiver.length; i++) {
      if (byGiver[i].total() != 0) {
        givers.put(giverOf(joined, i - 1), byGiver[i]);
      }
    }
    return givers;
  }

  static Giver giverOf(Joined joined, int role) {
    return role == Outcome.ADMINISTRATOR
        ? new Giver.BySiteAdmin()
        : new Giver.ByRole(joined.roles().idOf(role));
  }

  private SequencedMap<String, FlipCount> capabilities() {
    SequencedMap<String, FlipCount> capabilities = new TreeMap<>();
    for (int i = 0; i < byCapability.length; i++) {
      if (byCapability[i].total() != 0) {
        capabilities.put(joined.capabilities().nameOf(i), byCapability[i]);
      }
    }
    return capabilities;
  }

  private SequencedMap<Integer, FlipCount> risks() {
    SequencedMap<Integer, FlipCount> risks = new LinkedHashMap<>();
    for (int bit : RiskOrder.BITS) {
      addRisk(risks, bit, sumWhere(bit, bit));
    }
    addRisk(risks, NO_RISK, sumWhere(RiskOrder.ALL, 0));
    return risks;
  }

  private static void addRisk(SequencedMap<Integer, FlipCount> risks, int bit, FlipCount count) {
    if (count.total() != 0) {
      risks.put(bit, count);
    }
  }

  /** What flips of the capabilities whose risks, as far as the mask goes, are these. */
  private FlipCount sumWhere(long mask, long expected) {
    FlipCount sum = FlipCount.NONE;
    for (int i = 0; i < byCapability.length; i++) {
      if ((joined.capabilities().risksOf(i) & mask) == expected) {
        sum = sum.plus(true, byCapability[i].gains()).plus(false, byCapability[i].losses());
      }
    }
    return sum;
  }

  static ImpactTotals totals(Joined joined, ImpactGroups groups, List<PersonImpact> people) {
    long gains = 0;
    long losses = 0;
    long riskyGains = 0;
    for (var capability : groups.byCapability().entrySet()) {
      gains = Math.addExact(gains, capability.getValue().gains());
      losses = Math.addExact(losses, capability.getValue().losses());
      boolean isRisky = (joined.capabilities().risksOf(capability.getKey()) & RiskOrder.ALL) != 0;
      riskyGains += isRisky ? capability.getValue().gains() : 0;
    }
    return new ImpactTotals(
        gains,
        losses,
        riskyGains,
        people.stream().filter(person -> person.gains() != 0).count(),
        people.stream().filter(person -> person.losses() != 0).count(),
        people.stream().filter(person -> (person.gainedRisks() & RiskOrder.ALL) != 0).count());
  }
}
