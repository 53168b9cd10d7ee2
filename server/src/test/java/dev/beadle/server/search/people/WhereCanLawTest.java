package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

  /** §17: categories and courses, in consistent mode, are those of all checks. */
  @Test
  void placesOfChecks_anySite_areTheFilterOfAllChecks() {
    Seeds.check(
        150,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(QUESTIONS, new Random(seed))) {
            CapablePlaces places =
                whereCan.placesOfChecks(site.snapshot(), query(site, question), Checkpoint.NONE);
            assertThat(places.isNowhere()).isFalse();
            assertThat(places.categoryIds().toArray())
                .as("%s", question)
                .containsExactly(filteredIds(site, question, SiteTable.COURSE_CATEGORIES));
            assertThat(places.courseIds().toArray())
                .as("%s", question)
                .containsExactly(filteredIds(site, question, SiteTable.COURSE));
          }
        });
  }

  private void assertContexts(RandomSite site, Random random) {
    PolicySnapshot snapshot = site.snapshot();
    for (Question question : site.questions(QUESTIONS, random)) {
      WhereCanQuery query = query(site, plainOrNot(question, random));
      Set<Integer> levels = random.nextBoolean() ? Set.of() : Set.of(ContextLevel.COURSE, 70);
      CapableContexts found = whereCan.contextsOfChecks(snapshot, query, levels, Checkpoint.NONE);
      long[] filtered =
          IntStream.range(0, snapshot.contexts().contextCount())
              .filter(snapshot.contexts()::hasRow)
              .filter(context ->
                  levels.isEmpty() || levels.contains(snapshot.contexts().levelOf(context)))
              .filter(context -> isAllowed(snapshot, query, context))
              .mapToLong(snapshot.contexts()::idOf)
              .sorted()
              .toArray();
      assertThat(found.contextIds().toArray()).as("%s", question).containsExactly(filtered);
    }
  }

  private long[] filteredIds(RandomSite site, Question question, SiteTable table) {
    PolicySnapshot snapshot = site.snapshot();
    Relation rows = snapshot.relation(table);
    int level = table == SiteTable.COURSE ? ContextLevel.COURSE : ContextLevel.COURSE_CATEGORY;
    return LongStream.range(0, rows.rowCount())
        .map(row -> rows.numberAt((int) row, 0))
        .filter(id -> {
          int context = snapshot.contexts().find(level, id);
          return context != ContextTree.ABSENT
              && isAllowed(snapshot, query(site, question), context);
        })
        .sorted()
        .toArray();
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
