package dev.beadle.server.grpc;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what nothing signals. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  private Await() {}

  /** Looks until the condition holds; fails when it does not in time. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LONGEST, condition);
  }

  /** The same, with another time to wait. */
  public static void until(String what, Duration longest, BooleanSupplier condition) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + longest + ": " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
