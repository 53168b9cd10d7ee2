package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;

/** Facts of earlier positions of a log, read anew: checkpoints, say. Thread-safe; may block. */
public interface PastFacts {
  /** None. */
  PastFacts NONE =
      new PastFacts() {
        @Override
        public long earliest() {
          return Long.MAX_VALUE;
        }

        @Override
        public PolicySnapshot at(long position) {
          throw new IllegalArgumentException("there are no facts of position " + position);
        }
      };

  /**
   * The earliest position of which there are facts; Long.MAX_VALUE when there is none.
   *
   * @throws LogUnavailableException if that cannot be read
   */
  long earliest();

  /**
   * The facts after the entry at a position, or after an earlier one from which the log goes on.
   *
   * @param position at least {@link #earliest}
   * @return as they count at any moment
   * @throws LogUnavailableException if they cannot be read, or are not kept any more
   */
  PolicySnapshot at(long position);
}
