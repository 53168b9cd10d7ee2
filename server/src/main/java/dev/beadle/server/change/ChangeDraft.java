package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A batch of changes that wants to be written.
 *
 * @param changes in their order; none when there is nothing to change, and then nothing is written
 */
public record ChangeDraft(LogEntry.Origin origin, List<Change> changes) {
  public ChangeDraft {
    requireNonNull(origin, "origin");
    changes = List.copyOf(changes);
  }
}
