package dev.beadle.client.internal.wire;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The channel to a sidecar, and another one once nothing comes of it: it is dead, or never comes
 * about, or gRPC has failed in it, after which it refuses everything for ever. One of somebody
 * else's is not replaced, but made to connect anew. Thread-safe.
 */
final class ReplaceableChannel {
  /** So many are kept that were replaced, and have calls which have not ended. */
  private static final int MOST_REPLACED = 4;

  private final Supplier<ManagedChannel> source;
  private final boolean isShared;
  private volatile ManagedChannel current;
  // Guarded by this; the oldest first.
  private final Deque<ManagedChannel> replaced = new ArrayDeque<>();
  private boolean isShutdown;

  /**
   * The first one of a source.
   *
   * @param isShared whether there is no other, and others may have calls on it
   */
  ReplaceableChannel(Supplier<ManagedChannel> source, boolean isShared) {
    this.source = source;
    this.isShared = isShared;
    this.current = source.get();
  }

  /** The one for new calls. */
  ManagedChannel current() {
    return current;
  }

  /** Whether others may have calls on it. */
  boolean isShared() {
    return isShared;
  }

  /** Whether a call would go out at once. */
  boolean isConnected() {
    return findStateOf(current) == ConnectivityState.READY;
  }

  /** The state of one; null where a channel of somebody else's does not tell. */
  static @Nullable ConnectivityState findStateOf(ManagedChannel channel) {
    try {
      return channel.getState(false);
    } catch (UnsupportedOperationException untold) {
      return null;
    }
  }

  /** Another one is for new calls from now on. Those that are on their way may end. */
  synchronized void replace() {
    if (isShared || isShutdown) {
      current.enterIdle();
      return;
    }
    ManagedChannel useless = current;
    ManagedChannel made = source.get();
    replaced.add(useless);
    current = made;
    useless.shutdown();
    replaced.removeIf(ManagedChannel::isTerminated);
    if (replaced.size() > MOST_REPLACED) {
      replaced.remove().shutdownNow();
    }
  }

  /** Takes no more calls. */
  synchronized void shutdown() {
    isShutdown = true;
    current.shutdown();
  }

  /** Waits until all calls have ended; says whether they have. */
  boolean awaitTermination(long millis) throws InterruptedException {
    for (ManagedChannel channel : all()) {
      if (!channel.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Ends whatever calls there are. */
  void shutdownNow() {
    all().forEach(ManagedChannel::shutdownNow);
  }

  private synchronized List<ManagedChannel> all() {
    List<ManagedChannel> all = new ArrayList<>(replaced);
    all.add(current);
    return all;
  }
}
