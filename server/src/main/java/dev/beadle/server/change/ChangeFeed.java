package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

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
  private final MergeBudget budget;
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

    /** Several batches in one, because there were too many. To be closed when it is told. */
    record Merged(LogEntry first, LogEntry last, ChangeMerge merge) implements Next, AutoCloseable {
      @Override
      public void close() {
        merge.close();
      }
    }

    /** It cannot be told any more: he has to start again from a snapshot. */
    record Gone(String why) implements Next {}
  }

  /**
   * How much may be told to one who follows.
   *
   * @param backlog how many entries one may be behind before they are merged
   * @param mergedChanges how many changes are merged for one at the most
   */
  public record Bounds(int backlog, int mergedChanges) {}

  /**
   * Starts with the facts at a position.
   *
   * @param budget how many for all together
   * @param wake called after each publication, on the applier's thread; must not block
   */
  public ChangeFeed(ChangeLog log, long head, Bounds bounds, MergeBudget budget, Runnable wake) {
    this.log = log;
    this.head = head;
    this.backlog = bounds.backlog();
    this.mergedChanges = bounds.mergedChanges();
    this.budget = budget;
    this.wake = wake;
  }

  @Override
  public void published(LogEntry entry, PolicySnapshot snapshot) {
    long position = entry.revision().position();
    if (position != head + 1) {
      latest.clear();
    }
    latest.put(position, entry);
    latest.headMap(position - backlog, true).clear();
    head = position;
    wake.run();
  }

  @Override
  public void reloaded(PolicySnapshot snapshot) {
    latest.clear();
    head = snapshot.revision().position();
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
   * @throws MergeBudget.SpentException if too much is merged for all together
   */
  public Next after(long position) {
    long upTo = head;
    if (position >= upTo) {
      return new Next.Entries(List.of());
    }
    if (upTo - position > backlog) {
      return merged(position, upTo);
    }
    List<LogEntry> kept = List.copyOf(latest.subMap(position, false, upTo, true).values());
    // Fewer when the first of them were dropped meanwhile: those are in the log.
    if (kept.size() == upTo - position) {
      return new Next.Entries(kept);
    }
    List<LogEntry> page = findPage(position, upTo);
    return page == null ? gone(position) : new Next.Entries(page);
  }

  private Next merged(long position, long upTo) {
    var merge = new ChangeMerge(mergedChanges, budget);
    Next next = null;
    try {
      next = merged(position, upTo, merge);
      return next;
    } finally {
      if (!(next instanceof Next.Merged)) {
        merge.close();
      }
    }
  }

  private Next merged(long position, long upTo, ChangeMerge merge) {
    List<LogEntry> ends = new ArrayList<>();
    long at = position;
    while (at < upTo) {
      List<LogEntry> page = findPage(at, upTo);
      if (page == null) {
        return gone(position);
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
    return new Next.Merged(ends.getFirst(), ends.getLast(), merge);
  }

  /** What follows a position in the log, at least one entry; null when it is not kept any more. */
  private @Nullable List<LogEntry> findPage(long position, long upTo) {
    if (log.tail() > position) {
      return null;
    }
    List<LogEntry> page =
        log.read(position, PAGE).stream()
            .filter(entry -> entry.revision().position() <= upTo)
            .toList();
    boolean isNext = !page.isEmpty() && page.getFirst().revision().position() == position + 1;
    if (!isNext && log.tail() <= position) {
      throw new LogUnavailableException("the log has nothing right after " + position);
    }
    // Otherwise it was truncated between the looks.
    return isNext ? page : null;
  }

  private Next gone(long position) {
    return new Next.Gone(
        "the log no longer reaches back to " + position + ", only to " + log.tail());
  }
}
