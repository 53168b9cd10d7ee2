package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.ListMode;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who can, by seed: the same as asking about everybody, one after the other (§6, §7). */
final class WhoCanLawTest {
  private static final int QUESTIONS = 40;

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final WhoCan whoCan = new WhoCan(decisionPoint);

  /** §6, §7: consistent == filtering all checks, damaged sites included. */
  @Test
  void find_consistent_isTheFilterOfAllChecks() {
    Seeds.check(300, seed -> assertConsistent(RandomSite.of(seed), new Random(seed)));
  }

  /** §2, §7: also when contexts have paths that belong to others, or to nobody. */
  @Test
  void find_consistentWithPathsOfOthers_isTheFilterOfAllChecks() {
    Seeds.check(
        150,
        seed -> {
          var random = new Random(seed);
          assertConsistent(PathsOfOthers.damaged(RandomSite.of(seed), random), random);
        });
  }

  private void assertConsistent(RandomSite site, Random random) {
    PolicySnapshot snapshot = site.snapshot();
    for (int i = 0; i < QUESTIONS; i++) {
      WhoCanQuery query = query(snapshot, random);
      CapableUsers found = whoCan.find(snapshot, query, Checkpoint.NONE);
      assertThat(found.userIds().boxed())
          .as("%s", query)
          .containsExactlyElementsOf(filter(snapshot, query));
      for (int at = 0; at < found.size(); at++) {
        assertReasons(snapshot, query, found.userAt(at));
      }
    }
  }

  private Set<Long> filter(PolicySnapshot snapshot, WhoCanQuery query) {
    Set<Long> allowed = new TreeSet<>();
    for (long userId : everybody(snapshot)) {
      if (firstAllowed(snapshot, query, userId).isAllowed()) {
        allowed.add(userId);
      }
    }
    return allowed;
  }

  private void assertReasons(PolicySnapshot snapshot, WhoCanQuery query, CapableUser user) {
    assertThat(user.rule()).isEqualTo(firstAllowed(snapshot, query, user.userId()));
    if (user.rule() == Decision.ALLOWED_BY_ROLE) {
      assertThat(user.givers()).as("%s of %s", user, query).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  private Decision firstAllowed(PolicySnapshot snapshot, WhoCanQuery query, long userId) {
    Environment environment =
        query.doAnything() ? Environment.DEFAULT : Environment.WITHOUT_DOANYTHING;
    for (int capability : query.capabilities()) {
      var check = new AccessQuery(userId, query.context(), capability, environment);
      Decision decision = decisionPoint.decide(snapshot, check);
      if (decision.isAllowed()) {
        return decision;
      }
    }
    return Decision.DENIED_ANY_OF_NOTHING;
  }

  private static Set<Long> everybody(PolicySnapshot snapshot) {
    Set<Long> ids = new HashSet<>(Set.of(0L, 99_999L, -1L));
    for (int user = 0; user < snapshot.users().size(); user++) {
      ids.add(snapshot.users().idOf(user));
    }
    for (long adminId : snapshot.settings().siteAdminIds()) {
      ids.add(adminId);
    }
    return ids;
  }

  private static WhoCanQuery query(PolicySnapshot snapshot, Random random) {
    int[] contexts =
        IntStream.range(0, snapshot.contexts().contextCount())
            .filter(snapshot.contexts()::hasRow)
            .toArray();
    List<Integer> capabilities = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(100) : 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      capabilities.add(random.nextInt(-1, snapshot.capabilities().size()));
    }
    return new WhoCanQuery(
        contexts[random.nextInt(contexts.length)],
        capabilities,
        ListMode.CONSISTENT,
        random.nextBoolean(),
        UserFilter.EVERYBODY);
  }
}
