package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import java.util.ArrayList;
import java.util.List;

/** Rows of recorded decisions that ask what one user may do. */
final class CheckRows {
  private CheckRows() {}

  static RecordedDecision hasCapability(FactRow row, long line) {
    return ofAnother(row, line, 0);
  }

  static RecordedDecision variant(FactRow row, long line) {
    return ofAnother(row, line, 1).inGroup(row.textAt(0));
  }

  static RecordedDecision byStep(FactRow row, long line) {
    return ofAnother(row, line, 1).inGroup(Long.toString(row.numberAt(0)));
  }

  static RecordedDecision roleSwitch(FactRow row, long line) {
    long userId = row.numberAt(0);
    var session = new Session(userId, switches(row), List.of(), 0);
    return decision(line, question(row, 5, userId, session), row.numberAt(8));
  }

  static RecordedDecision loginAs(FactRow row, long line) {
    long userId = row.numberAt(0);
    var session = new Session(userId, List.of(), List.of(), row.numberAt(1));
    return decision(line, question(row, 2, userId, session), row.numberAt(5));
  }

  private static RecordedDecision ofAnother(FactRow row, long line, int first) {
    CheckQuestion question = question(row, first + 1, row.numberAt(first), Session.ofAnother());
    return decision(line, question, row.numberAt(first + 4));
  }

  private static RecordedDecision decision(long line, CheckQuestion question, long allowed) {
    return new RecordedDecision(line, "", question, AnswerText.of(allowed != 0));
  }

  /** The capability, the context and doanything stand side by side. */
  private static CheckQuestion question(FactRow row, int first, long userId, Session session) {
    return new CheckQuestion(
        userId, row.textAt(first), row.numberAt(first + 1), row.numberAt(first + 2) != 0, session);
  }

  /** The second switch of a context replaces the first, as in Moodle's session. */
  private static List<HeldRole> switches(FactRow row) {
    List<HeldRole> switches = new ArrayList<>();
    for (int column = 1; column <= 3; column += 2) {
      long contextId = row.numberAt(column);
      if (contextId != 0) {
        switches.removeIf(earlier -> earlier.contextId() == contextId);
        switches.add(new HeldRole(contextId, row.numberAt(column + 1)));
      }
    }
    return switches;
  }
}
