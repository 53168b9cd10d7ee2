package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line of facts that the applier has: reads on in the log, makes visible, and knows whether it
 * is up to date. Confined to the applier's thread, but for {@link #tell} and {@link #findTrouble}.
 */
final class LogFollower {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

  /** Entries read at once. */
  private static final int PAGE = 256;

  /** Another writer may write between a look at the entries and one at the head: so many times. */
  private static final int MOST_EMPTY_PAGES = 3;

  private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The log is looked at so often though nobody says that there is more. */
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ChangeApplier.Parts parts;
  private final SnapshotMaker maker;
  private final List<PublicationListener> listeners = new CopyOnWriteArrayList<>();
  private PolicySnapshot head;
  private volatile @Nullable String trouble;
  private long retryAtNanos;
  private long retryAfterNanos = FIRST_RETRY_NANOS;
  private long readAtNanos;
  // Before the trouble is written, which publishes it.
  private volatile long staleSinceNanos;

  /**
   * What a reading came to.
   *
   * @param entries those that were found and are visible now
   * @param isComplete whether the end of the log was reached
   */
  record Progress(List<LogEntry> entries, boolean isComplete) {}

  LogFollower(ChangeApplier.Parts parts, SnapshotMaker maker, PolicySnapshot first) {
    this.parts = parts;
    this.maker = maker;
    this.head = first;
  }

  /** Reads to the end of the log, and makes the facts visible there at first. */
  void start() {
    if (!head.revision().log().equals(parts.log().identity())) {
      throw new LogUnavailableException(
          "the facts are of log " + head.revision().log() + ", not of " + parts.log().identity());
    }
    readAtNanos = parts.nanoClock().getAsLong();
    long askedAtMillis = parts.clock().millis();
    readOn((entry, next) -> head = next);
    parts.store().publishUnconfirmed(head);
    confirm(askedAtMillis);
  }

  void tell(PublicationListener listener) {
    listeners.add(listener);
  }

  /** The facts that the next change is worked out on, as they count now. */
  PolicySnapshot head() {
    // A reader, or the clock, may have moved it on in time: the work need not be done twice.
    PolicySnapshot current = parts.store().findCurrent(parts.clock().millis());
    if (current != null && current.revision().equals(head.revision())) {
      head = current;
    }
    return head;
  }

  /** Reads on; what cannot be read or applied makes the site stale. */
  Progress read() {
    List<LogEntry> entries = new ArrayList<>();
    readAtNanos = parts.nanoClock().getAsLong();
    long askedAtMillis = parts.clock().millis();
    try {
      reloadIfBeyondReach();
      readOn((entry, next) -> {
        publish(entry, next);
        entries.add(entry);
        long lagMillis = parts.clock().millis() - entry.committedAt().toEpochMilli();
        parts.listener().followed(Math.max(0, lagMillis));
      });
      confirm(askedAtMillis);
      recover();
      return new Progress(entries, true);
    } catch (RuntimeException unreadable) {
      doubt(String.valueOf(unreadable.getMessage()));
      return new Progress(entries, false);
    }
  }

  /** Makes the facts after an entry visible, and tells of it. */
  void publish(LogEntry entry, PolicySnapshot next) {
    publish(next);
    tellAll(listener -> listener.published(entry, next));
  }

  private void publish(PolicySnapshot next) {
    head = next;
    try {
      // Not as of now: more may follow, and this process may have been stopped since it was
      // read.
      parts.store().publishUnconfirmed(next);
    } catch (RuntimeException bug) {
      // It is visible; who waited for it cannot stop those who are told.
      LOG.error("somebody who waited for a revision failed", bug);
    }
  }

  private void tellAll(Consumer<PublicationListener> telling) {
    for (PublicationListener listener : listeners) {
      try {
        telling.accept(listener);
      } catch (RuntimeException bug) {
        LOG.error("a listener failed", bug);
      }
    }
  }

  /** Goes on from later facts, if there are any, where the log no longer reaches back to these. */
  private void reloadIfBeyondReach() {
    if (trouble == null || parts.log().tail() <= head.revision().position()) {
      return;
    }
    PolicySnapshot latest = parts.reloading().findLatest();
    if (latest == null) {
      return;
    }
    if (!latest.revision().log().equals(head.revision().log())
        || latest.revision().position() <= head.revision().position()) {
      throw new LogUnavailableException(
          "the latest facts are at "
              + latest.revisionToken()
              + ", which is no way on from "
              + head.revisionToken());
    }
    LOG.atWarn()
        .addKeyValue("from", head.revisionToken())
        .addKeyValue("revision", latest.revisionToken())
        .log("the log no longer reached back: reloaded");
    publish(latest);
    tellAll(listener -> listener.reloaded(latest));
    parts.listener().reloaded();
  }

