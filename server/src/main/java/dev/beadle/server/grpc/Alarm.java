package dev.beadle.server.grpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls when a time has passed. Thread-safe; what it calls must not block. */
@FunctionalInterface
public interface Alarm {
  /** Calls at once: who waits, waits no time. */
  Alarm IMMEDIATE =
      (_, task) -> {
        task.run();
        return () -> {};
      };

  /**
   * Calls once.
   *
   * @return forgets it
   */
  Runnable after(Duration time, Runnable task);

  /** An alarm by an executor's timer. */
  static Alarm by(ScheduledExecutorService timer) {
    return (time, task) -> {
      Future<?> call = timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> call.cancel(false);
    };
  }
}
