package dev.beadle.server.grpc;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RevisionWaiter;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.FactsSource.UnmetConsistencyException;
import dev.beadle.server.model.Revision;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How requests wait for a revision: parked, without a thread.
 *
 * @param alarm tells when the time is over
 * @param executor goes on with a request that has waited
 * @param longest how long a call without a deadline waits ({@code --max-revision-wait-seconds})
 */
public record RevisionWaits(Alarm alarm, Executor executor, Duration longest) {
  /** Nobody waits: for a site that never changes. */
  public static final RevisionWaits NONE =
      new RevisionWaits(Alarm.IMMEDIATE, Runnable::run, Duration.ZERO);

  /** How long before a call's deadline it is told that the revision did not come. */
  private static final Duration LAST_WORD = Duration.ofMillis(50);

  /** Parks the current call until a site has a revision, or its time is over. */
  void begin(
      SnapshotStore site, Revision wanted, Runnable then, Consumer<RuntimeException> failure) {
    Context call = Context.current();
    RevisionWaiter waiter =
        site.whenAtLeast(wanted.position(), () -> executor.execute(call.wrap(then)));
    if (waiter == null) {
      throw new LimitExceededException(
          "requests that wait for a revision",
          site.maxWaiters() + 1L,
          "max-revision-waiters",
          site.maxWaiters());
    }
    Runnable forget =
        alarm.after(
            patienceOf(call),
            () -> {
              if (waiter.withdraw()) {
                executor.execute(call.wrap(() -> failure.accept(unmet(site, wanted))));
              }
            });
    // Also when the call has been answered.
    call.addListener(
        _ -> {
          var _ = waiter.withdraw();
          forget.run();
        },
        Runnable::run);
  }

  private Duration patienceOf(Context call) {
    Deadline deadline = call.getDeadline();
    if (deadline == null) {
      return longest;
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    Duration tenth = left.dividedBy(10);
    return left.minus(tenth.compareTo(LAST_WORD) < 0 ? tenth : LAST_WORD);
  }

  private static UnmetConsistencyException unmet(SnapshotStore site, Revision wanted) {
    PolicySnapshot current = site.findCurrent();
    return new UnmetConsistencyException(
        "at_least_revision: "
            + wanted.token()
            + " did not come in time; the site is at "
            + (current == null ? "none" : current.revisionToken()));
  }
}
