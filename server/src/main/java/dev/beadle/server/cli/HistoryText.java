package dev.beadle.server.cli;

import dev.beadle.server.change.ChangeMessages;
import dev.beadle.v1.AnswerTurn;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoricAnswer;
import java.io.PrintWriter;
import java.time.Instant;

/**
 * Prints how an answer came about, for people: what it was at the beginning, each turn with who or
 * what made it, and what it is at the end. Takes the parts in their order. Not thread-safe.
 */
final class HistoryText {
  private boolean isBegun;

  /** Prints a part. */
  void print(PrintWriter out, ExplainHistoryResponse part) {
    if (!isBegun) {
      isBegun = true;
      out.println(wordsOf(part.getFrom()) + " at the beginning");
    }
    for (AnswerTurn turn : part.getTurnsList()) {
      boolean isWritten = turn.getBoundariesCount() == 0;
      out.println(
          wordsOf(turn.getAnswer())
              + " since "
              + Instant.ofEpochSecond(turn.getAt().getSeconds(), turn.getAt().getNanos())
              + (isWritten ? ", by user " + turn.getActor() : ", by itself")
              + (turn.getReason().isEmpty() ? "" : ": " + turn.getReason()));
      turn.getResponsibleList()
          .forEach(change -> out.println("  " + ChangeWords.of(ChangeMessages.toChange(change))));
      turn.getBoundariesList().forEach(event -> out.println("  " + ExpiringCommand.wordsOf(event)));
    }
    if (part.getContinueFromRevision().isEmpty()) {
      out.println(wordsOf(part.getTo()) + " at the end");
    }
  }

  private static String wordsOf(HistoricAnswer answer) {
    if (!answer.hasDecision()) {
      return answer.getRevision() + "  no   there is no such context";
    }
    return answer.getRevision()
        + (answer.getDecision().getAllowed() ? "  yes  " : "  no   ")
        + answer.getDecision().getRule();
  }
}
