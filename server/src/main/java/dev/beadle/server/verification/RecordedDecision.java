package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

/**
 * A question that was asked of a real Moodle, and its answer.
 *
 * @param line the line of the file that it stands on; its place among the answers of a JSON file
 * @param group what sets the site for this and the following questions: a variant's name or the
 *     number of a step; empty when the file has none
 * @param expected what Moodle answered, in the words of {@link AnswerText}
 */
public record RecordedDecision(long line, String group, Question question, String expected) {
  public RecordedDecision {
    requireNonNull(group, "group");
    requireNonNull(question, "question");
    requireNonNull(expected, "expected");
  }

  /** A decision of no group. */
  RecordedDecision(long line, Question question, String expected) {
    this(line, "", question, expected);
  }

  /** The same decision of a group. */
  RecordedDecision inGroup(String otherGroup) {
    return new RecordedDecision(line, otherGroup, question, expected);
  }

  /** The question, for people. */
  public String describe() {
    return question.describe() + (group.isEmpty() ? "" : ", " + group);
  }
}
