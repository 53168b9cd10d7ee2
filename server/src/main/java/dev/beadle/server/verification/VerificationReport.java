package dev.beadle.server.verification;

import java.time.Duration;
import java.util.List;

/**
 * What came of asking the questions of one file again.
 *
 * @param name the file's base name
 * @param rows questions asked; those that could not be are among the notes
 * @param differences answers that were not Moodle's
 * @param duration how long it took
 * @param firstDifferences the first of them, explained, for people
 * @param notes what else there is to say, for people
 */
public record VerificationReport(
    String name,
    long rows,
    long differences,
    Duration duration,
    List<String> firstDifferences,
    List<String> notes) {
  public VerificationReport {
    firstDifferences = List.copyOf(firstDifferences);
    notes = List.copyOf(notes);
  }
}
