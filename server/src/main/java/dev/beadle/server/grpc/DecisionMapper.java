package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Rule;

/**
 * Turns decisions into their messages. Those of single questions are made once and shared: messages
 * are immutable.
 */
public final class DecisionMapper {
  private static final dev.beadle.v1.Decision[] MESSAGES =
      new dev.beadle.v1.Decision[Decision.values().length];
  private static final CheckResult[] RESULTS = new CheckResult[MESSAGES.length];
  // By the ordinal of a decision: the field of a response that holds it, and its length.
  private static final long[] ANSWERS = new long[MESSAGES.length];
  private static final int[] ANSWER_LENGTHS = new int[MESSAGES.length];
  private static final long[] RESULT_FIELDS = new long[MESSAGES.length];
  private static final int[] RESULT_LENGTHS = new int[MESSAGES.length];

  static {
    for (Decision decision : Decision.values()) {
      dev.beadle.v1.Decision message =
          dev.beadle.v1.Decision.newBuilder()
              .setAllowed(decision.isAllowed())
              .setRule(ruleOf(decision))
              .build();
      MESSAGES[decision.ordinal()] = message;
      CheckResult result = CheckResult.newBuilder().setDecision(message).build();
      RESULTS[decision.ordinal()] = result;
      ANSWERS[decision.ordinal()] =
          AnswerWriter.packed(CheckCapabilityResponse.DECISION_FIELD_NUMBER, message);
      ANSWER_LENGTHS[decision.ordinal()] = AnswerWriter.packedLength(message);
      RESULT_FIELDS[decision.ordinal()] =
          AnswerWriter.packed(BatchCheckCapabilitiesResponse.RESULTS_FIELD_NUMBER, result);
      RESULT_LENGTHS[decision.ordinal()] = AnswerWriter.packedLength(result);
    }
  }

  private DecisionMapper() {}

  public static dev.beadle.v1.Decision messageOf(Decision decision) {
    return MESSAGES[decision.ordinal()];
  }

  public static dev.beadle.v1.Decision messageOf(ListDecision decision) {
    dev.beadle.v1.Decision message = messageOf(decision.decision());
    return decision.decidingIndex() == 0
        ? message
        : message.toBuilder().setDecidingIndex(decision.decidingIndex()).build();
  }

  static CheckResult resultOf(Decision decision) {
    return RESULTS[decision.ordinal()];
  }

  /** Writes the decision of a response to one question. */
  static void writeAnswer(Decision decision, AnswerWriter response) {
    response.write(ANSWERS[decision.ordinal()], ANSWER_LENGTHS[decision.ordinal()]);
  }

  /** Writes one of the results of a batch. */
  static void writeResult(Decision decision, AnswerWriter response) {
    response.write(RESULT_FIELDS[decision.ordinal()], RESULT_LENGTHS[decision.ordinal()]);
  }

  static CheckResult resultOf(ListDecision decision) {
    return decision.decidingIndex() == 0
        ? resultOf(decision.decision())
        : CheckResult.newBuilder().setDecision(messageOf(decision)).build();
  }

  static Rule ruleOf(Decision decision) {
    return switch (decision) {
      case ALLOWED_BY_ROLE -> Rule.RULE_ROLE_ALLOWS;
      case ALLOWED_BY_SITE_ADMIN -> Rule.RULE_SITE_ADMIN;
      case ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT -> Rule.RULE_SITE_ADMIN_IN_BROKEN_CONTEXT;
      case ALLOWED_BY_ALL_OF_NOTHING -> Rule.RULE_ALL_OF_NOTHING;
      case DENIED_UNKNOWN_CAPABILITY -> Rule.RULE_UNKNOWN_CAPABILITY;
      case DENIED_BY_FORCED_LOGIN -> Rule.RULE_FORCED_LOGIN;
      case DENIED_BY_GUEST_GUARD -> Rule.RULE_GUEST_GUARD;
      case DENIED_BY_LOCK -> Rule.RULE_CONTEXT_LOCKED;
      case DENIED_NO_SUCH_USER -> Rule.RULE_NO_SUCH_USER;
      case DENIED_USER_DELETED -> Rule.RULE_USER_DELETED;
      case DENIED_BY_BROKEN_CONTEXT -> Rule.RULE_BROKEN_CONTEXT;
      case DENIED_OUTSIDE_LOGIN_AS -> Rule.RULE_OUTSIDE_LOGIN_AS;
      case DENIED_BY_PROHIBIT -> Rule.RULE_ROLE_PROHIBITS;
      case DENIED_BY_PREVENT -> Rule.RULE_ROLE_PREVENTS;
      case DENIED_NOTHING_ALLOWS -> Rule.RULE_NOTHING_ALLOWS;
      case DENIED_ANY_OF_NOTHING -> Rule.RULE_ANY_OF_NOTHING;
    };
  }
}
