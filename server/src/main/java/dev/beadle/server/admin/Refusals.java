package dev.beadle.server.admin;

import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;

/** Refusals that the facts of a site give; each names field, value and rule. Stateless. */
final class Refusals {
  private Refusals() {}

  /** Something that a command names is not there. */
  static RefusedChangeException notFound(String field, Object value, String what) {
    return new RefusedChangeException(
        Kind.NOT_FOUND, field + ": no " + what + " `" + value + "`", RefusalDetails.ofField(field));
  }

  /** The facts do not allow it. */
  static RefusedChangeException precondition(String field, Object value, String rule) {
    return new RefusedChangeException(
        Kind.FAILED_PRECONDITION,
        field + ": `" + value + "`: " + rule,
        RefusalDetails.ofRule(field, rule));
  }

  /**
   * A precondition does not hold.
   *
   * @param rule which kind of precondition, for programs
   */
  static RefusedChangeException unmet(String field, Object value, String rule, String reason) {
    return new RefusedChangeException(
        Kind.FAILED_PRECONDITION,
        field + ": `" + value + "`: " + reason,
        RefusalDetails.ofRule(field, rule));
  }

  /** The same refusal with the command that it belongs to in front, counted from 0. */
  static RefusedChangeException atCommand(int command, RefusedChangeException refused) {
    return refused.moved(
        "commands[" + command + "]: " + refused.getMessage(),
        refused.details().withCommand(command));
  }

  /** The same refusal with the precondition that it belongs to in front, counted from 0. */
  static RefusedChangeException atPrecondition(int place, RefusedChangeException refused) {
    String where = "preconditions[" + place + "]";
    return refused.moved(
        where + ": " + refused.getMessage(),
        refused.details().withField(where + "." + refused.details().field()));
  }
}
