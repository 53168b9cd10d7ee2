package dev.beadle.server.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A comparison equals comparing all answers before and after (§3 to §8). */
final class SnapshotComparisonLawTest {
  /** One change of any kind, so that what it narrows the search by is seen by itself. */
  @Test
  void compare_oneChange_equalsComparingAllAnswers() {
    check(300, 1);
  }

  /** Several changes, which may undo each other. */
  @Test
  void compare_severalChanges_equalsComparingAllAnswers() {
    check(120, 6);
  }

  /** Many changes: hardly anything is as it was. */
  @Test
  void compare_manyChanges_equalsComparingAllAnswers() {
    check(25, 40);
  }

  private static void check(int seeds, int changes) {
    var compared = new AtomicLong();
    var flipped = new AtomicLong();
    Seeds.check(
        seeds,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot before = RandomSite.of(seed).snapshot();
          var site = new RandomChanges(before, random);
          List<Change> made = site.make(1 + random.nextInt(changes));
          var every = new EveryAnswer(before, site.snapshot());
          var comparison =
              SnapshotComparison.of(new Edit(before, site.snapshot(), made), () -> false);
          assertSame(comparison, every, random);
          compared.addAndGet(every.compared());
          flipped.addAndGet(every.flips().size());
        });
    assertThat(flipped.get()).as("of %s answers", compared.get()).isPositive();
  }

  private static void assertSame(SnapshotComparison comparison, EveryAnswer every, Random random) {
    List<Flip> flips = every.flips();
    ImpactTotals totals = comparison.totals();
    assertThat(totals.gains()).isEqualTo(flips.stream().filter(Flip::isGain).count());
    assertThat(totals.losses()).isEqualTo(flips.stream().filter(flip -> !flip.isGain()).count());
    assertThat(totals.riskyGains())
        .isEqualTo(
            flips.stream()
                .filter(flip -> flip.isGain() && every.risksOf(flip.capability()) != 0)
                .count());
    assertPeople(comparison, every, random);
    assertGroups(comparison.groups(), every);
  }

  private static void assertPeople(
      SnapshotComparison comparison, EveryAnswer every, Random random) {
    List<PersonImpact> expected = new ArrayList<>();
    every.flipsOfUser().forEach((userId, flips) -> expected.add(personOf(userId, flips, every)));
    expected.sort(PersonImpact.ORDER);
    assertThat(comparison.people()).isEqualTo(expected);
    ImpactTotals totals = comparison.totals();
    assertThat(totals.peopleGaining())
        .isEqualTo(expected.stream().filter(one -> one.gains() > 0).count());
    assertThat(totals.peopleLosing())
        .isEqualTo(expected.stream().filter(one -> one.losses() > 0).count());
    assertThat(totals.peopleGainingRisk())
        .isEqualTo(expected.stream().filter(one -> one.gainedRisks() != 0).count());
    every
        .flipsOfUser()
        .forEach((userId, flips) -> {
          assertThat(allPages(comparison, userId, 1 + random.nextInt(50)))
              .as("user %s", userId)
              .doesNotHaveDuplicates()
              .containsExactlyInAnyOrderElementsOf(flips);
          assertCapabilities(comparison.capabilitiesOf(userId), flips, every);
        });
    assertThat(comparison.flipsOf(-5, 0, 10)).isEmpty();
  }

  private static PersonImpact personOf(long userId, List<Flip> flips, EveryAnswer every) {
    return new PersonImpact(
        userId,
        flips.stream().filter(Flip::isGain).count(),
        flips.stream().filter(flip -> !flip.isGain()).count(),
        risksOf(flips, true, every),
        risksOf(flips, false, every));
  }

  private static long risksOf(List<Flip> flips, boolean isGain, EveryAnswer every) {
    return flips.stream()
        .filter(flip -> flip.isGain() == isGain)
        .mapToLong(flip -> every.risksOf(flip.capability()))
        .reduce(0, (a, b) -> a | b);
  }

  private static List<Flip> allPages(SnapshotComparison comparison, long userId, int limit) {
    List<Flip> all = new ArrayList<>();
    List<Flip> page = comparison.flipsOf(userId, 0, limit);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = comparison.flipsOf(userId, all.size(), limit);
    }
    return all;
  }

  private static void assertCapabilities(
      List<CapabilityImpact> impacts, List<Flip> flips, EveryAnswer every) {
    Map<List<Object>, HashSet<Long>> expected =
        new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    flips.forEach(flip ->
        expected
            .computeIfAbsent(List.of(flip.capability(), flip.isGain()), _ -> new HashSet<>())
            .add(flip.contextId()));
    assertThat(impacts)
        .hasSameSizeAs(expected.keySet())
        .isSortedAccordingTo(CapabilityImpact.ORDER);
    for (CapabilityImpact impact : impacts) {
      HashSet<Long> contexts =
          expected.getOrDefault(List.of(impact.capability(), impact.isGain()), new HashSet<>());
      assertThat(impact.contexts()).isEqualTo(contexts.size());
      assertThat(contexts).containsAll(impact.sample());
      assertThat(impact.sample()).hasSize(Math.min(3, contexts.size())).doesNotHaveDuplicates();
      assertThat(impact.risks()).isEqualTo(every.risksOf(impact.capability()));
    }
  }

  private static void assertGroups(ImpactGroups groups, EveryAnswer every) {
    Map<Giver, FlipCount> byGiver = new HashMap<>();
    Map<String, FlipCount> byCapability = new HashMap<>();
    Map<Integer, FlipCount> byRisk = new HashMap<>();
    for (Flip flip : every.flips()) {
      add(byGiver, flip.giver(), flip);
      add(byCapability, flip.capability(), flip);
      long risks = every.risksOf(flip.capability());
      for (int bit : RiskOrder.BITS) {
        if ((risks & bit) != 0) {
          add(byRisk, bit, flip);
        }
      }
      if (risks == 0) {
        add(byRisk, 0, flip);
      }
    }
    assertThat(groups.byGiver()).containsExactlyInAnyOrderEntriesOf(byGiver);
    assertThat(groups.byCapability()).containsExactlyInAnyOrderEntriesOf(byCapability);
    assertThat(groups.byRisk()).containsExactlyInAnyOrderEntriesOf(byRisk);
  }

  private static <K> void add(Map<K, FlipCount> counts, K key, Flip flip) {
    counts.merge(key, FlipCount.NONE.plus(flip.isGain(), 1), (a, _) -> a.plus(flip.isGain(), 1));
  }
}
