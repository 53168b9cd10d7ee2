package dev.beadle.server.change;

import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposals that are written together: each is worked out on what the ones before it leave, and
 * nothing of it is visible yet. Confined to the applier's thread.
 */
final class WriteGroup {
  private static final Logger LOG = LoggerFactory.getLogger(WriteGroup.class);

  private final ChangeLog log;
  private final SnapshotMaker maker;
  private final long basePosition;
  private final Map<String, LogEntry> byKey = new HashMap<>();
  private final List<LogEntry> entries = new ArrayList<>();
  private final List<PolicySnapshot> snapshots = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private PolicySnapshot head;
  private boolean isBehind;

  /**
   * What a proposal came to.
   *
   * @param basis the position that must be durable for this to hold
   * @param committed what was written, or null
   * @param failure why nothing was, or null
   */
  record Outcome(
      PendingProposal pending,
      long basis,
      @Nullable Committed committed,
      @Nullable RuntimeException failure) {}

  WriteGroup(ChangeLog log, SnapshotMaker maker, PolicySnapshot head) {
    this.log = log;
    this.maker = maker;
    this.head = head;
    this.basePosition = head.revision().position();
  }

  /** Works out one more proposal. */
  void add(PendingProposal pending) {
    try {
      outcomes.add(committed(pending, outcomeOf(pending.proposal())));
    } catch (RefusedChangeException refused) {
      outcomes.add(failed(pending, refused));
    } catch (LogUnavailableException unreadable) {
      outcomes.add(
          failed(
              pending,
              new RefusedChangeException(
                  Kind.LOG_UNAVAILABLE, String.valueOf(unreadable.getMessage()), unreadable)));
    } catch (RuntimeException bug) {
      LOG.error("a proposal failed", bug);
      outcomes.add(failed(pending, bug));
    } catch (Error bug) {
      // A stack overflow, say: the facts are as they were, and the others have done nothing.
      LOG.error("a proposal failed", bug);
      outcomes.add(failed(pending, new IllegalStateException("a proposal failed: " + bug, bug)));
    }
  }

  /** Whether the log turned out to hold more than the head: the group must be worked out again. */
  boolean isBehind() {
    return isBehind;
  }

  /** What is to be written; may be nothing. */
  List<LogEntry> entries() {
    return entries;
  }

  /** The facts after each of the entries. */
  List<PolicySnapshot> snapshots() {
    return snapshots;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** How many of the first of the found entries are this group's. */
  int countOf(List<LogEntry> found) {
    int count = 0;
    while (count < entries.size()
        && count < found.size()
        && entries.get(count).equals(found.get(count))) {
      count++;
    }
    return count;
  }

  long basePosition() {
    return basePosition;
  }

  private Committed outcomeOf(Proposal proposal) {
    LogEntry.Origin origin = proposal.origin();
    LogEntry earlier = origin.idempotencyKey().isEmpty() ? null : findByKey(origin);
    if (earlier != null) {
      return repeated(earlier, origin);
    }
    // Who may is decided by the assignments that count now.
    head = head.asOf(maker.now().toEpochMilli());
    ChangeDraft draft = proposal.on(head);
    if (draft.changes().isEmpty()) {
      return new Committed(head.revision(), List.of(), false);
    }
    var entry = new LogEntry(head.revision().next(), maker.now(), draft.origin(), draft.changes());
    head = next(entry);
    entries.add(entry);
    snapshots.add(head);
    if (!origin.idempotencyKey().isEmpty()) {
      byKey.put(origin.idempotencyKey(), entry);
    }
    return new Committed(entry.revision(), entry.changes(), false);
  }

  private @Nullable LogEntry findByKey(LogEntry.Origin origin) {
    LogEntry inGroup = byKey.get(origin.idempotencyKey());
    if (inGroup != null) {
      return inGroup;
    }
    LogEntry written = log.findByKey(origin.idempotencyKey());
    if (written != null && written.revision().position() > basePosition) {
      isBehind = true;
    }
    return written;
  }

  private static Committed repeated(LogEntry earlier, LogEntry.Origin origin) {
    if (!earlier.origin().fingerprint().equals(origin.fingerprint())) {
      throw new RefusedChangeException(
          Kind.KEY_REUSED,
          "idempotency_key: `"
              + origin.idempotencyKey()
              + "` was used for something else at revision "
              + earlier.revision().token());
    }
    return new Committed(earlier.revision(), earlier.changes(), true);
  }

  private PolicySnapshot next(LogEntry entry) {
    try {
      return maker.next(head, entry);
    } catch (InvalidFactException impossible) {
      throw new RefusedChangeException(
          Kind.FAILED_PRECONDITION, String.valueOf(impossible.getMessage()), impossible);
    }
  }

  private Outcome committed(PendingProposal pending, Committed committed) {
    return new Outcome(pending, committed.revision().position(), committed, null);
  }

  /** It was refused because of the facts up to here, so it only holds if they do. */
  private Outcome failed(PendingProposal pending, RuntimeException failure) {
    return new Outcome(pending, head.revision().position(), null, failure);
  }
}
