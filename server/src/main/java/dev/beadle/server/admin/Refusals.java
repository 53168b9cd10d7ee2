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

  /** The same refusal with the command that it belongs to in front, counted from 0. */
  static RefusedChangeException at(int command, RefusedChangeException refused) {
    return refused.moved(
        "commands[" + command + "]: " + refused.getMessage(),
        refused.details().withCommand(command));
  }
}
