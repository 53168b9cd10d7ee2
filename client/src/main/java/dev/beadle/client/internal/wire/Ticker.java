package dev.beadle.client.internal.wire;

import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a client that looks at the clock: for deadlines, pauses and silence, every two
 * milliseconds while anything is under way. It sleeps when nothing is, and no call sets a timer of
 * its own. Nothing that it runs may block. Thread-safe.
 */
public final class Ticker implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** How long it goes on without work, so that a caller now and then need not wake it. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Whatever other threads have: it does what they have not enough for. */
  private static final long STACK_BYTES = 1 << 20;

  private final LongSupplier nanoClock;
  private final List<Work> works = new CopyOnWriteArrayList<>();
  // Guarded by itself.
  private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
  // Guarded by this until it is started; never changed afterwards.
  private volatile @Nullable Thread thread;
  // Only the thread takes it back: one who is to wake it may fail to, and the next one has to try.
  private volatile boolean isResting = true;
  // Whether anybody has tried to wake it since it last lay down.
  private volatile boolean isWoken;
  private volatile boolean isClosed;
  // Belongs to the thread.
  private long busyAt;

  /** Something that has to look at the clock. */
  public interface Work {
    /**
     * Does what is due.
     *
     * @return whether there will be something due later
     */
    boolean tick(long now);
  }

  private record Delayed(long dueAt, Runnable task) implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed other) {
      return Long.signum(dueAt - other.dueAt);
    }
  }

  /** One that sleeps. */
  public Ticker(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Now, in nanoseconds of a monotonic clock. */
  public long now() {
    return nanoClock.getAsLong();
  }

  /** Ticks this too, from now on. */
  public void add(Work work) {
    works.add(work);
  }

  /** There is something to look at. Costs a volatile read when it is awake. */
  public void wake() {
    if (isResting) {
      startOrUnpark();
    }
  }

  /** Whether the calling thread is the one that others wait for. */
  public boolean isTicking() {
    return Thread.currentThread().equals(thread);
  }

  /** Runs a task, at the earliest when it is due; never once the ticker is closed. */
  public void at(long dueAt, Runnable task) {
    synchronized (delayed) {
      if (isClosed) {
        return;
      }
      delayed.add(new Delayed(dueAt, task));
    }
    wake();
  }

  /** Runs a task now, or soon on a thread that has the stack for it. */
  public void runWithStack(Runnable task) {
    if (isClosed || StackRoom.isEnough()) {
      task.run();
    } else {
      at(now(), task);
    }
  }

  @Override
  public void close() {
    synchronized (delayed) {
      isClosed = true;
      delayed.clear();
    }
    LockSupport.unpark(thread);
  }

  private synchronized void startOrUnpark() {
    if (thread == null && !isClosed) {
      start();
    }
    isWoken = true;
    LockSupport.unpark(thread);
  }

  /** If there are no more threads to be had, the next call tries again. */
  private void start() {
    Thread made =
        Thread.ofPlatform()
            .daemon()
            .name("beadle-client")
            .stackSize(STACK_BYTES)
            .unstarted(this::run);
    thread = made;
    try {
      made.start();
    } catch (RuntimeException | Error none) {
      thread = null;
      throw none;
    }
  }

  private void run() {
    synchronized (this) {
      if (!isTicking()) {
        // Its start has failed all the same, and another one has the place, or will have it.
        return;
      }
      isResting = false;
    }
    busyAt = now();
    while (!isClosed) {
      try {
        tickOrRest(now());
      } catch (RuntimeException | Error unexpected) {
        // This one thread must go on, whatever happens.
        Trouble.tell("the client's clock failed", unexpected);
      }
      LockSupport.parkNanos(this, PERIOD_NANOS);
      // Whoever interrupts it wants nothing of it, and no pause would be one any more.
      boolean _ = Thread.interrupted();
    }
  }

  private void tickOrRest(long now) {
    if (tick(now)) {
      busyAt = now;
    } else if (now - busyAt > PATIENCE_NANOS) {
      rest(now);
      busyAt = now();
      boolean _ = tick(busyAt);
    }
  }

  /** Whoever brings work after the last look sees that it rests, and wakes it. */
  private void rest(long now) {
    isWoken = false;
    isResting = true;
    try {
      if (!tick(now) && !isWoken) {
        park();
      }
    } finally {
      isResting = false;
    }
  }

  /** Until it is woken, or something is due. */
  private void park() {
    Delayed first = findFirst();
    if (first != null) {
      LockSupport.parkNanos(this, first.dueAt - now());
    } else if (!isClosed) {
      LockSupport.park(this);
    }
  }

  private boolean tick(long now) {
    boolean isBusy = false;
    for (Work work : works) {
      isBusy |= tick(work, now);
    }
    Delayed first = findFirst();
    while (first != null && first.dueAt - now <= 0 && !isClosed) {
      boolean isDue;
      synchronized (delayed) {
        isDue = delayed.remove(first);
      }
      if (isDue) {
        run(first.task);
      }
      isBusy = true;
      first = findFirst();
    }
    return isBusy || (first != null && first.dueAt - now < PATIENCE_NANOS);
  }

  /** The one thread must go on, whatever a work does. */
  private static boolean tick(Work work, long now) {
    try {
      return work.tick(now);
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("looking at the clock failed", unexpected);
      return true;
    }
  }

  /** And whatever a task does. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("a task of the client failed", unexpected);
    }
  }

  private @Nullable Delayed findFirst() {
    synchronized (delayed) {
      return delayed.peek();
    }
  }
}
