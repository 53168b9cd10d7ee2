package dev.beadle.client.meter;

import io.grpc.Status;

/**
 * Told of what a client does. Called on the threads that do it, so it must be thread-safe, quick
 * and not throw. Others may wait meanwhile: it takes no lock under which the client is called.
 * {@link MicrometerMeters} is one.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="meters" :
 * var meters = new MicrometerMeters(registry);
 * try (var beadle = BeadleClient.builder(target).meters(meters).build()) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 */
public interface ClientMeters {
  /** Counts nothing. */
  ClientMeters NONE = new ClientMeters() {};

  /** How an endpoint stands. */
  enum CircuitState {
    /** It is asked. */
    CLOSED,
    /** It is not asked. */
    OPEN,
    /** One empty question is on its way, to see whether it answers again. */
    HALF_OPEN
  }

  /**
   * A question was answered by a sidecar, or from the near cache.
   *
   * @param isAllowed the answer
   * @param nanos how long the caller waited
   */
  default void answered(boolean isAllowed, long nanos) {}

  /** A question was not answered, and so denied, allowed by request, or an exception. */
  default void failed(Status.Code why) {}

  /**
   * A question without an answer was allowed.
   *
   * @param capability for which that was asked; of several in a question the first
   */
  default void failedOpen(String capability) {}

  /** A request was sent again after it was lost. */
  default void retried() {}

  /** A request was sent to a second endpoint, because the first was slow. */
  default void hedged() {}

  /** An endpoint may be asked from now on; its circuit is closed. */
  default void endpointAdded(String endpoint) {}

  /** An endpoint is asked no longer, or is again. */
  default void circuitChanged(String endpoint, CircuitState state) {}

  /**
   * A message went out with single questions of several callers.
   *
   * @param questions how many unlike questions it carries
   * @param callers how many callers wait for it
   */
  default void batchSent(int questions, int callers) {}

  /** The near cache was asked. */
  default void nearCacheRead(boolean isHit) {}
}
