package dev.beadle.server.search;

/**
 * Passed now and then by long work, at least once in {@value #STEPS} steps: whoever started it may
 * end it there, by throwing. What has been worked out until then is lost, never told by halves.
 */
@FunctionalInterface
public interface Checkpoint {
  /** How many steps of a loop lie between two checkpoints at the most. */
  int STEPS = 1024;

  /** Never ends anything. */
  Checkpoint NONE = () -> {};

  /** Returns when the work is to go on, and throws when it is not. */
  void pass();

  /** Passes at every {@link #STEPS}th step of a loop. */
  default void at(int step) {
    if ((step & (STEPS - 1)) == 0) {
      pass();
    }
  }
}
