package dev.beadle.server.testing;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory, whose failures a test chooses. Several appliers may share one: each follows it
 * by a {@link #view} of its own. Thread-safe.
 */
public final class MemoryLog implements ChangeLog {
  private final Shared shared;
  // Guarded by shared.
  private @Nullable Runnable follower;
  private Failure failure = Failure.NONE;
  private @Nullable Gate gate;
  private int appends;
  private boolean isUnreadable;

  /** How the next writes fail. */
  public enum Failure {
    NONE,
    /** Nothing is written, and it is told that it is not known. */
    LOST,
    /** It is written, and it is told that it is not known. */
    UNTOLD
  }

  /** Holds a write until it is opened. */
  public static final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    public void awaitArrival() throws InterruptedException {
      if (!arrived.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody wrote");
      }
    }

    public void open() {
      opened.countDown();
    }

    private void pass() {
      arrived.countDown();
      try {
        if (!opened.await(20, TimeUnit.SECONDS)) {
          throw new AssertionError("the gate was never opened");
        }
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  private static final class Shared {
    private final String identity;
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<MemoryLog> views = new ArrayList<>();
    private long tail;

    private Shared(String identity, long tail) {
      this.identity = identity;
      this.tail = tail;
    }
  }

  private MemoryLog(Shared shared) {
    this.shared = shared;
    synchronized (shared) {
      shared.views.add(this);
    }
  }

  /** An empty log after a position. */
  public static MemoryLog after(String identity, long position) {
    return new MemoryLog(new Shared(identity, position));
  }

  /** The same log, as another server has it. */
  public MemoryLog view() {
    return new MemoryLog(shared);
  }

  public void failWrites(Failure next) {
    synchronized (shared) {
      failure = next;
    }
  }

  public void setUnreadable(boolean unreadable) {
    synchronized (shared) {
      isUnreadable = unreadable;
    }
  }

  /** Holds the next write. */
  public Gate holdNextWrite() {
    synchronized (shared) {
      var closed = new Gate();
      gate = closed;
      return closed;
    }
  }

  /** How many times something was written. */
  public int appends() {
    synchronized (shared) {
      return appends;
    }
  }

  /** Everything that was written and is kept. */
  public List<LogEntry> entries() {
    synchronized (shared) {
      return List.copyOf(shared.entries);
    }
  }

  /** Forgets the entries up to a position. */
  public void truncate(long upTo) {
    synchronized (shared) {
      shared.entries.removeIf(entry -> entry.revision().position() <= upTo);
      shared.tail = upTo;
    }
  }

  /** Puts an entry as it is, and wakes everybody. */
  public void force(LogEntry entry) {
    synchronized (shared) {
      shared.entries.add(entry);
    }
    wakeAll();
  }

  /** Takes the last entry away. */
  public void dropLast() {
    synchronized (shared) {
      shared.entries.removeLast();
    }
  }

  /** Wakes everybody who follows. */
  public void wakeAll() {
    List<Runnable> wakes = new ArrayList<>();
    synchronized (shared) {
      for (MemoryLog view : shared.views) {
        Runnable wake = view.follower;
        if (wake != null) {
          wakes.add(wake);
        }
      }
    }
    wakes.forEach(Runnable::run);
  }

  @Override
  public String identity() {
    return shared.identity;
  }

  @Override
  public long head() {
    synchronized (shared) {
      requireReadable();
      return lastPosition();
    }
  }

  @Override
  public long tail() {
    synchronized (shared) {
      requireReadable();
      return shared.tail;
    }
  }

  @Override
  public boolean append(List<LogEntry> entries) {
    passGate();
    synchronized (shared) {
      if (failure == Failure.LOST) {
        throw new LogUnavailableException("the disk is full");
      }
      if (entries.getFirst().revision().position() != lastPosition() + 1) {
        return false;
      }
      shared.entries.addAll(entries);
      appends++;
      if (failure == Failure.UNTOLD) {
        throw new LogUnavailableException("the connection was cut");
      }
    }
    wakeAll();
    return true;
  }

  @Override
  public List<LogEntry> read(long after, int limit) {
    synchronized (shared) {
      requireReadable();
      return shared.entries.stream()
          .filter(entry -> entry.revision().position() > after)
          .limit(limit)
          .toList();
    }
  }

  @Override
  public @Nullable LogEntry findByKey(String idempotencyKey) {
    synchronized (shared) {
      requireReadable();
      return shared.entries.reversed().stream()
          .filter(entry -> entry.origin().idempotencyKey().equals(idempotencyKey))
          .findFirst()
          .orElse(null);
    }
  }

  @Override
  public void follow(Runnable wake) {
    synchronized (shared) {
      follower = wake;
    }
  }

  @Override
  public long sizeInBytes() {
    return -1;
  }

  @Override
  public void close() {
    synchronized (shared) {
      follower = null;
    }
  }

  private void passGate() {
    Gate closed;
    synchronized (shared) {
      closed = gate;
      gate = null;
    }
    if (closed != null) {
      closed.pass();
    }
  }

  private long lastPosition() {
    return shared.entries.isEmpty() ? shared.tail : shared.entries.getLast().revision().position();
  }

  private void requireReadable() {
    if (isUnreadable) {
      throw new LogUnavailableException("the log cannot be read");
    }
  }
}
