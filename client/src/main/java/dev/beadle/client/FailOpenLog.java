package dev.beadle.client;

import io.grpc.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Warns that something was allowed without an answer: one line a second at most of all clients that
 * share a connection; the meters count them all. Thread-safe.
 */
final class FailOpenLog {
  private static final Logger LOG = System.getLogger("dev.beadle.client");
  private static final long LOG_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoClock;
  private final AtomicLong nextAt;

  FailOpenLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.nextAt = new AtomicLong(nanoClock.getAsLong());
  }

  void warn(String capability, Status.Code why) {
    long now = nanoClock.getAsLong();
    long due = nextAt.get();
    if (now - due >= 0 && nextAt.compareAndSet(due, now + LOG_EVERY_NANOS)) {
      LOG.log(
          Level.WARNING,
          "allowed {0} without an answer, as configured ({1}); once a second at most",
          capability,
          why);
    }
  }
}
