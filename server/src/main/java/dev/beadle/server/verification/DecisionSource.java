package dev.beadle.server.verification;

import org.jspecify.annotations.Nullable;

/** The decisions of a file, one after the other. Not thread-safe. */
interface DecisionSource extends AutoCloseable {
  /**
   * The next decision, or null at the end.
   *
   * @throws dev.beadle.server.moodle.SiteReadException if the file is malformed there
   */
  @Nullable RecordedDecision findNext();

  @Override
  void close();
}
