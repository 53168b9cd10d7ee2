package dev.beadle.server.impact;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Ends work that nobody waits for any more. Stateless. */
final class Cancellation {
  /** How many steps go by between two looks. */
  private static final int STEPS_PER_LOOK = 1 << 10;

  private Cancellation() {}

  /**
   * Looks now and then.
   *
   * @param step the number of the step of a loop
   * @throws CancellationException if the work is cancelled
   */
  static void check(long step, BooleanSupplier isCancelled) {
    if ((step & (STEPS_PER_LOOK - 1)) == 0 && isCancelled.getAsBoolean()) {
      throw new CancellationException("the comparison was cancelled");
    }
  }
}
