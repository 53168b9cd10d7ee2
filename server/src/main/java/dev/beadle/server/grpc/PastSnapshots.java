package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the facts of a site at a revision of the past: among the recent ones, or where earlier ones
 * are kept. Thread-safe; may block.
 */
final class PastSnapshots {
  private final AdminSites.Site site;

  PastSnapshots(AdminSites.Site site) {
    this.site = site;
  }

  /** The earliest position that is found and from which the log can be followed. */
  long earliest() {
    ChangeLog log = site.log();
    long tail = log.tail();
    long kept = Math.min(site.past().earliest(), recentFrom(tail));
    return kept == Long.MAX_VALUE ? log.head() : Math.max(tail, kept);
  }

  /**
   * The facts at a position, or at an earlier one, as they counted when that was written.
   *
   * @return null if there are none so old
   */
  @Nullable PolicySnapshot findAtOrBefore(long position) {
    PolicySnapshot snapshot = site.snapshots().findAt(position, Long.MIN_VALUE);
    if (snapshot == null && site.past().earliest() <= position) {
      snapshot = site.past().at(position);
    }
    if (snapshot == null || !snapshot.revision().log().equals(site.log().identity())) {
      return null;
    }
    long millis = momentOf(snapshot);
    return snapshot.asOf(millis).asItWasAt(millis);
  }

  private long recentFrom(long tail) {
    PolicySnapshot current = site.snapshots().findCurrent();
    long position = current == null ? -1 : current.revision().position();
    long earliest = Long.MAX_VALUE;
    while (position >= tail && site.snapshots().findAt(position, Long.MIN_VALUE) != null) {
      earliest = position--;
    }
    return earliest;
  }

  /** When it was written; if that is not kept, when the next one was. */
  private long momentOf(PolicySnapshot snapshot) {
    ChangeLog log = site.log();
    long position = snapshot.revision().position();
    List<LogEntry> entries = log.read(Math.max(log.tail(), position - 1), 1);
    return entries.isEmpty()
        ? snapshot.readAtMillis()
        : entries.getFirst().committedAt().toEpochMilli();
  }
}
