package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.model.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who changed what that made a user gain or lose a capability, and when: follows one answer from
 * entry to entry of the log, and through the time between them, in which assignments begin and end
 * by themselves. It keeps the site only as far as the answer can depend on it, so that of a long
 * log just the entries that may matter are made. Not thread-safe. Cost: a look at every change and
 * at the user's assignments with a beginning or an end, and a new snapshot for each entry and
 * moment that may matter.
 */
public final class AnswerHistory {
  private final HistoricQuestion question;
  private final Relevance relevance;
  private PolicySnapshot site;
  private Revision revision;
  private HistoricAnswer answer;

  /**
   * Begins with the facts of a revision; what {@link #answer} says is the answer to them.
   *
   * @param start as it counts at the moment at which to begin
   */
  public AnswerHistory(PolicySnapshot start, HistoricQuestion question) {
    this.question = question;
    this.relevance = new Relevance(question);
    this.site = start;
    this.revision = start.revision();
    this.answer = question.at(start);
  }

  /** The revision of the last entry that was followed; at first that of the start. */
  public Revision revision() {
    return revision;
  }

  /** The answer at {@link #revision}, at the moment up to which was followed. */
  public HistoricAnswer answer() {
    return answer;
  }

  /**
   * Follows the next entries of the log, in their order.
   *
   * @return the turns that the answer took at them
   * @throws IllegalArgumentException if an entry does not follow the last one
   */
  public List<AnswerTurn> follow(List<LogEntry> entries) {
    List<AnswerTurn> turns = new ArrayList<>();
    for (LogEntry entry : entries) {
      follow(entry, turns);
    }
    return turns;
  }

  /**
   * Follows the time after the last entry.
   *
   * @return the turns that the answer took until then, that second included
   */
  public List<AnswerTurn> followUntil(Instant moment) {
    List<AnswerTurn> turns = new ArrayList<>();
    passTime(moment, turns);
    return turns;
  }

  private void passTime(Instant until, List<AnswerTurn> turns) {
    long userId = question.userId();
    long second = UserBoundaries.nextSecond(site, userId);
    while (second <= until.getEpochSecond()) {
      List<AssignmentBoundary> passed = UserBoundaries.in(site, userId, second);
      Instant at = Instant.ofEpochSecond(second);
      site = site.asOf(at.toEpochMilli());
      boolean was = answer.isAllowed();
      answer = question.at(site);
      if (was != answer.isAllowed()) {
        turns.add(new AnswerTurn(revision, at, answer, new TurnCause.TimeCame(passed)));
      }
      second = UserBoundaries.nextSecond(site, userId);
    }
  }

  private void follow(LogEntry entry, List<AnswerTurn> turns) {
    if (!entry.revision().equals(revision.next())) {
      throw new IllegalArgumentException(
          "entry " + entry.revision().token() + " does not follow " + revision.token());
    }
    passTime(entry.committedAt(), turns);
    revision = entry.revision();
    List<Change> relevant =
        entry.changes().stream().filter(change -> relevance.of(change, site)).toList();
    if (relevant.isEmpty()) {
      return;
    }
    PolicySnapshot before = site;
    HistoricAnswer was = answer;
    site = after(before, relevant, entry);
    answer = question.at(site);
    if (was.isAllowed() != answer.isAllowed()) {
      List<Change> responsible = relevant.size() == 1 ? relevant : turning(before, relevant, entry);
      turns.add(
          new AnswerTurn(
              revision,
              entry.committedAt(),
              answer,
              new TurnCause.Written(entry.origin(), responsible)));
    }
  }

  private static PolicySnapshot after(PolicySnapshot before, List<Change> changes, LogEntry entry) {
    SnapshotEditor editor = SnapshotEditor.of(before);
    changes.forEach(change -> Changes.apply(change, editor));
    return editor.build(entry.revision(), entry.committedAt());
  }

  /** The changes at which the answer turns when all are made one by one. */
  private List<Change> turning(PolicySnapshot before, List<Change> changes, LogEntry entry) {
    List<Change> turning = new ArrayList<>();
    boolean was = question.at(before).isAllowed();
    PolicySnapshot at = before;
    List<Change> pending = new ArrayList<>();
    for (Change change : changes) {
      pending.add(change);
      try {
        at = after(at, pending, entry);
      } catch (InvalidFactException _) {
        // Half of a batch need not be a site that could be: it is taken with the next change.
        continue;
      }
      boolean is = question.at(at).isAllowed();
      if (is != was) {
        turning.addAll(pending);
        was = is;
      }
      pending.clear();
    }
    return turning;
  }
}
