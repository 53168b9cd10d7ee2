package dev.beadle.client;

import dev.beadle.client.internal.wire.Failure;

/**
 * A user lacks a capability that is required, or nobody could tell. Its decision has the rule.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="require" :
 * try {
 *   beadle.requireCapability(10, "mod/forum:replypost", Contexts.module(3));
 *   beadle.requireCapability(0, "mod/forum:replypost", Contexts.module(3));
 *   return "posted";
 * } catch (CapabilityRequiredException denied) {
 *   return "user " + denied.userId() + ": " + denied.decision().rule();
 * }
 * }
 */
public final class CapabilityRequiredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long userId;
  private final String capability;
  // The exception is not meant to be sent; what tells of it is its message.
  private final transient CapabilityDecision decision;

  CapabilityRequiredException(long userId, String capability, CapabilityDecision decision) {
    super(messageOf(userId, capability, decision));
    this.userId = userId;
    this.capability = capability;
    this.decision = decision;
  }

  /** Who lacks it (user.id). */
  public long userId() {
    return userId;
  }

  /** What was required. */
  public String capability() {
    return capability;
  }

  /** Why it was denied. */
  public CapabilityDecision decision() {
    return decision;
  }

  private static String messageOf(long userId, String capability, CapabilityDecision decision) {
    if (decision.isDecided()) {
      return "user " + userId + " lacks " + capability + ": " + decision.rule();
    }
    return "it is not known whether user "
        + userId
        + " has "
        + capability
        + ": "
        + Failure.textOf(decision.status());
  }
}
