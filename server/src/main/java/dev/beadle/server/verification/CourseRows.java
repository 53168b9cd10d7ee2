package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.search.courses.EnrolmentState;
import dev.beadle.server.verification.CourseQuestions.Demand;
import dev.beadle.server.verification.CourseQuestions.Enrolled;
import dev.beadle.server.verification.CourseQuestions.Entry;
import java.util.List;

/** Rows of recorded decisions that ask about enrolment and the way into courses. */
final class CourseRows {
  private CourseRows() {}

  static RecordedDecision enrolled(FactRow row, long line) {
    return new RecordedDecision(
        line,
        CourseQuestions.enrolled(
            new Demand(row.numberAt(0), row.numberAt(1), row.textAt(2)),
            row.numberAt(3) != 0,
            Session.OF_VISITOR),
        AnswerText.of(row.numberAt(4) != 0));
  }

  static RecordedDecision enrolledUsers(FactRow row, long line) {
    EnrolmentState state = row.numberAt(2) == 0 ? EnrolmentState.ANY : EnrolmentState.ACTIVE;
    return new RecordedDecision(
        line,
        CourseQuestions.enrolledUsers(
            new Enrolled(
                row.numberAt(0),
                row.textAt(1),
                List.of(),
                row.numberAt(3) == 0 ? state : EnrolmentState.SUSPENDED,
                0),
            Session.OF_VISITOR,
            CallLimit.NONE),
        AnswerText.ofRecordedIds(row.textAt(4)));
  }

  static RecordedDecision viewingAndGuest(FactRow row, long line) {
    return new RecordedDecision(
        line,
        CourseQuestions.viewingAndGuest(
            new Demand(row.numberAt(0), row.numberAt(1), row.textAt(2)), Session.OF_VISITOR),
        CourseQuestions.viewingAndGuest(row.numberAt(3) != 0, row.numberAt(4) != 0));
  }

  static RecordedDecision access(FactRow row, long line) {
    long userId = row.numberAt(1);
    Session session =
        switch (row.textAt(0)) {
          case "self" -> Session.of(userId);
          case "other" -> Session.OF_VISITOR;
          default ->
              throw new SiteReadException(
                  "line "
                      + line
                      + ", column vieweris: `"
                      + row.textAt(0)
                      + "` (expected: self, other)");
        };
    return new RecordedDecision(
        line,
        CourseQuestions.access(
            new Entry(userId, row.numberAt(2), row.textAt(3), row.numberAt(4) != 0), session),
        AnswerText.of(row.numberAt(5) != 0));
  }
}
