package dev.beadle.server.change;

import dev.beadle.server.change.LogFollower.Progress;
import dev.beadle.server.change.ProposalQueue.Offer;
import dev.beadle.server.change.ProposalQueue.Taken;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.change.WriteGroup.Outcome;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of a site: one thread, {@code policy-applier}. What waits is worked out in order,
 * written to the log as one group, made visible, and only then acknowledged; what others write to
 * the log is followed. Thread-safe.
 *
 * <p>When the log cannot be read, or does not go on where the facts end, the site is
 * <em>stale</em>: the last good facts stay, writes are refused, and reading is tried again, less
 * and less often.
 */
public final class ChangeApplier implements ChangeSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeApplier.class);

  /** How many times a group is worked out again because another writer was quicker. */
  private static final int MOST_ATTEMPTS = 20;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Parts parts;
  private final ProposalQueue queue;
  private final SnapshotMaker maker;
  private final LogFollower follower;
  private final Thread thread = new Thread(this::run, "policy-applier");
  private volatile long closesAtNanos;

  /**
   * What an applier is made of.
   *
   * @param nanoClock for durations: nanoseconds from any origin
   * @param completions runs what depends on a result; may block
   * @param reloading how to start again when the log no longer reaches back to the facts
   */
  public record Parts(
      ChangeLog log,
      SnapshotStore store,
      InstantSource clock,
      LongSupplier nanoClock,
      Executor completions,
      ApplierListener listener,
      Limits limits,
      Reloading reloading) {
    /** Without a way to start again. */
    public Parts(
        ChangeLog log,
        SnapshotStore store,
        InstantSource clock,
        LongSupplier nanoClock,
        Executor completions,
        ApplierListener listener,
        Limits limits) {
      this(log, store, clock, nanoClock, completions, listener, limits, Reloading.NONE);
    }
  }

  /**
   * The bounds of an applier.
   *
   * @param pendingWrites how many proposals may wait ({@code --max-pending-writes})
   * @param groupWrites how many are written at once ({@code --max-group-writes})
   * @param drainTime how long those that wait may take when it is closed
   */
  public record Limits(int pendingWrites, int groupWrites, Duration drainTime) {}

  private ChangeApplier(Parts parts, PolicySnapshot first) {
    this.parts = parts;
    this.queue = new ProposalQueue(parts.limits().pendingWrites());
    this.maker = new SnapshotMaker(parts.clock(), parts.nanoClock(), parts.listener());
    this.follower = new LogFollower(parts, maker, first);
  }

  /**
   * Reads what the log holds after a first snapshot and publishes the facts there.
   *
   * @param first of a revision of this log
   * @throws LogUnavailableException if the log cannot be read, or does not go on where it ends
   */
  public static ChangeApplier open(Parts parts, PolicySnapshot first) {
    var applier = new ChangeApplier(parts, first);
    applier.follower.start();
    return applier;
  }

  /** Starts to write and to follow; once. */
  public void start() {
    parts.log().follow(queue::wake);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletableFuture<Committed> submit(Proposal proposal) {
    if (isStale()) {
      // Not into the queue: the applier may be waiting for a log that does not answer.
      return CompletableFuture.failedFuture(unavailable(follower.trouble()));
    }
    var pending = new PendingProposal(proposal, new CompletableFuture<>());
    Offer offer = queue.offer(pending);
    if (offer != Offer.TAKEN) {
      return CompletableFuture.failedFuture(
          offer == Offer.CLOSED
              ? closed()
              : new RefusedChangeException(
                  Kind.OVERLOADED,
                  "writes that wait: the limit of "
                      + parts.limits().pendingWrites()
                      + " is reached (--max-pending-writes)"));
    }
    return pending.result();
  }

  /** Tells somebody of each batch that becomes visible from now on; of all, if before the start. */
  public void tell(PublicationListener listener) {
    follower.tell(listener);
  }

  /** How many proposals wait. */
  public int queueLength() {
    return queue.size();
  }

  /** Whether the facts may be behind the log: it cannot be read, or does not go on here. */
  public boolean isStale() {
    return follower.findTrouble() != null;
  }

  /** Why it is stale, or null. */
  public @Nullable String findTrouble() {
    return follower.findTrouble();
  }

  /** How long it has been stale; zero when it is not. */
  public Duration staleFor() {
    return follower.staleFor();
  }

  /**
   * Takes no more, works off what waits within the drain time, and fails the rest. Returns at the
   * latest a second after that time, even if the log does not: what hangs there is left alone.
   */
  @Override
  public void close() {
    long drainNanos = parts.limits().drainTime().toNanos();
    closesAtNanos = parts.nanoClock().getAsLong() + drainNanos;
    queue.close();
    try {
      if (thread.getState() != Thread.State.NEW
          && !thread.join(parts.limits().drainTime().plusSeconds(1))) {
        LOG.warn("the log did not answer in time: left alone");
        thread.interrupt();
        failRest();
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Taken taken;
      do {
        taken = queue.take(parts.limits().groupWrites(), follower.nanosToNextDuty());
        if (taken.isClosed() && parts.nanoClock().getAsLong() - closesAtNanos > 0) {
          taken.proposals().forEach(pending -> fail(pending, closed()));
        } else {
          work(taken);
        }
      } while (!taken.isClosed() || !taken.proposals().isEmpty());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      failRest();
    }
  }

  private void failRest() {
    try {
      Taken rest = queue.take(Integer.MAX_VALUE, 0);
      rest.proposals().forEach(pending -> fail(pending, closed()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Taken taken) throws InterruptedException {
    try {
      if (taken.isWoken() || follower.isReadingDue()) {
        var _ = follower.read();
      }
      if (!taken.proposals().isEmpty()) {
        write(taken.proposals());
      }
      follower.moveOnInTime();
    } catch (InterruptedException stopped) {
      taken.proposals().forEach(pending -> fail(pending, closed()));
      throw stopped;
    } catch (RuntimeException | Error unexpected) {
      LOG.error("the applier failed", unexpected);
      follower.doubt("the applier failed: " + unexpected);
      taken.proposals().forEach(pending -> fail(pending, unavailable(follower.trouble())));
    }
  }

  private void write(List<PendingProposal> proposals) throws InterruptedException {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (isStale()) {
        proposals.forEach(pending -> fail(pending, unavailable(follower.trouble())));
        return;
      }
      var group = new WriteGroup(parts.log(), maker, follower.head());
      for (PendingProposal pending : proposals) {
        if (!pending.result().isDone()) {
          group.add(pending);
        }
      }
      if (!group.isBehind() && tryWrite(group)) {
        return;
      }
      queue.pause(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS * attempt / 4 + 1));
      // Right before the next attempt: what is read before a pause is old after it.
      var _ = follower.read();
    }
    proposals.forEach(pending ->
        fail(
            pending,
            unavailable("other writers were quicker " + MOST_ATTEMPTS + " times in a row")));
  }

  /** False when another writer was quicker. */
  private boolean tryWrite(WriteGroup group) {
    if (!group.entries().isEmpty()) {
      long askedAtMillis = parts.clock().millis();
      try {
        if (!parts.log().append(List.copyOf(group.entries()))) {
          return false;
        }
      } catch (RuntimeException unknown) {
        settleFound(group, unknown);
        return true;
      }
      parts.listener().written(group.entries().size());
      for (int i = 0; i < group.entries().size(); i++) {
        follower.publish(group.entries().get(i), group.snapshots().get(i));
      }
      follower.confirm(askedAtMillis);
    }
    settle(group, follower.head().revision().position(), "");
    return true;
  }

  /** Whether it was written is not known: the log says. */
  private void settleFound(WriteGroup group, RuntimeException unknown) {
    LOG.warn("a write to the log failed, its head is read back: {}", unknown.toString());
    Progress progress = follower.read();
    int written = group.countOf(progress.entries());
    settle(
        group,
        group.basePosition() + written,
        "it is not known whether it was written: " + unknown.getMessage());
  }

  private void settle(WriteGroup group, long durable, String doubt) {
    for (Outcome outcome : group.outcomes()) {
      RuntimeException failure = outcome.failure();
      Committed committed = outcome.committed();
      if (outcome.basis() > durable) {
        fail(outcome.pending(), unavailable(doubt));
      } else if (committed != null) {
        complete(() -> outcome.pending().result().complete(committed));
      } else if (failure != null) {
        fail(outcome.pending(), failure);
      }
    }
  }

  private void fail(PendingProposal pending, RuntimeException failure) {
    complete(() -> pending.result().completeExceptionally(failure));
  }

  private void complete(Runnable completion) {
    try {
      parts.completions().execute(completion);
    } catch (RejectedExecutionException _) {
      completion.run();
    }
  }

  private static RefusedChangeException closed() {
    return unavailable("the server is draining");
  }

  private static RefusedChangeException unavailable(String why) {
    return new RefusedChangeException(Kind.LOG_UNAVAILABLE, why);
  }
}
