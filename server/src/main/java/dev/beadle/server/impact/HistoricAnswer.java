package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Decision;

/** The answer to a question at some moment of the past. */
public sealed interface HistoricAnswer {
  /** Whether the user might. */
  boolean isAllowed();

  /** There was such a context, and this was decided. */
  record Decided(Decision decision) implements HistoricAnswer {
    public Decided {
      requireNonNull(decision, "decision");
    }

    @Override
    public boolean isAllowed() {
      return decision.isAllowed();
    }
  }

  /** There was no such context, in which nobody may do anything. */
  record NoContext() implements HistoricAnswer {
    @Override
    public boolean isAllowed() {
      return false;
    }
  }
}
