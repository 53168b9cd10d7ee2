package dev.beadle.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolution;
import dev.beadle.server.decision.ResolutionSource;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Law: cached == evaluated (§7); the cache is bounded, and says what it does. */
final class CachedResolutionsTest {
  private static final long PLENTY = 1 << 20;
  private static final long TINY = 1 << 10;
  private static final int THREADS = 4;

  /** A scope of a site with one role that says something at the system context. */
  private final PolicySnapshot snapshot =
      TestSite.classroom().allow("student", TestSite.SYSTEM, TestSite.VIEW).snapshot();

  private final OverrideScope scope = scopeOf(snapshot);
  private final CountingSource source = new CountingSource();

  /** Counts what it is asked. */
  private static final class CountingSource implements ResolutionSource {
    private final Resolver resolver = new Resolver();
    private int asked;

    @Override
    public Resolution resolutionOf(
        long low, long @Nullable [] high, OverrideScope scope, CapabilityCatalog capabilities) {
      asked++;
      return resolver.resolutionOf(low, high, scope, capabilities);
    }
  }

  /** §7: the same roles in the same scope are resolved once. */
  @Test
  void resolutionOf_sameAgain_isRemembered() {
    var cache = new CachedResolutions(source, PLENTY);
    Resolution first = resolution(cache, 1, null);
    assertThat(resolution(cache, 1, null)).isSameAs(first);
    assertThat(source.asked).isEqualTo(1);
  }

  /** §7.2: other roles, below 64 or above, are another resolution. */
  @Test
  void resolutionOf_otherRoles_isResolvedAnew() {
    var cache = new CachedResolutions(source, PLENTY);
    resolution(cache, 1, null);
    resolution(cache, 2, null);
    resolution(cache, 1, new long[] {1});
    resolution(cache, 1, new long[] {2});
    resolution(cache, 1, new long[] {2, 1});
    assertThat(source.asked).isEqualTo(5);
    resolution(cache, 1, new long[] {2});
    assertThat(source.asked).isEqualTo(5);
  }

  /** INVARIANT (never stale): the key is the identity of the scope and of the catalogue. */
  @Test
  void resolutionOf_sameRolesInAnotherSnapshot_isResolvedAnew() {
    var cache = new CachedResolutions(source, PLENTY);
    PolicySnapshot other =
        TestSite.classroom().prohibit("student", TestSite.SYSTEM, TestSite.VIEW).snapshot();
    int view = snapshot.capabilities().find(TestSite.VIEW);
    assertThat(resolution(cache, 1, null).decisionFor(view)).isEqualTo(Decision.ALLOWED_BY_ROLE);
    assertThat(
            cache
                .resolutionOf(1, null, scopeOf(other), other.capabilities())
                .decisionFor(other.capabilities().find(TestSite.VIEW)))
        .isEqualTo(Decision.DENIED_BY_PROHIBIT);
    assertThat(resolution(cache, 1, null).decisionFor(view)).isEqualTo(Decision.ALLOWED_BY_ROLE);
  }

  /** House, "Numbers": the cache is bounded by the bytes of what it holds. */
  @Test
  void resolutionOf_manyMoreThanFit_staysWithinItsBound() {
    var cache = new CachedResolutions(source, TINY);
    for (int roles = 1; roles <= 10_000; roles++) {
      resolution(cache, roles, null);
    }
    // Caffeine evicts on another thread, a few hundred entries behind at the most.
    assertThat(becomesTrue(() -> cache.sizeInBytes() <= TINY)).isTrue();
    assertThat(becomesTrue(() -> cache.size() < 100)).isTrue();
    assertThat(cache.stats().evictionCount()).isPositive();
  }

  /** House, "Numbers": what fits is kept, and its size is told. */
  @Test
  void size_fewResolutions_isTold() {
    var cache = new CachedResolutions(source, PLENTY);
    assertThat(cache.size()).isZero();
    assertThat(cache.sizeInBytes()).isZero();
    for (int roles = 1; roles <= 10; roles++) {
      resolution(cache, roles, null);
    }
    assertThat(cache.size()).isEqualTo(10);
    assertThat(source.asked).isEqualTo(10);
  }

