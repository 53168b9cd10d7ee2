package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.Revision;
import java.time.Instant;
import java.util.List;

/**
 * One batch of changes as the log keeps it: all of it happened, at one revision.
 *
 * @param revision the revision of the facts after it
 * @param committedAt when it was written
 * @param origin by whom and why
 * @param changes in their order; at least one
 */
public record LogEntry(
    Revision revision, Instant committedAt, Origin origin, List<Change> changes) {
  public LogEntry {
    requireNonNull(revision, "revision");
    requireNonNull(committedAt, "committedAt");
    requireNonNull(origin, "origin");
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("an entry without changes");
    }
  }

  /**
   * By whom and why a batch was written.
   *
   * @param actor who asked for it: user.id, or 0 for the operator at the command line
   * @param reason in the actor's words; may be empty
   * @param idempotencyKey the caller's name for this write, so that saying it again does nothing;
   *     empty for none
   * @param fingerprint of what was asked for under the key; empty without a key
   */
  public record Origin(long actor, String reason, String idempotencyKey, String fingerprint) {
    public Origin {
      requireNonNull(reason, "reason");
      requireNonNull(idempotencyKey, "idempotencyKey");
      requireNonNull(fingerprint, "fingerprint");
    }
  }
}
