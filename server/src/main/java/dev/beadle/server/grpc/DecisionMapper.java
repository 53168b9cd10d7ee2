package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
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

  static {
    for (Decision decision : Decision.values()) {
      dev.beadle.v1.Decision message =
          dev.beadle.v1.Decision.newBuilder()
              .setAllowed(decision.isAllowed())
              .setRule(ruleOf(decision))
              .build();
      MESSAGES[decision.ordinal()] = message;
      RESULTS[decision.ordinal()] = CheckResult.newBuilder().setDecision(message).build();
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
