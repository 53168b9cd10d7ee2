package dev.beadle.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * What a thread of its own does in a start, while the rest goes on without it: reading a site,
 * opening a port. Confined to one thread otherwise.
 */
public final class StartTask<T> {
  private final CompletableFuture<T> outcome = new CompletableFuture<>();

  private StartTask() {}

  /**
   * Begins.
   *
   * @param thread its name
   * @param work throws an {@link IOException} or nothing that is checked
   */
  public static <T> StartTask<T> begin(String thread, Callable<T> work) {
    var begun = new StartTask<T>();
    Thread.ofPlatform().name(thread).start(() -> begun.run(work));
    return begun;
  }

  private void run(Callable<T> work) {
    try {
      outcome.complete(work.call());
    } catch (Throwable failed) {
      outcome.completeExceptionally(failed);
    }
  }

  /** Waits for what came of it; what went wrong is thrown here. */
  public T await() throws IOException {
    try {
      return outcome.join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case IOException refused -> throw refused;
        case RuntimeException refused -> throw refused;
        case Error fatal -> throw fatal;
        case null, default -> throw failed;
      }
    }
  }

  /** Nobody wants it any more: waits for it, and gives it to whoever closes it. */
  public void abandon(Consumer<T> closing) {
    outcome.thenAccept(closing).exceptionally(_ -> null).join();
  }
}
