package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;

/** Rows of recorded decisions that ask about roles. */
final class RoleRows {
  private RoleRows() {}

  static RecordedDecision deciding(FactRow row, long line) {
    return new RecordedDecision(
        line,
        RoleQuestions.deciding(row.numberAt(0), row.textAt(1)),
        RoleQuestions.deciding(
            AnswerText.ofRecordedIds(row.textAt(2)), AnswerText.ofRecordedIds(row.textAt(3))));
  }

  static RecordedDecision withPermission(FactRow row, long line) {
    return new RecordedDecision(
        line,
        RoleQuestions.withPermission(row.textAt(0), row.numberAt(1), row.numberAt(2)),
        AnswerText.ofRecordedIds(row.textAt(3)));
  }

  static RecordedDecision effective(FactRow row, long line) {
    String recorded = row.textAt(3).isEmpty() ? AnswerText.NONE : row.textAt(3);
    return new RecordedDecision(
        line,
        RoleQuestions.effective(row.numberAt(0), row.numberAt(1), row.textAt(2), recorded),
        recorded);
  }

  static RecordedDecision manageable(FactRow row, long line) {
    return new RecordedDecision(
        line,
        RoleQuestions.manageable(row.numberAt(1), Session.of(row.numberAt(0))),
        AnswerText.ofParts(
            "assignable",
            AnswerText.ofRecordedIds(row.textAt(2)),
            "overridable",
            AnswerText.ofRecordedIds(row.textAt(3)),
            "mode",
            row.textAt(4),
            "switchable",
            AnswerText.ofRecordedIds(row.textAt(5)),
            "viewable",
            AnswerText.ofRecordedIds(row.textAt(6))));
  }
}
