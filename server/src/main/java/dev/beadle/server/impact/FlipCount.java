package dev.beadle.server.impact;

/**
 * How many answers flip each way.
 *
 * @param gains from no to yes
 * @param losses from yes to no
 */
public record FlipCount(long gains, long losses) {
  /** None. */
  public static final FlipCount NONE = new FlipCount(0, 0);

  FlipCount plus(boolean isGain, long count) {
    return isGain
        ? new FlipCount(Math.addExact(gains, count), losses)
        : new FlipCount(gains, Math.addExact(losses, count));
  }

  /** Both together. */
  public long total() {
    return Math.addExact(gains, losses);
  }
}
