package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.model.Revision;
import java.time.Instant;
import java.util.List;

/**
 * A moment at which an answer turned from no to yes or back.
 *
 * @param revision of the facts from then on
 * @param at when
 * @param origin by whom and why
 * @param answer what it was from then on
 * @param responsible those of the entry's changes at which the answer turns when they are made one
 *     by one; an odd number of them if each can be made by itself
 */
public record AnswerTurn(
    Revision revision, Instant at, Origin origin, HistoricAnswer answer, List<Change> responsible) {
  public AnswerTurn {
    requireNonNull(revision, "revision");
    requireNonNull(at, "at");
    requireNonNull(origin, "origin");
    requireNonNull(answer, "answer");
    responsible = List.copyOf(responsible);
  }
}
