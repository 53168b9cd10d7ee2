package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.model.Revision;
import java.util.function.LongSupplier;

/** Positions of a log that requests name by the token of a revision. Stateless. */
final class LogPositions {
  private LogPositions() {}

  /**
   * The position that a token names.
   *
   * @param field of the request, for messages
   * @param otherwise where it is when there is no token
   * @throws RefusedChangeException if the token is malformed, of another log, of the future, or of
   *     what the log no longer holds
   */
  static long require(ChangeLog log, String token, String field, LongSupplier otherwise) {
    if (token.isEmpty()) {
      return otherwise.getAsLong();
    }
    Revision revision = BatchMapper.revisionOf(token, field);
    if (!revision.log().equals(log.identity())) {
      throw WireFields.refusal(field, "`" + token + "`: of another log");
    }
    if (revision.position() > log.head()) {
      throw WireFields.refusal(field, "`" + token + "`: of the future, the log ends earlier");
    }
    long tail = log.tail();
    if (revision.position() < tail) {
      throw refusal(
          field,
          token,
          "the log only reaches back to " + new Revision(log.identity(), tail).token());
    }
    return revision.position();
  }

  /** What is asked is older than all that is kept. */
  static RefusedChangeException tooOld(String field, String token) {
    return refusal(field, token, "what is kept does not reach back so far");
  }

  private static RefusedChangeException refusal(String field, String token, String why) {
    return new RefusedChangeException(
        Kind.FAILED_PRECONDITION,
        field + ": `" + token + "`: " + why,
        RefusalDetails.ofRule(field, "REVISION"));
  }
}
