package dev.beadle.server.verification;

import dev.beadle.server.moodle.CsvFile;
import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of recorded decisions, read in runs of questions that go together. Not thread-safe. */
public final class DecisionFile implements AutoCloseable {
  private final DecisionKind kind;
  private final CsvFile rows;
  private boolean hasPending;

  private DecisionFile(DecisionKind kind, CsvFile rows) {
    this.kind = kind;
    this.rows = rows;
    this.hasPending = rows.next();
  }

  /**
   * Opens a file; its kind is known by its name.
   *
   * @throws SiteReadException if it cannot be read, or is of no known kind
   */
  public static DecisionFile open(Path file) {
    DecisionKind kind = DecisionKind.of(file);
    try {
      return new DecisionFile(
          kind, CsvFile.open(file.toString(), Files.newInputStream(file), kind.columns()));
    } catch (IOException unreadable) {
      throw new SiteReadException(file + ": cannot be read: " + unreadable, unreadable);
    }
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
    while (hasPending && run.size() < limit) {
      RecordedDecision decision = kind.read(rows, rows.line());
      if (!run.isEmpty() && !run.getFirst().group().equals(decision.group())) {
        return run;
      }
      run.add(decision);
      hasPending = rows.next();
    }
    return run;
  }

  @Override
  public void close() {
    rows.close();
  }
}
