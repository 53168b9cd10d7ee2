package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.reference.Question;
import dev.beadle.server.reference.RandomSites;
import dev.beadle.server.reference.ReferenceEngine;
import dev.beadle.server.reference.Rule;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The engine against a second reading of the rules, which shares no line with it (§2 to §8). */
final class ReferenceComparisonTest {
  private static final int SITES = 1500;
  private static final int QUESTIONS = 40;

  /** §6, §7: the same answer by the same rule, on every site and question that chance draws. */
  @Test
  void decide_randomSites_answersAsTheReferenceByTheSameRule() {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          var reference = new ReferenceEngine(site.tables(), RandomSites.DEPRECATED);
          for (Question question : site.questions(QUESTIONS, new Random(seed))) {
            assertThat(site.decide(question))
                .as("%s", question)
                .isEqualTo(decisionOf(reference.answer(question).rule()));
          }
        });
  }

  /** §6, §7: the comparison would show little if some rule never came up. */
  @Test
  void randomQuestions_manySites_reachEveryRule() {
    Set<Decision> reached = EnumSet.noneOf(Decision.class);
    for (long seed = 1; seed <= SITES / 5; seed++) {
      RandomSite site = RandomSite.of(seed);
      site.questions(QUESTIONS, new Random(seed))
          .forEach(question -> reached.add(site.decide(question)));
    }
    Set<Decision> all = EnumSet.allOf(Decision.class);
    all.remove(Decision.ALLOWED_BY_ALL_OF_NOTHING);
    all.remove(Decision.DENIED_ANY_OF_NOTHING);
    assertThat(reached).isEqualTo(all);
  }

  private static Decision decisionOf(Rule rule) {
    return switch (rule) {
      case ALLOWED_BY_ROLE -> Decision.ALLOWED_BY_ROLE;
      case ALLOWED_BY_SITE_ADMIN -> Decision.ALLOWED_BY_SITE_ADMIN;
      case ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT ->
          Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT;
      case DENIED_UNKNOWN_CAPABILITY -> Decision.DENIED_UNKNOWN_CAPABILITY;
      case DENIED_FORCED_LOGIN -> Decision.DENIED_BY_FORCED_LOGIN;
      case DENIED_GUEST_GUARD -> Decision.DENIED_BY_GUEST_GUARD;
      case DENIED_CONTEXT_LOCKED -> Decision.DENIED_BY_LOCK;
      case DENIED_NO_SUCH_USER -> Decision.DENIED_NO_SUCH_USER;
      case DENIED_DELETED_USER -> Decision.DENIED_USER_DELETED;
      case DENIED_BROKEN_CONTEXT -> Decision.DENIED_BY_BROKEN_CONTEXT;
      case DENIED_OUTSIDE_LOGIN_AS -> Decision.DENIED_OUTSIDE_LOGIN_AS;
      case DENIED_BY_PROHIBIT -> Decision.DENIED_BY_PROHIBIT;
      case DENIED_BY_PREVENT -> Decision.DENIED_BY_PREVENT;
      case DENIED_NOTHING_ALLOWS -> Decision.DENIED_NOTHING_ALLOWS;
    };
  }

  /** §2, §5, §7.1, §8: also when contexts have paths that belong to others, or to nobody. */
  @Test
  void decide_contextsWithPathsOfOthers_answersAsTheReference() {
    Seeds.check(
        500,
        seed -> {
          var random = new Random(seed);
          Map<String, List<Map<String, String>>> tables = RandomSite.of(seed).copyOfTables();
          damageAPath(tables.getOrDefault("context", List.of()), random);
          RandomSite site = RandomSite.of(tables);
          var reference = new ReferenceEngine(tables, RandomSites.DEPRECATED);
          for (Question question : site.questions(QUESTIONS, random)) {
            Rule rule = ruleOf(reference, question);
            if (rule != null) {
              assertThat(site.decide(question)).as("%s", question).isEqualTo(decisionOf(rule));
            }
          }
        });
  }

  /** The rule, or null where rows go round in a circle, in which Moodle gets lost. */
  private static @Nullable Rule ruleOf(ReferenceEngine reference, Question question) {
    try {
      return reference.answer(question).rule();
    } catch (StackOverflowError endless) {
      return null;
    }
  }

  private static void damageAPath(List<Map<String, String>> contexts, Random random) {
    Map<String, String> damaged = contexts.get(random.nextInt(contexts.size()));
    String path = contexts.get(random.nextInt(contexts.size())).getOrDefault("path", "");
    if (!path.isEmpty() && !"10".equals(damaged.get("contextlevel"))) {
      damaged.put("path", random.nextInt(3) == 0 ? path + "/777" : path);
    }
  }
}
