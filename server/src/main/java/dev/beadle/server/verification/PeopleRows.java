package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.verification.PeopleQuestions.Sought;
import dev.beadle.server.verification.PeopleQuestions.Where;
import java.util.List;

/** Rows of recorded decisions that ask who can, and where somebody can. */
final class PeopleRows {
  private PeopleRows() {}

  static RecordedDecision whoCan(FactRow row, long line) {
    return new RecordedDecision(
        line,
        PeopleQuestions.whoCan(
            row.numberAt(0),
            List.of(row.textAt(1).split("\\|", -1)),
            new Sought(
                AnswerText.recordedIds(row.textAt(2)),
                row.numberAt(3) != 0,
                AnswerText.recordedIds(row.textAt(4)))),
        AnswerText.ofRecordedIds(row.textAt(5)));
  }

  static RecordedDecision whoCanByStep(FactRow row, long line) {
    return new RecordedDecision(
            line,
            PeopleQuestions.whoCan(row.numberAt(1), List.of(row.textAt(2)), Sought.EVERYBODY),
            AnswerText.ofRecordedIds(row.textAt(3)))
        .inGroup(Long.toString(row.numberAt(0)));
  }

  static RecordedDecision whereCan(FactRow row, long line) {
    long userId = row.numberAt(0);
    return new RecordedDecision(
        line,
        PeopleQuestions.whereCan(
            new Where(userId, row.textAt(1), row.numberAt(2) != 0, Session.ofAnother()), true),
        PeopleQuestions.places(
            AnswerText.ofRecordedIdsOrFalse(row.textAt(3)),
            AnswerText.ofRecordedIdsOrFalse(row.textAt(4))));
  }
}
