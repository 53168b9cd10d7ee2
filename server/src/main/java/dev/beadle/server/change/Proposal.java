package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;

/**
 * What somebody wants to write, worked out on the facts as they are just before it is written. It
 * runs on the only thread that writes, so what it finds there still holds when it is written; it
 * may run again when another writer was quicker.
 */
public interface Proposal {
  /** By whom and why; known before the changes are. */
  LogEntry.Origin origin();

  /**
   * The changes.
   *
   * @throws RefusedChangeException if it cannot be done; nothing is written then
   */
  ChangeDraft on(PolicySnapshot head);
}
