package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry.Origin;
import java.util.List;

/** Why an answer turned. */
public sealed interface TurnCause {
  /**
   * Somebody wrote.
   *
   * @param origin by whom and why
   * @param responsible those of the entry's changes at which the answer turns when they are made
   *     one by one; an odd number of them if each can be made by itself
   */
  record Written(Origin origin, List<Change> responsible) implements TurnCause {
    public Written {
      requireNonNull(origin, "origin");
      responsible = List.copyOf(responsible);
    }
  }

  /**
   * Time came.
   *
   * @param boundaries the user's assignments that began or ended then; at least one
   */
  record TimeCame(List<AssignmentBoundary> boundaries) implements TurnCause {
    public TimeCame {
      boundaries = List.copyOf(boundaries);
    }
  }
}
