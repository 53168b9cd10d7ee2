package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What has become visible, for those who follow it: each asks for what comes after the position
 * where he is. Nothing is kept for anybody; the latest entries are kept once for all, and older
 * ones are read from the log. Thread-safe; asking may block on the log.
 */
public final class ChangeFeed implements PublicationListener {
  /** Entries read from the log at once. */
  private static final int PAGE = 256;

  private final ChangeLog log;
  private final int backlog;
  private final int mergedChanges;
  private final ConcurrentSkipListMap<Long, LogEntry> latest = new ConcurrentSkipListMap<>();
  private final Runnable wake;
  private volatile long head;

  /** What comes next for one who follows. */
  public sealed interface Next {
    /** Batches, each at its revision; none when there is nothing more. */
    record Entries(List<LogEntry> entries) implements Next {
      public Entries {
        entries = List.copyOf(entries);
      }
    }

    /** Several batches in one, because there were too many. */
    record Merged(LogEntry first, LogEntry last, List<Change> changes) implements Next {
      public Merged {
        changes = List.copyOf(changes);
      }
    }

    /** It cannot be told any more: he has to start again from a snapshot. */
    record Gone(String why) implements Next {}
  }

  /**
   * Starts with the facts at a position.
   *
   * @param backlog how many entries one may be behind before they are merged
   * @param mergedChanges how many changes are merged at the most
   * @param wake called after each publication, on the applier's thread; must not block
   */
  public ChangeFeed(ChangeLog log, long head, int backlog, int mergedChanges, Runnable wake) {
    this.log = log;
    this.head = head;
    this.backlog = backlog;
    this.mergedChanges = mergedChanges;
    this.wake = wake;
  }

  @Override
  public void published(LogEntry entry, PolicySnapshot snapshot) {
    long position = entry.revision().position();
    latest.put(position, entry);
    latest.headMap(position - backlog, true).clear();
    head = position;
    wake.run();
  }

  /** The position of what became visible last. */
  public long head() {
    return head;
  }

  /** Whether everything after a position can still be told. */
  public boolean reachesBackTo(long position) {
    return position >= head || latest.containsKey(position + 1) || position >= log.tail();
  }

  /**
   * What comes after a position.
   *
   * @throws LogUnavailableException if the log cannot be read
   */
  public Next after(long position) {
    long upTo = head;
    if (position >= upTo) {
      return new Next.Entries(List.of());
    }
    if (upTo - position > backlog) {
      return merged(position, upTo);
    }
    if (latest.containsKey(position + 1)) {
      return new Next.Entries(List.copyOf(latest.subMap(position, false, upTo, true).values()));
    }
    if (log.tail() > position) {
      return gone(position);
    }
    return new Next.Entries(read(position, upTo));
  }

  private Next merged(long position, long upTo) {
    var merge = new ChangeMerge(mergedChanges);
    List<LogEntry> ends = new ArrayList<>();
    long at = position;
    while (at < upTo) {
      if (log.tail() > at) {
        return gone(position);
      }
      List<LogEntry> page = read(at, upTo);
      if (page.isEmpty()) {
        throw new LogUnavailableException("the log has nothing after " + at);
      }
      if (ends.isEmpty()) {
        ends.add(page.getFirst());
      }
      try {
        page.forEach(entry -> merge.add(entry.changes()));
      } catch (ChangeMerge.TooManyException tooMany) {
        return new Next.Gone("what happened since " + position + " is " + tooMany.getMessage());
      }
      at = page.getLast().revision().position();
      if (at >= upTo) {
        ends.add(page.getLast());
      }
    }
    return new Next.Merged(ends.getFirst(), ends.getLast(), merge.changes());
  }

  private List<LogEntry> read(long position, long upTo) {
    List<LogEntry> page = log.read(position, PAGE);
    return page.stream().filter(entry -> entry.revision().position() <= upTo).toList();
  }

  private Next gone(long position) {
    return new Next.Gone(
        "the log no longer reaches back to " + position + ", only to " + log.tail());
  }
}
