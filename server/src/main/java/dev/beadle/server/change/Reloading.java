package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;
import org.jspecify.annotations.Nullable;

/**
 * How to start again when the log no longer reaches back to the facts: from later facts, such as a
 * checkpoint. Called on the applier's thread; may block.
 */
@FunctionalInterface
public interface Reloading {
  /** There is no way: only a restart helps. */
  Reloading NONE = () -> null;

  /**
   * The latest facts that are kept, at a revision of the same log; null when there are none.
   *
   * @throws RuntimeException if they cannot be read; it is tried again later
   */
  @Nullable PolicySnapshot findLatest();
}
