package dev.beadle.server.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A site that is being read by a thread of its own, while the server starts to listen: neither
 * needs the other. Confined to one thread otherwise.
 */
final class SiteReading<T> {
  private final CompletableFuture<T> read;

  /** Begins. */
  SiteReading(Supplier<T> reading) {
    this.read =
        CompletableFuture.supplyAsync(
            reading, task -> Thread.ofPlatform().daemon().name("beadle-reading").start(task));
  }

  /** Waits for the site; what went wrong is thrown here. */
  T await() {
    try {
      return read.join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error fatal -> throw fatal;
        case null, default -> throw failed;
      }
    }
  }

  /** Nobody wants the site any more: waits for it, and gives it to whoever closes it. */
  void abandon(Consumer<T> closing) {
    read.thenAccept(closing).exceptionally(_ -> null).join();
  }
}