  /** A cache without room remembers nothing behind its table, and answers all the same. */
  @Test
  void resolutionOf_noRoomAtAll_stillAnswers() {
    var cache = new CachedResolutions(source, 0);
    int view = snapshot.capabilities().find(TestSite.VIEW);
    for (int round = 0; round < 100; round++) {
      assertThat(resolution(cache, 1, null).decisionFor(view)).isEqualTo(Decision.ALLOWED_BY_ROLE);
      assertThat(resolution(cache, 2, null).decisionFor(view))
          .isEqualTo(Decision.DENIED_NOTHING_ALLOWS);
    }
    assertThat(becomesTrue(() -> cache.sizeInBytes() == 0)).isTrue();
  }

  /** House, "What is cached": statistics are exported: misses are counted behind the table. */
  @Test
  void stats_afterLookUps_tellMissesBehindTheTable() {
    var cache = new CachedResolutions(source, PLENTY);
    resolution(cache, 1, null);
    resolution(cache, 1, null);
    resolution(cache, 2, null);
    assertThat(cache.stats().missCount()).isEqualTo(2);
    assertThat(cache.stats().hitCount()).isZero();
  }

  /** What the table had to let go is found behind it. */
  @Test
  void resolutionOf_slotsTakenByOthers_isFoundBehindTheTable() {
    var cache = new CachedResolutions(source, 64 * PLENTY);
    int sets = 20_000;
    for (int round = 0; round < 2; round++) {
      for (int roles = 1; roles <= sets; roles++) {
        resolution(cache, roles, null);
      }
    }
    assertThat(source.asked).isEqualTo(sets);
    assertThat(cache.stats().hitCount()).isPositive();
  }

  /** Law: cached == evaluated, by several threads that share a cache that evicts all the time. */
  @Test
  void decide_severalThreadsAndTinyCache_answerAsEvaluated() throws Exception {
    var caching = new DecisionPoint(new CachedResolutions(new Resolver(), TINY));
    var evaluating = new DecisionPoint(new Resolver());
    List<RandomSite> sites = new ArrayList<>();
    for (long seed = 1; seed <= 20; seed++) {
      sites.add(RandomSite.of(seed));
    }
    assertThat(
            together(thread -> {
              int wrong = 0;
              var random = new Random(thread);
              for (int i = 0; i < 5_000; i++) {
                RandomSite site = sites.get(random.nextInt(sites.size()));
                Question question = site.questions(1, random).getFirst();
                var query = site.query(question);
                Decision expected = evaluating.decide(site.snapshot(), query);
                wrong += caching.decide(site.snapshot(), query) == expected ? 0 : 1;
              }
              return wrong;
            }))
        .isZero();
  }

  /** A snapshot with other assignments shares the scopes, and so what was resolved for them. */
  @Test
  void decide_nextSnapshotWithSameDefinitions_reusesResolutions() {
    var cache = new CachedResolutions(source, PLENTY);
    var decisionPoint = new DecisionPoint(cache);
    int view = snapshot.capabilities().find(TestSite.VIEW);
    PolicySnapshot next = snapshot.with(snapshot.assignments());
    for (PolicySnapshot one : List.of(snapshot, next)) {
      decisionPoint.decide(one, 2, one.contexts().system(), view, Environment.WITHOUT_DOANYTHING);
    }
    assertThat(source.asked).isEqualTo(1);
  }

  /** Asks again and again, for ten seconds at the most. */
  private static boolean becomesTrue(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(10)) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /** The work of one of several threads; gives how many answers were wrong. */
  @FunctionalInterface
  private interface Work {
    int run(int thread);
  }

  private static int together(Work work) throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(THREADS);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      tasks.add(() -> {
        start.countDown();
        start.await();
        return work.run(number);
      });
    }
    int sum = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        sum += result.get();
      }
    }
    return sum;
  }

  private Resolution resolution(CachedResolutions cache, long low, long @Nullable [] high) {
    return cache.resolutionOf(low, high, scope, snapshot.capabilities());
  }

  private static OverrideScope scopeOf(PolicySnapshot snapshot) {
    OverrideScope scope = snapshot.definitions().findScope(snapshot.contexts().system());
    assertThat(scope).isNotNull();
    return scope;
  }
}
