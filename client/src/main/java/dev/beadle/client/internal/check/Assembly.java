package dev.beadle.client.internal.check;

import dev.beadle.client.internal.check.QuestionMessage.Content;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together: every question once, however many ask it. For whoever runs the lane; it
 * keeps its room between messages.
 */
final class Assembly {
  private static final int EMPTY = -1;

  // Positions of questions, by their hashes: open addressing.
  private int[] table = new int[64];
  private Question[] questions = new Question[16];
  private PendingCheck[] callers = new PendingCheck[16];
  private int[] positions = new int[16];
  private int questionCount;
  private int callerCount;
  private int dropped;

  /**
   * Takes from the backlog what fits into one message.
   *
   * @param most how many unlike questions that is: at least 1
   * @return what to send, or null when nobody waits any more
   */
  @Nullable Content take(Backlog backlog, int most) {
    questionCount = 0;
    callerCount = 0;
    dropped = 0;
    Arrays.fill(table, EMPTY);
    while (questionCount < most) {
      PendingCheck check = backlog.poll();
      if (check == null) {
        break;
      }
      if (check.isOver()) {
        dropped++;
      } else {
        add(check);
      }
    }
    return callerCount == 0 ? null : content();
  }

  /** How many the last message left out, because nobody waits for them any more. */
  int dropped() {
    return dropped;
  }

  private void add(PendingCheck check) {
    if (callerCount == callers.length) {
      callers = Arrays.copyOf(callers, 2 * callerCount);
      positions = Arrays.copyOf(positions, 2 * callerCount);
    }
    callers[callerCount] = check;
    positions[callerCount] = positionOf(check.question());
    callerCount++;
  }

  private int positionOf(Question question) {
    int mask = table.length - 1;
    int slot = question.hashCode() & mask;
    while (table[slot] != EMPTY) {
      if (questions[table[slot]].equals(question)) {
        return table[slot];
      }
      slot = (slot + 1) & mask;
    }
    if (questionCount == questions.length) {
      questions = Arrays.copyOf(questions, 2 * questionCount);
    }
    questions[questionCount] = question;
    table[slot] = questionCount;
    questionCount++;
    if (2 * questionCount > table.length) {
      grow();
    }
    return questionCount - 1;
  }

  private void grow() {
    table = new int[2 * table.length];
    Arrays.fill(table, EMPTY);
    int mask = table.length - 1;
    for (int i = 0; i < questionCount; i++) {
      int slot = questions[i].hashCode() & mask;
      while (table[slot] != EMPTY) {
        slot = (slot + 1) & mask;
      }
      table[slot] = i;
    }
  }

  private Content content() {
    var content =
        new Content(
            Arrays.copyOf(questions, questionCount),
            Arrays.copyOf(callers, callerCount),
            Arrays.copyOf(positions, callerCount));
    Arrays.fill(questions, 0, questionCount, null);
    Arrays.fill(callers, 0, callerCount, null);
    return content;
  }
}