  /** Notes that the facts hold all that the log had at a moment. */
  void confirm(long askedAtMillis) {
    parts.store().confirm(askedAtMillis);
  }

  /** Lets assignments start and end without a question or a change. */
  void moveOnInTime() {
    SnapshotStore store = parts.store();
    PolicySnapshot _ = store.findCurrent(parts.clock().millis());
  }

  /** Turns stale; said once. */
  void doubt(String reason) {
    if (trouble == null) {
      staleSinceNanos = parts.nanoClock().getAsLong();
      LOG.atError()
          .addKeyValue("revision", head.revisionToken())
          .addKeyValue("reason", reason)
          .log("stale: the last good facts are kept, and writes are refused");
    }
    trouble = reason;
    long jitter = ThreadLocalRandom.current().nextLong(retryAfterNanos / 4 + 1);
    retryAtNanos = parts.nanoClock().getAsLong() + retryAfterNanos + jitter;
    retryAfterNanos = Math.min(LONGEST_RETRY_NANOS, retryAfterNanos * 2);
  }

  @Nullable String findTrouble() {
    return trouble;
  }

  /** Why writes are refused, in a sentence. */
  String trouble() {
    return "the site is stale, writes are refused until its log can be read again: " + trouble;
  }

  /** How long it has been stale. */
  Duration staleFor() {
    return trouble == null
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, parts.nanoClock().getAsLong() - staleSinceNanos));
  }

  /** Whether it is time to look at the log though nobody says that there is more. */
  boolean isReadingDue() {
    return nanosToNextReading() <= 0;
  }

  /** How long the applier may rest when nobody asks for anything. */
  long nanosToNextDuty() {
    long reading = Math.max(1, nanosToNextReading());
    PolicySnapshot current = parts.store().findCurrent();
    long boundary = current == null ? Long.MAX_VALUE : current.nextBoundaryMillis();
    return boundary == Long.MAX_VALUE
        ? reading
        : Math.min(reading, ProposalQueue.nanosOf(boundary - parts.clock().millis()));
  }

  private long nanosToNextReading() {
    long dueAtNanos = trouble == null ? readAtNanos + LONGEST_REST_NANOS : retryAtNanos;
    return dueAtNanos - parts.nanoClock().getAsLong();
  }

  private void recover() {
    if (trouble != null) {
      trouble = null;
      retryAfterNanos = FIRST_RETRY_NANOS;
      LOG.atInfo().addKeyValue("revision", head.revisionToken()).log("up to date again");
    }
  }

  private void readOn(PublicationListener next) {
    boolean isAtEnd = false;
    for (int empty = 0; !isAtEnd; ) {
      List<LogEntry> page = parts.log().read(head.revision().position(), PAGE);
      for (LogEntry entry : page) {
        next.published(entry, after(entry));
      }
      empty = page.isEmpty() ? empty + 1 : 0;
      isAtEnd = page.isEmpty() ? isAtHead(empty) : page.size() < PAGE;
    }
  }

  /** Nothing follows: that must be the log's end. */
  private boolean isAtHead(int emptyPages) {
    long position = head.revision().position();
    long logHead = parts.log().head();
    if (logHead < position) {
      throw new LogUnavailableException(
          "the log ends at " + logHead + ", before the facts at " + position + ": restored?");
    }
    if (logHead > position && parts.log().tail() > position) {
      throw new LogUnavailableException(
          "the log no longer reaches back to "
              + position
              + ": a restart begins at its latest checkpoint");
    }
    if (logHead > position && emptyPages > MOST_EMPTY_PAGES) {
      throw new LogUnavailableException(
          "a gap in the log: nothing between " + position + " and its head, " + logHead);
    }
    return logHead == position;
  }

  private PolicySnapshot after(LogEntry entry) {
    if (!entry.revision().equals(head.revision().next())) {
      throw new LogUnavailableException(
          "a gap in the log: after " + head.revisionToken() + " comes " + entry.revision().token());
    }
    try {
      return maker.next(head, entry);
    } catch (RuntimeException inapplicable) {
      throw new LogUnavailableException(
          "entry " + entry.revision().token() + " cannot be applied: " + inapplicable.getMessage(),
          inapplicable);
    }
  }
}
