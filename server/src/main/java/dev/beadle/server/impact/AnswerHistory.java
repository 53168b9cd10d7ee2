package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.model.Revision;
import java.util.ArrayList;
import java.util.List;

/**
 * Who changed what that made a user gain or lose a capability, and when: follows one answer from
 * entry to entry of the log. It keeps the site only as far as the answer can depend on it, so that
 * of a long log just the entries that may matter are made. Not thread-safe. Cost: a look at every
 * change, and a new snapshot for each entry that may matter.
 */
public final class AnswerHistory {
  private final HistoricQuestion question;
  private final Relevance relevance;
  private PolicySnapshot site;
  private Revision revision;
  private HistoricAnswer answer;

  /** Begins with the facts of a revision; what {@link #answer} says is the answer to them. */
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

  /** The answer at {@link #revision}. */
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

  private void follow(LogEntry entry, List<AnswerTurn> turns) {
    if (!entry.revision().equals(revision.next())) {
      throw new IllegalArgumentException(
          "entry " + entry.revision().token() + " does not follow " + revision.token());
    }
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
      turns.add(new AnswerTurn(revision, entry.committedAt(), entry.origin(), answer, responsible));
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
