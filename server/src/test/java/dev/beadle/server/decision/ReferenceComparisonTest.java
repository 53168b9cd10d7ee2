package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.reference.Question;
import dev.beadle.server.reference.RandomSites;
import dev.beadle.server.reference.ReferenceEngine;
import dev.beadle.server.reference.Rule;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
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
}
