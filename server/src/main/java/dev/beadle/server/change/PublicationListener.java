package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;

/** Who is told of each batch of changes that became visible, in their order, without a gap. */
public interface PublicationListener {
  /**
   * A batch is visible now. Called on the applier's thread: must not block.
   *
   * @param snapshot the facts after it
   */
  void published(LogEntry entry, PolicySnapshot snapshot);

  /**
   * Later facts are visible now than the batch told of last led to: what lies between cannot be
   * told. What comes next follows these facts. Called as {@link #published}.
   */
  default void reloaded(PolicySnapshot snapshot) {}
}
