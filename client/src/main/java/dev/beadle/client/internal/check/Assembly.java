package dev.beadle.client.internal.check;

import dev.beadle.client.internal.check.QuestionMessage.Content;
import java.util.Arrays;
import java.util.function.Consumer;
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
   * Takes from the backlog what fits into one message. Once that is owed to its callers, {@link
   * #clear} forgets it.
   *
   * @param most how many unlike questions that is: at least 1
   * @return what to send, or null when nobody waits any more
   */
  @Nullable Content take(Backlog backlog, int most) {
    questionCount = 0;
    callerCount = 0;
    Arrays.fill(table, EMPTY);
    while (questionCount < most) {
      makeRoom();
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
    return callerCount == 0
        ? null
        : new Content(
            Arrays.copyOf(questions, questionCount),
            Arrays.copyOf(callers, callerCount),
            Arrays.copyOf(positions, callerCount));
  }

  /** How many were left out since this was last asked, because nobody waits for them any more. */
  int takeDropped() {
    int taken = dropped;
    dropped = 0;
    return taken;
  }

  /** Before anybody is taken: where there is no memory, nobody is lost. */
  private void makeRoom() {
    if (callerCount == callers.length) {
      positions = Arrays.copyOf(positions, 2 * callerCount);
      callers = Arrays.copyOf(callers, 2 * callerCount);
    }
  }

  private void add(PendingCheck check) {
    callers[callerCount++] = check;
    positions[callerCount - 1] = positionOf(check.question());
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

  /** Forgets what was taken: others answer for it. */
  void clear() {
    Arrays.fill(questions, 0, questionCount, null);
    Arrays.fill(callers, 0, callerCount, null);
    questionCount = 0;
    callerCount = 0;
  }

  /** Takes back what came of it when putting a message together failed. */
  void giveBack(Consumer<PendingCheck> taker) {
    for (int i = 0; i < callerCount; i++) {
      taker.accept(callers[i]);
    }
    clear();
  }
}
