package dev.beadle.server.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A store that is being opened and read by a thread of its own, while the server starts to listen:
 * neither needs the other. Confined to one thread otherwise.
 */
final class StoreOpening {
  private final CompletableFuture<StoredSite> opened;

  /** Begins. */
  StoreOpening(Supplier<StoredSite> opening) {
    this.opened =
        CompletableFuture.supplyAsync(
            opening, task -> Thread.ofPlatform().daemon().name("beadle-opening").start(task));
  }

  /** Waits for the site; what went wrong is thrown here. */
  StoredSite await() {
    try {
      return opened.join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error fatal -> throw fatal;
        case null, default -> throw failed;
      }
    }
  }

  /** Nobody wants the site any more: waits, and closes its store. */
  void abandon() {
    opened.thenAccept(StoredSite::close).exceptionally(_ -> null).join();
  }
}
