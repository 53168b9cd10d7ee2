package dev.beadle.server.admin;

import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;

/** Refusals that the facts of a site give; each names field, value and rule. Stateless. */
final class Refusals {
  private Refusals() {}

  /** Something that a command names is not there. */
  static RefusedChangeException notFound(String field, Object value, String what) {
    return new RefusedChangeException(Kind.NOT_FOUND, field + ": no " + what + " `" + value + "`");
  }

  /** The facts do not allow it. */
  static RefusedChangeException precondition(String field, Object value, String rule) {
    return new RefusedChangeException(
        Kind.FAILED_PRECONDITION, field + ": `" + value + "`: " + rule);
  }

  /** The same refusal with where it belongs in front. */
  static RefusedChangeException at(String where, RefusedChangeException refused) {
    return new RefusedChangeException(refused.kind(), where + ": " + refused.getMessage(), refused);
  }
}
