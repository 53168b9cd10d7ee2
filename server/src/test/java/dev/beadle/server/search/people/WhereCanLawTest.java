package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.reference.Question;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where can, by seed: the same as asking about every context, one after the other (§6, §7). */
final class WhereCanLawTest {
  private static final int QUESTIONS = 25;

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final WhereCan whereCan = new WhereCan(decisionPoint);

  /** §6, §7: contexts == filtering all checks, damaged sites and sessions included. */
  @Test
  void contextsOfChecks_anySite_areTheFilterOfAllChecks() {
    Seeds.check(300, seed -> assertContexts(RandomSite.of(seed), new Random(seed)));
  }

  /** §2, §7: also when contexts have paths that belong to others, or to nobody. */
  @Test
  void contextsOfChecks_pathsOfOthers_areTheFilterOfAllChecks() {
    Seeds.check(
        150,
        seed -> {
          var random = new Random(seed);
          assertContexts(PathsOfOthers.damaged(RandomSite.of(seed), random), random);
        });
  }

  private void assertContexts(RandomSite site, Random random) {
    PolicySnapshot snapshot = site.snapshot();
    for (Question question : site.questions(QUESTIONS, random)) {
      WhereCanQuery query = query(site, plainOrNot(question, random));
      Set<Integer> levels = random.nextBoolean() ? Set.of() : Set.of(ContextLevel.COURSE, 70);
      CapableContexts found = whereCan.contextsOfChecks(snapshot, query, levels, Checkpoint.NONE);
      ContextTree contexts = snapshot.contexts();
      List<Place> filtered =
          IntStream.range(0, contexts.contextCount())
              .filter(contexts::hasRow)
              .filter(context -> levels.isEmpty() || levels.contains(contexts.levelOf(context)))
              .filter(context -> isAllowed(snapshot, query, context))
              .mapToObj(
                  context -> new Place(contexts.levelOf(context), contexts.instanceIdOf(context)))
              .sorted(Comparator.comparingInt(Place::level).thenComparingLong(Place::instanceId))
              .toList();
      assertThat(placesIn(found)).as("%s", question).isEqualTo(filtered);
      assertThat(found.isNowhere()).isFalse();
    }
  }

  private record Place(int level, long instanceId) {}

  private static List<Place> placesIn(CapableContexts found) {
    return IntStream.range(0, found.size())
        .mapToObj(index -> new Place(found.levelAt(index), found.instanceIdAt(index)))
        .toList();
  }

  private boolean isAllowed(PolicySnapshot snapshot, WhereCanQuery query, int context) {
    return decisionPoint
        .decide(
            snapshot,
            new AccessQuery(query.userId(), context, query.capability(), query.environment()))
        .isAllowed();
  }

  /** Most questions are about somebody else, without a session, as most are. */
  private static Question plainOrNot(Question question, Random random) {
    return random.nextInt(3) == 0 ? question : Questions.ofSomebodyElse(question);
  }

  private static WhereCanQuery query(RandomSite site, Question question) {
    AccessQuery check = site.query(question);
    Environment environment = check.environment();
    return new WhereCanQuery(check.userId(), check.capability(), environment);
  }
}
