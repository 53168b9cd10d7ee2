package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.impact.AnswerHistory;
import dev.beadle.server.impact.AnswerTurn;
import dev.beadle.server.impact.HistoricAnswer;
import dev.beadle.server.impact.HistoricQuestion;
import dev.beadle.server.impact.TurnCause;
import dev.beadle.server.model.Revision;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows an answer through the log. Thread-safe; may block while the log is read. */
final class HistoryAnswerer {
  /** How many entries one answer looks at. */
  static final int MOST_ENTRIES = 100_000;

  /** How many turns one answer tells. */
  static final int MOST_TURNS = 1_000;

  private static final int ENTRIES_PER_READ = 500;
  private static final String FROM = "from_revision";
  private static final String TO = "to_revision";

  private final AdminSites sites;
  private final InstantSource clock;

  /**
   * Answers.
   *
   * @param clock says up to when time has passed
   */
  HistoryAnswerer(AdminSites sites, InstantSource clock) {
    this.sites = sites;
    this.clock = clock;
  }

  ExplainHistoryResponse answer(ExplainHistoryRequest request) {
    AdminSites.Site site = sites.named(request.getSite());
    HistoricQuestion question = questionOf(request);
    ChangeLog log = site.log();
    var past = new PastSnapshots(site);
    long head = log.head();
    long from = LogPositions.require(log, request.getFromRevision(), FROM, past::earliest);
    long to = LogPositions.require(log, request.getToRevision(), TO, () -> head);
    if (to < from) {
      throw WireFields.refusal(TO, "comes before " + FROM);
    }
    PolicySnapshot start = past.findAtOrBefore(from);
    if (start == null) {
      throw LogPositions.tooOld(FROM, new Revision(log.identity(), from).token());
    }
    var history = new AnswerHistory(start, question);
    follow(log, history, from, null);
    var response = ExplainHistoryResponse.newBuilder().setFrom(answerOf(history));
    boolean isWhole = follow(log, history, to, response);
    if (isWhole && request.getToRevision().isEmpty()) {
      addTurns(history.followUntil(clock.instant()), response);
    }
    response.setTo(answerOf(history));
    return isWhole
        ? response.build()
        : response.setContinueFromRevision(history.revision().token()).build();
  }

  /** Follows up to a position; says whether it got there within the bounds of an answer. */
  private static boolean follow(
      ChangeLog log,
      AnswerHistory history,
      long to,
      ExplainHistoryResponse.@Nullable Builder response) {
    int looked = 0;
    while (history.revision().position() < to) {
      BatchAnswerer.requireTimeLeft();
      long at = history.revision().position();
      List<LogEntry> entries = log.read(at, (int) Math.min(ENTRIES_PER_READ, to - at));
      if (entries.isEmpty()) {
        throw LogPositions.tooOld(FROM, history.revision().token());
      }
      for (LogEntry entry : entries) {
        List<AnswerTurn> turns = history.follow(List.of(entry));
        if (response != null) {
          addTurns(turns, response);
        }
      }
      looked += entries.size();
      boolean isFull =
          response != null && (looked >= MOST_ENTRIES || response.getTurnsCount() >= MOST_TURNS);
      if (isFull && history.revision().position() < to) {
        return false;
      }
    }
    return true;
  }

  private static void addTurns(List<AnswerTurn> turns, ExplainHistoryResponse.Builder response) {
    turns.forEach(turn -> response.addTurns(messageOf(turn)));
  }

  private static HistoricQuestion questionOf(ExplainHistoryRequest request) {
    WireFields.requireAtLeast(request.getContextId(), 1, "context_id");
    if (request.getCapability().isEmpty()) {
      throw WireFields.required("capability", "its name");
    }
    return new HistoricQuestion(
        request.getUserId(), request.getContextId(), request.getCapability());
  }

  private static dev.beadle.v1.HistoricAnswer answerOf(AnswerHistory history) {
    return messageOf(history.answer(), history.revision());
  }

  private static dev.beadle.v1.HistoricAnswer messageOf(HistoricAnswer answer, Revision revision) {
    var message = dev.beadle.v1.HistoricAnswer.newBuilder().setRevision(revision.token());
    return switch (answer) {
      case HistoricAnswer.Decided(var decision) ->
          message.setDecision(DecisionMapper.messageOf(decision)).build();
      case HistoricAnswer.NoContext() -> message.build();
    };
  }

  private static dev.beadle.v1.AnswerTurn messageOf(AnswerTurn turn) {
    var message =
        dev.beadle.v1.AnswerTurn.newBuilder()
            .setAnswer(messageOf(turn.answer(), turn.revision()))
            .setAt(Timestamps.of(turn.at()));
    switch (turn.cause()) {
      case TurnCause.Written(var origin, var responsible) -> {
        message.setActor(origin.actor()).setReason(origin.reason());
        responsible.forEach(change -> message.addResponsible(ChangeMessages.toMessage(change)));
      }
      case TurnCause.TimeCame(var boundaries) ->
          boundaries.forEach(
              boundary -> message.addBoundaries(BoundaryMessages.messageOf(boundary)));
    }
    return message.build();
  }
}
