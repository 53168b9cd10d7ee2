package dev.beadle.client.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Answer.Decided;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.Change;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.ContextLockChanged;
import dev.beadle.v1.ContextMoved;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.Explanation;
import dev.beadle.v1.Freshness;
import dev.beadle.v1.Heartbeat;
import dev.beadle.v1.Permission;
import dev.beadle.v1.RoleAssignment;
import dev.beadle.v1.WatchEvent;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law: what is given is no older than maxStaleness, and from no revision before a change that
 * concerns it and that the watch has told of, in whatever order changes, answers, paths, time and
 * interruptions come.
 */
final class NearCacheLawTest {
  private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int STEPS = 20_000;
  private static final List<String> CAPABILITIES = List.of("mod/forum:rate", "mod/forum:replypost");

  /** A change, and the paths that there are from then on. */
  private record Step(Change change, List<long[]> paths) {}

  /** What a site was at its revisions, the last one being the current one. */
  private final List<Step> history = new ArrayList<>();

  private final NearCache cache =
      new NearCache(
          new NearCachePolicy(50, Duration.ofNanos(MOST_NANOS)), (context, _) -> explain(context));
  private Random random = new Random(0);
  private int told;
  private long now;
  private int given;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void find_whateverHappens_isNeitherTooOldNorOutdated(long seed) {
    random = new Random(seed);
    history.add(new Step(Change.getDefaultInstance(), List.of(path(1, 3, 31), path(1, 3, 32))));
    beat();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(40)) {
        case 0, 1, 2 -> change();
        case 3, 4, 5 -> tell();
        case 6 -> beat();
        case 7 -> now += random.nextLong(MOST_NANOS / 4);
        case 8 -> interrupt();
        default -> ask();
      }
    }
    assertThat(given).as("answers from the cache").isGreaterThan(STEPS / 100);
  }

  private void ask() {
    int place = random.nextInt(2);
    long user = 1L + random.nextInt(3);
    String capability = CAPABILITIES.get(random.nextInt(2));
    var question = Question.of(user, capability, Contexts.id(31 + place));
    Answer kept = cache.find(question, now);
    if (kept instanceof Decided decided) {
      given++;
      int revision = Integer.parseInt(decided.facts().revision());
      assertThat(decided.facts().ageNanos()).isBetween(0L, MOST_NANOS);
      assertThat(revision).isGreaterThanOrEqualTo(lastConcerning(user, capability, place));
      return;
    }
    int revision = someRevision();
    long age = random.nextLong(MOST_NANOS / 2);
    cache.store(question, new Decided(true, 1, 0, new Facts("" + revision, age)), now);
  }

  /** The last told revision that a change made which concerns a question. */
  private int lastConcerning(long user, String capability, int place) {
    for (int revision = told; revision > 0; revision--) {
      if (concerns(revision, user, capability, place)) {
        return revision;
      }
    }
    return 0;
  }

  private boolean concerns(int revision, long user, String capability, int place) {
    Change change = history.get(revision).change();
    long[] path = history.get(revision).paths().get(place);
    return switch (change.getChangeCase()) {
      case ROLE_ASSIGNED -> change.getRoleAssigned().getUserId() == user;
      case PERMISSION_SET ->
          change.getPermissionSet().getCapability().equals(capability)
              && isOn(path, change.getPermissionSet().getContextId());
      case CONTEXT_LOCK_CHANGED -> isOn(path, change.getContextLockChanged().getId());
      default -> true;
    };
  }

  private void change() {
    List<long[]> paths = history.getLast().paths();
    long[] places = {1, 3, 5, 31, 32};
    long place = places[random.nextInt(places.length)];
    Change.Builder change = Change.newBuilder();
    switch (random.nextInt(10)) {
      case 0 -> {
        change.setContextMoved(ContextMoved.newBuilder().setId(31));
        long parent = random.nextBoolean() ? 3 : 5;
        paths = List.of(path(1, parent, 31), path(1, 3, 32));
      }
      case 1, 2 -> change.setContextLockChanged(ContextLockChanged.newBuilder().setId(place));
      case 3, 4, 5 ->
          change.setPermissionSet(
              Permission.newBuilder()
                  .setContextId(place)
                  .setCapability(CAPABILITIES.get(random.nextInt(2))));
      default ->
          change.setRoleAssigned(RoleAssignment.newBuilder().setUserId(1L + random.nextInt(3)));
    }
    history.add(new Step(change.build(), paths));
  }

  private void tell() {
    if (told == history.size() - 1) {
      return;
    }
    told++;
    cache.event(
        WatchEvent.newBuilder()
            .setChanges(
                ChangeSet.newBuilder()
                    .setRevision("" + told)
                    .addChanges(history.get(told).change()))
            .build());
  }

  private void beat() {
    cache.event(
        WatchEvent.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setRevision("" + told))
            .build());
  }

  /** The stream ends; the next one goes on where it was, or later, and then something is missed. */
  private void interrupt() {
    cache.interrupted(Status.UNAVAILABLE);
    if (random.nextBoolean()) {
      cache.missed();
      told = history.size() - 1;
    }
    beat();
  }

  /** Told or not: an endpoint may be behind the one that is watched, or ahead of it. */
  private int someRevision() {
    int last = history.size() - 1;
    return Math.max(0, last - random.nextInt(Math.min(last, 5) + 1));
  }

  private CompletableFuture<ExplainCapabilityResponse> explain(ContextReference context) {
    int revision = someRevision();
    var path = Explanation.newBuilder();
    for (long id : history.get(revision).paths().get((int) context.getId() - 31)) {
      path.addPath(ExplainedContext.newBuilder().setId(id));
    }
    return CompletableFuture.completedFuture(
        ExplainCapabilityResponse.newBuilder()
            .addExplanations(path)
            .setFreshness(Freshness.newBuilder().setRevision("" + revision))
            .build());
  }

  private static long[] path(long... ids) {
    return ids;
  }

  private static boolean isOn(long[] path, long context) {
    for (long id : path) {
      if (id == context) {
        return true;
      }
    }
    return false;
  }
}
