package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.Revision;
import java.time.Instant;

/**
 * A moment at which an answer turned from no to yes or back.
 *
 * @param revision of the facts from then on
 * @param at when
 * @param answer what it was from then on
 * @param cause why
 */
public record AnswerTurn(Revision revision, Instant at, HistoricAnswer answer, TurnCause cause) {
  public AnswerTurn {
    requireNonNull(revision, "revision");
    requireNonNull(at, "at");
    requireNonNull(answer, "answer");
    requireNonNull(cause, "cause");
  }
}
