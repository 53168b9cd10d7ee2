package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import java.util.List;

/**
 * Ways to ask.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="batch" :
 * List<CapabilityDecision> decisions =
 *     beadle.decideBatch(
 *         List.of(
 *             Questions.one(10, "mod/forum:replypost", Contexts.module(3)),
 *             Questions.anyOf(
 *                 10, List.of("mod/forum:replypost", "mod/forum:addnews"), Contexts.module(3)),
 *             Questions.one(0, "mod/forum:replypost", Contexts.module(3))));
 * return decisions.stream()
 *     .map(decision -> decision.allowed() ? "yes" : "no: " + decision.rule())
 *     .toList();
 * }
 */
public final class Questions {
  private Questions() {}

  /**
   * Whether a user has a capability.
   *
   * @param userId user.id; 0 for a visitor who is not logged in
   */
  public static CapabilityQuestion one(long userId, String capability, ContextReference context) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setCapability(requireNonNull(capability, "capability"))
        .setContext(requireNonNull(context, "context"))
        .build();
  }

  /** Whether a user has at least one of the capabilities; of none he has not. */
  public static CapabilityQuestion anyOf(
      long userId, List<String> capabilities, ContextReference context) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setAnyOf(listOf(capabilities))
        .setContext(requireNonNull(context, "context"))
        .build();
  }

  /** Whether a user has all of the capabilities; of none he has. */
  public static CapabilityQuestion allOf(
      long userId, List<String> capabilities, ContextReference context) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setAllOf(listOf(capabilities))
        .setContext(requireNonNull(context, "context"))
        .build();
  }

  private static CapabilityList listOf(List<String> capabilities) {
    return CapabilityList.newBuilder()
        .addAllCapabilities(requireNonNull(capabilities, "capabilities"))
        .build();
  }
}
