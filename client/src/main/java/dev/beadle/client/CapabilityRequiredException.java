package dev.beadle.client;

import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.ContextReference;

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
  private final transient ContextReference context;

  CapabilityRequiredException(Question question, CapabilityDecision decision) {
    super(messageOf(question, decision));
    this.userId = question.userId();
    this.capability = question.capability();
    this.context = question.context();
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

  /** Where it was required. */
  public ContextReference context() {
    return context;
  }

  /** Why it was denied. */
  public CapabilityDecision decision() {
    return decision;
  }

  private static String messageOf(Question question, CapabilityDecision decision) {
    String what = question.capability() + " in " + Contexts.textOf(question.context());
    return decision.isDecided()
        ? "user " + question.userId() + " lacks " + what + ": " + decision.rule()
        : "it is not known whether user "
            + question.userId()
            + " has "
            + what
            + ": "
            + Failure.textOf(decision.status());
  }
}
