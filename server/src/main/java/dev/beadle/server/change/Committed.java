package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.Revision;
import java.util.List;

/**
 * What was written: durable, and visible to every question asked after this is known.
 *
 * @param revision the revision at which it is visible
 * @param changes what changed; none when nothing had to
 * @param isRepeated whether an earlier write under the same idempotency key is reported
 */
public record Committed(Revision revision, List<Change> changes, boolean isRepeated) {
  public Committed {
    requireNonNull(revision, "revision");
    changes = List.copyOf(changes);
  }
}
