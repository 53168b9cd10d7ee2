package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.search.courses.GroupListQuery;
import java.util.List;

/** Rows of recorded decisions that ask about groups; the first column is the current user. */
final class GroupRows {
  private GroupRows() {}

  static RecordedDecision visible(FactRow row, long line) {
    return new RecordedDecision(
        line,
        GroupQuestions.modeAndGroup(
            GroupQuestions.place(row.numberAt(2), row.numberAt(3)),
            row.numberAt(5),
            row.numberAt(1),
            Session.of(row.numberAt(0))),
        AnswerText.ofParts(
            "mode",
            Long.toString(row.numberAt(4)),
            "visible",
            AnswerText.of(row.numberAt(6) != 0)));
  }

  static RecordedDecision allowed(FactRow row, long line) {
    return new RecordedDecision(
        line,
        GroupQuestions.modesAndAllowed(
            GroupQuestions.place(row.numberAt(2), row.numberAt(3)),
            row.numberAt(1),
            Session.of(row.numberAt(0))),
        AnswerText.ofParts(
            "mode",
            Long.toString(row.numberAt(4)),
            "effective",
            Long.toString(row.numberAt(5)),
            "allowed",
            AnswerText.ofRecordedIds(row.textAt(6))));
  }

  static RecordedDecision all(FactRow row, long line) {
    GroupListQuery query =
        new GroupListQuery(row.numberAt(2), List.of(), row.numberAt(3), row.numberAt(4) != 0);
    return new RecordedDecision(
        line,
        GroupQuestions.all(query.ofUser(row.numberAt(1)), Session.of(row.numberAt(0))),
        AnswerText.ofRecordedIds(row.textAt(5)));
  }

  static RecordedDecision userVisible(FactRow row, long line) {
    return new RecordedDecision(
        line,
        GroupQuestions.user(
            GroupQuestions.place(row.numberAt(2), row.numberAt(3)),
            row.numberAt(1),
            Session.of(row.numberAt(0))),
        AnswerText.of(row.numberAt(4) != 0));
  }

  static RecordedDecision member(FactRow row, long line) {
    return new RecordedDecision(
        line,
        GroupQuestions.member(row.numberAt(2), row.numberAt(1), Session.of(row.numberAt(0))),
        AnswerText.of(row.numberAt(3) != 0));
  }
}
