package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.reference.Question;
import dev.beadle.server.reference.RandomSites;
import dev.beadle.server.reference.ReferenceLists;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Moodle's lists against a second reading of the rules, damaged sites included (§9, §17). */
final class MoodlesListsTest {
  private static final int QUESTIONS = 20;

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final WhoCan whoCan = new WhoCan(decisionPoint);
  private final WhereCan whereCan = new WhereCan(decisionPoint);

  /** §9: the same users. */
  @Test
  void whoCan_randomSites_answersAsTheReference() {
    Seeds.check(200, seed -> assertUsers(RandomSite.of(seed), new Random(seed)));
  }

  /** §9.1: by the ids of the path, when these lie elsewhere. */
  @Test
  void whoCan_pathsOfOthers_answersAsTheReference() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          assertUsers(PathsOfOthers.damaged(RandomSite.of(seed), random), random);
        });
  }

  /** §17: the same places. */
  @Test
  void whereCan_randomSites_answersAsTheReference() {
    Seeds.check(200, seed -> assertPlaces(RandomSite.of(seed), new Random(seed)));
  }

  /** §17: by the text of the path. */
  @Test
  void whereCan_pathsOfOthers_answersAsTheReference() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          assertPlaces(PathsOfOthers.damaged(RandomSite.of(seed), random), random);
        });
  }

  private void assertUsers(RandomSite site, Random random) {
    PolicySnapshot snapshot = site.snapshot();
    var reference = new ReferenceLists(site.tables(), RandomSites.DEPRECATED);
    for (Question question : site.questions(QUESTIONS, random)) {
      List<String> names = new ArrayList<>(List.of(question.capability()));
      while (random.nextInt(3) == 0) {
        names.add(site.questions(1, random).getFirst().capability());
      }
      List<Integer> ordinals = names.stream().map(snapshot.capabilities()::find).toList();
      int context = snapshot.contexts().find(question.contextId());
      Set<Long> expected;
      try {
        expected = reference.usersByCapability(question.contextId(), names);
      } catch (StackOverflowError endless) {
        continue;
      }
      CapableUsers found =
          whoCan.find(snapshot, WhoCanQuery.asMoodle(context, ordinals), Checkpoint.NONE);
      assertThat(found.userIds().boxed())
          .as("%s in %s", names, question.contextId())
          .containsExactlyElementsOf(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.userAt(i).givers()).isNotEmpty().doesNotHaveDuplicates();
      }
    }
  }

  private void assertPlaces(RandomSite site, Random random) {
    var reference = new ReferenceLists(site.tables(), RandomSites.DEPRECATED);
    for (Question question : site.questions(QUESTIONS, random)) {
      AccessQuery check = site.query(question);
      var query = new WhereCanQuery(check.userId(), check.capability(), check.environment());
      CapablePlaces places = whereCan.placesOfMoodlesList(site.snapshot(), query, Checkpoint.NONE);
      Map<Long, List<Long>> temporary =
          question.subjectIsCurrentUser() ? question.temporaryRoles() : Map.of();
      ReferenceLists.Places expected =
          reference.places(
              question.userId(), question.capability(), question.doAnything(), temporary);
      assertThat(listed(places, places.categoryIds()))
          .as("categories of %s", question)
          .isEqualTo(asList(expected.categoryIds()));
      assertThat(listed(places, places.courseIds()))
          .as("courses of %s", question)
          .isEqualTo(asList(expected.courseIds()));
    }
  }

  private static @Nullable List<Long> listed(CapablePlaces places, LongStream ids) {
    return places.isNowhere() ? null : ids.boxed().toList();
  }

  private static @Nullable List<Long> asList(@Nullable Set<Long> ids) {
    return ids == null ? null : List.copyOf(new TreeSet<>(ids));
  }
}
