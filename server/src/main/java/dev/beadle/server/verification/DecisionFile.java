package dev.beadle.server.verification;

import dev.beadle.server.moodle.SiteReadException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of recorded decisions, read in runs of questions that go together. Not thread-safe. */
public final class DecisionFile implements AutoCloseable {
  private final DecisionKind kind;
  private final DecisionSource decisions;
  private @Nullable RecordedDecision pending;

  private DecisionFile(DecisionKind kind, DecisionSource decisions) {
    this.kind = kind;
    this.decisions = decisions;
    this.pending = decisions.findNext();
  }

  /**
   * Opens a file; its kind is known by its name.
   *
   * @throws SiteReadException if it cannot be read, or is of no known kind
   */
  public static DecisionFile open(Path file) {
    DecisionKind kind = DecisionKind.of(file);
    return new DecisionFile(kind, kind.format().open(file));
  }

  /** What kind of decisions it holds. */
  public DecisionKind kind() {
    return kind;
  }

  /**
   * The next questions of one group, in the order of the file; empty at its end.
   *
   * @param limit how many at the most, at least 1
   */
  public List<RecordedDecision> nextRun(int limit) {
    List<RecordedDecision> run = new ArrayList<>();
    RecordedDecision decision = pending;
    while (decision != null && run.size() < limit) {
      if (!run.isEmpty() && !run.getFirst().group().equals(decision.group())) {
        break;
      }
      run.add(decision);
      decision = decisions.findNext();
    }
    pending = decision;
    return run;
  }

  @Override
  public void close() {
    decisions.close();
  }
}
