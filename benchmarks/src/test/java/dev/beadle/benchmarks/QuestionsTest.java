package dev.beadle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.Questions.Draws;
import dev.beadle.benchmarks.Questions.Mix;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the drawn questions are about. */
final class QuestionsTest {
  private static final int COUNT = 512;
  private static final int PER_USER = 70;

  private final PolicySnapshot site = Sites.load(Sites.MEDIUM);

  @Test
  void draw_ownInRows_oneUserInEachRow() {
    Questions own = Questions.draw(site, Mix.OWN, new Draws(COUNT, 1, PER_USER), _ -> true);
    for (int i = 0; i < COUNT; i++) {
      assertThat(own.userId(i)).isEqualTo(own.userId(i - i % PER_USER));
    }
    long users = IntStream.range(0, COUNT).mapToLong(own::userId).distinct().count();
    assertThat(users).isGreaterThan(1);
  }

  /** In each context or above it, its user has a role. */
  @Test
  void draw_own_contextsOfTheUsersRoles() {
    Questions own = Questions.draw(site, Mix.OWN, new Draws(COUNT, 1, PER_USER), _ -> true);
    for (int i = 0; i < COUNT; i++) {
      assertThat(hasRoleAt(own.userId(i), own.contextId(i))).as("question %d", i).isTrue();
    }
  }

  /** By turns a context of a role and one without: no row of a matrix is like the one before. */
  @Test
  void draw_alternating_neighboursAreUnlike() {
    Questions drawn =
        Questions.draw(site, Mix.ALTERNATING, new Draws(COUNT, 1, PER_USER), _ -> true);
    long own =
        IntStream.range(0, COUNT)
            .filter(i -> i % 2 == 0)
            .filter(i -> hasRoleAt(drawn.userId(i), drawn.contextId(i)))
            .count();
    long foreign =
        IntStream.range(0, COUNT)
            .filter(i -> i % 2 == 1)
            .filter(i -> !hasRoleAt(drawn.userId(i), drawn.contextId(i)))
            .count();
    assertThat(own).isEqualTo(COUNT / 2);
    assertThat(foreign).isGreaterThan(COUNT / 2 * 4 / 5);
  }

  private boolean hasRoleAt(long userId, long contextId) {
    RoleAssignments assignments = site.assignments();
    ContextTree contexts = site.contexts();
    int user = site.users().find(userId);
    int context = contexts.find(contextId);
    return IntStream.range(0, assignments.countOf(user))
        .anyMatch(i -> contexts.isWithin(context, assignments.get(user, i).context()));
  }
}
