package dev.beadle.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Await;
import dev.beadle.client.LittleStack;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The one thread that looks at the clock goes on, whatever it is given to do. */
final class TickerTest {
  private static final int TICKS = 5;
  private static final long PARKED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MOST_FRAMES = 120;
  private static final long STACK_BYTES = 256 << 10;

  /** What is not due when the ticker is closed, or comes later, is not run. */
  @Test
  void close_tasksAreLeft_areNotRun() {
    var done = new AtomicInteger();
    var ticker = new Ticker(System::nanoTime);
    ticker.at(ticker.now() + TimeUnit.DAYS.toNanos(1), done::incrementAndGet);
    ticker.close();
    ticker.at(ticker.now(), done::incrementAndGet);
    assertThat(done).hasValue(0);
  }

  /** Deadlines of others still pass when one work fails each time. */
  @Test
  void tick_workThrows_othersAreStillTicked() throws Exception {
    var ticks = new CountDownLatch(TICKS);
    var failures = new CountDownLatch(TICKS);
    var task = new CountDownLatch(1);
    try (var ticker = new Ticker(System::nanoTime)) {
      ticker.add(_ -> {
        if (failures.getCount() > 0) {
          failures.countDown();
          throw new StackOverflowError("thrown by a test");
        }
        return false;
      });
      ticker.add(_ -> {
        ticks.countDown();
        return true;
      });
      ticker.at(
          ticker.now(),
          () -> {
            throw new OutOfMemoryError("thrown by a test");
          });
      ticker.at(ticker.now(), task::countDown);
      assertThat(ticks.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(failures.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(task.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** One who is to wake it may fail to, where his stack ends: the next one does. */
  @Test
  void wake_callerHasLittleStack_nextWakesIt() throws Exception {
    for (int framesLeft = 1; framesLeft <= MOST_FRAMES; framesLeft++) {
      var clock = new AtomicLong();
      var thread = new CompletableFuture<Thread>();
      var task = new CountDownLatch(1);
      // Its patience is over whenever it looks.
      try (var ticker = new Ticker(() -> clock.addAndGet(TimeUnit.SECONDS.toNanos(1)))) {
        ticker.add(_ -> {
          thread.complete(Thread.currentThread());
          return false;
        });
        ticker.wake();
        Thread ticking = thread.get(20, TimeUnit.SECONDS);
        Await.until(() -> ticking.getState() == Thread.State.WAITING);
        LittleStack.run(framesLeft, STACK_BYTES, ticker::wake);
        ticker.at(0, task::countDown);
        assertThat(task.await(20, TimeUnit.SECONDS)).as("frames left %d", framesLeft).isTrue();
      }
    }
  }

  /** With all of a thread group, for example: no pause would be one any more. */
  @Test
  void interrupt_byAnybody_isForgotten() throws Exception {
    var interrupted = new CompletableFuture<Thread>();
    try (var ticker = new Ticker(System::nanoTime)) {
      ticker.at(
          ticker.now(),
          () -> {
            Thread.currentThread().interrupt();
            interrupted.complete(Thread.currentThread());
          });
      Thread ticking = interrupted.get(20, TimeUnit.SECONDS);
      Await.until(() -> !ticking.isInterrupted());
    }
  }

  /** A work that parks takes what a caller wakes the thread with. */
  @Test
  void wake_workParksAtTheLastLook_isNotForgotten() throws Exception {
    var seen = new CountDownLatch(1);
    var hasWork = new AtomicBoolean();
    var looks = new AtomicInteger();
    var clock = new AtomicLong();
    try (var ticker = new Ticker(() -> clock.addAndGet(TimeUnit.SECONDS.toNanos(1)))) {
      ticker.add(_ -> {
        if (hasWork.get()) {
          seen.countDown();
        }
        // The first look is an ordinary one, the second the last before it rests.
        if (looks.incrementAndGet() == 2) {
          var caller =
              Thread.ofPlatform()
                  .start(() -> {
                    hasWork.set(true);
                    ticker.wake();
                  });
          while (caller.isAlive()) {
            LockSupport.parkNanos(PARKED_NANOS);
          }
          LockSupport.parkNanos(PARKED_NANOS);
        }
        return false;
      });
      ticker.wake();
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
