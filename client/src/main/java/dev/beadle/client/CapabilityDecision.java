package dev.beadle.client;

import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.time.Duration;

/**
 * An answer, and where it comes from. Immutable.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="decide" :
 * CapabilityDecision decision = beadle.decide(0, "mod/forum:replypost", Contexts.module(3));
 * if (decision.allowed()) {
 *   return "welcome";
 * }
 * return decision.isDecided() ? decision.rule().name() : decision.status().toString();
 * }
 *
 * @param allowed whether the user may: what to act upon
 * @param reason who says so
 * @param rule the rule by which a sidecar decided; RULE_UNSPECIFIED when none did, UNRECOGNIZED
 *     when it is newer than this client
 * @param decidingIndex for lists of capabilities, the position of the one that decided
 * @param revision of the facts that it was decided from; opaque; empty when no sidecar decided
 * @param age how long before the answer these facts were known to be up to date, time in the near
 *     cache included
 * @param status why no sidecar decided; OK when one did
 */
public record CapabilityDecision(
    boolean allowed,
    Reason reason,
    Rule rule,
    int decidingIndex,
    String revision,
    Duration age,
    Status status) {
  /** Who says so. */
  public enum Reason {
    /** A sidecar, by a rule. */
    RULE,
    /** Nobody: there was no answer, so it is a denial. */
    UNAVAILABLE,
    /** Nobody: there was no answer, and this capability was configured to be allowed then. */
    FAIL_OPEN
  }

  public CapabilityDecision {
    if (allowed && reason == Reason.UNAVAILABLE) {
      throw new IllegalArgumentException("allowed: true without an answer (expected: false)");
    }
  }

  /** Whether a sidecar answered. */
  public boolean isDecided() {
    return reason == Reason.RULE;
  }

  /** All of it, but for the stack trace that a status may have. */
  @Override
  public String toString() {
    return "CapabilityDecision[allowed=%s, reason=%s, rule=%s, decidingIndex=%d, revision=%s, age=%s, status=%s]"
        .formatted(allowed, reason, rule, decidingIndex, revision, age, Failure.textOf(status));
  }

  static CapabilityDecision unanswered(boolean isOpened, Status status) {
    return new CapabilityDecision(
        isOpened,
        isOpened ? Reason.FAIL_OPEN : Reason.UNAVAILABLE,
        Rule.RULE_UNSPECIFIED,
        0,
        "",
        Duration.ZERO,
        status);
  }
}
