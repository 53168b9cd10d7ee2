package dev.beadle.server.change;

import java.util.concurrent.CompletableFuture;

/** Where what somebody wants to write is handed in. Thread-safe. */
public interface ChangeSink {
  /**
   * Hands in a proposal; returns at once. The result comes once it is durable and visible, or fails
   * with a {@link RefusedChangeException}: nothing has changed then, but for {@code
   * LOG_UNAVAILABLE}, which may mean that it is not known.
   */
  CompletableFuture<Committed> submit(Proposal proposal);
}
