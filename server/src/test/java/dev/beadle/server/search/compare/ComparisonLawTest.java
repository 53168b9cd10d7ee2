package dev.beadle.server.search.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.reference.Question;
import dev.beadle.server.search.compare.ComparedSide.Subject;
import dev.beadle.server.search.compare.Comparison.ComparedCapability;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A comparison is the difference of what two series of checks say (§6, §7), by seed. */
final class ComparisonLawTest {
  private static final int SITES = 150;

  private final DecisionPoint decisions = new DecisionPoint(new Resolver());

  /** §6: whatever the sides differ in: user, session, context or all the facts. */
  @Test
  void of_anyTwoQuestions_isTheDifferenceOfAllChecks() {
    Seeds.check(
        SITES,
        seed -> {
          var random = new Random(seed);
          RandomSite left = RandomSite.of(seed);
          RandomSite right = random.nextBoolean() ? left : RandomSite.of(seed + 1);
          for (int i = 0; i < 10; i++) {
            Question ofLeft = left.questions(1, random).getFirst();
            Question ofRight = right.questions(1, random).getFirst();
            assertDifference(left, ofLeft, right, ofRight);
          }
        });
  }

  private void assertDifference(
      RandomSite left, Question ofLeft, RandomSite right, Question ofRight) {
    AccessQuery leftQuery = left.query(ofLeft);
    AccessQuery rightQuery = right.query(ofRight);
    Comparison compared =
        Comparison.of(
            side(left.snapshot(), leftQuery),
            side(right.snapshot(), rightQuery),
            Comparison.ALL_RISKS,
            decisions);
    SortedSet<String> onlyLeft = allowed(left.snapshot(), leftQuery, right.snapshot());
    SortedSet<String> onlyRight = allowed(right.snapshot(), rightQuery, left.snapshot());
    SortedSet<String> both = new TreeSet<>(onlyLeft);
    both.retainAll(onlyRight);
    onlyLeft.removeAll(both);
    onlyRight.removeAll(both);
    assertThat(names(compared, true)).isEqualTo(onlyLeft);
    assertThat(names(compared, false)).isEqualTo(onlyRight);
    assertThat(compared.bothCount()).isEqualTo(both.size());
    assertThat(compared.onlyLeftCount()).isEqualTo(onlyLeft.size());
    assertThat(compared.onlyRightCount()).isEqualTo(onlyRight.size());
    for (ComparedCapability one : compared.differences()) {
      assertThat(one.left()).isEqualTo(decide(left.snapshot(), leftQuery, one.name()));
      assertThat(one.right()).isEqualTo(decide(right.snapshot(), rightQuery, one.name()));
    }
  }

  private static ComparedSide side(PolicySnapshot snapshot, AccessQuery query) {
    return new ComparedSide(
        snapshot, new Subject.User(query.userId(), query.environment()), query.context());
  }

  private SortedSet<String> allowed(
      PolicySnapshot snapshot, AccessQuery query, PolicySnapshot other) {
    SortedSet<String> allowed = new TreeSet<>();
    for (PolicySnapshot named : new PolicySnapshot[] {snapshot, other}) {
      for (int capability = 0; capability < named.capabilities().size(); capability++) {
        String name = named.capabilities().nameOf(capability);
        if (named.capabilities().hasRow(capability) && decide(snapshot, query, name).isAllowed()) {
          allowed.add(name);
        }
      }
    }
    return allowed;
  }

  private Decision decide(PolicySnapshot snapshot, AccessQuery query, String capability) {
    return decisions.decide(
        snapshot,
        query.userId(),
        query.context(),
        snapshot.capabilities().find(capability),
        query.environment());
  }

  private static SortedSet<String> names(Comparison compared, boolean ofLeft) {
    SortedSet<String> names = new TreeSet<>();
    for (ComparedCapability one : compared.differences()) {
      if (one.left().isAllowed() == ofLeft) {
        names.add(one.name());
      }
    }
    return names;
  }
}
