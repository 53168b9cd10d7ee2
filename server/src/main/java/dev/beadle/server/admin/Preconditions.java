package dev.beadle.server.admin;

import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import java.util.List;

/**
 * What must hold of the facts just before a batch is written.
 *
 * @param revisions the one revision that the facts must be at, or none for any
 * @param rows what must be there, or must not
 */
public record Preconditions(List<Revision> revisions, List<RowCondition> rows) {
  /** Nothing must hold. */
  public static final Preconditions NONE = new Preconditions(List.of(), List.of());

  /** How many rows may be asked for. */
  public static final int MOST_ROWS = 100;

  public Preconditions {
    revisions = List.copyOf(revisions);
    rows = List.copyOf(rows);
    Fields.requireBetween("preconditions.revision", revisions.size(), 0, 1);
    Fields.requireBetween("preconditions.rows", rows.size(), 0, MOST_ROWS);
  }

  /**
   * Refuses a batch whose conditions do not hold.
   *
   * @throws RefusedChangeException FAILED_PRECONDITION with the rule REVISION, ROW_EXISTS or
   *     ROW_ABSENT; INVALID for the revision of another log
   */
  public void requireHold(PolicySnapshot head) {
    for (Revision revision : revisions) {
      if (!revision.log().equals(head.revision().log())) {
        throw Fields.invalid("preconditions.revision", revision.token(), "a revision of this log");
      }
      if (!revision.equals(head.revision())) {
        throw failed(
            "preconditions.revision",
            "REVISION",
            "`" + revision.token() + "`: the facts are at " + head.revision().token());
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      RowCondition row = rows.get(i);
      if (!row.holdsOf(head)) {
        throw failed(
            "preconditions.rows[" + i + "]",
            row.isAbsent() ? "ROW_ABSENT" : "ROW_EXISTS",
            "`" + row.text() + "`: " + (row.isAbsent() ? "is there" : "no such row"));
      }
    }
  }

  private static RefusedChangeException failed(String field, String rule, String message) {
    return new RefusedChangeException(
        Kind.FAILED_PRECONDITION, field + ": " + message, RefusalDetails.ofRule(field, rule));
  }
}
