package dev.beadle.server.grpc;

import com.google.protobuf.util.Durations;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.SiteDirectory.SiteNotLoadedException;
import dev.beadle.server.model.Revision;
import dev.beadle.v1.Consistency;
import java.lang.ref.WeakReference;
import java.time.InstantSource;

/** Finds the facts that a request may be answered from. Thread-safe, never waits. */
public final class FactsSource {
  private final SiteDirectory sites;
  private final InstantSource clock;
  private final RevisionWaits waits;
  // Weakly: who asks nothing any more keeps no old site. Without volatile: a thread that misses
  // another's makes its own.
  private WeakReference<Facts> latest = new WeakReference<>(null);

  /** Who wants facts; is called once. */
  public interface Receiver {
    /** They are there. May be on another thread than that of the request. */
    void take(Facts facts);

    /** They are not, and why. */
    void fail(RuntimeException failure);
  }

  /** Facts that are not as new as the request wants them. */
  static final class UnmetConsistencyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmetConsistencyException(String message) {
      super(message, null, false, false);
    }
  }

  /** A revision that is not kept any more. */
  static final class RevisionGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RevisionGoneException(String message) {
      super(message, null, false, false);
    }
  }

  public FactsSource(SiteDirectory sites, InstantSource clock, RevisionWaits waits) {
    this.sites = sites;
    this.clock = clock;
    this.waits = waits;
  }

  /** The current facts of a site. */
  public Facts current(String siteName) {
    return current(sites.site(siteName));
  }

  /** Gives the receiver facts as it wants them: now, or once they are there. */
  public void provide(String siteName, Consistency wanted, Receiver receiver) {
    try {
      SnapshotStore site = sites.site(siteName);
      switch (wanted.getRequirementCase()) {
        case AT_LEAST_REVISION ->
            atLeast(
                site, revisionOf(site, wanted.getAtLeastRevision(), "at_least_revision"), receiver);
        case AT_REVISION ->
            receiver.take(at(site, revisionOf(site, wanted.getAtRevision(), "at_revision")));
        case MAX_STALENESS -> receiver.take(notOlder(site, wanted.getMaxStaleness()));
        case REQUIREMENT_NOT_SET -> receiver.take(current(site));
      }
    } catch (RuntimeException failure) {
      receiver.fail(failure);
    }
  }

  /**
   * Reads a revision of a site's own log.
   *
   * @throws InvalidQueryException if it is malformed or of another log
   */
  static Revision revisionOf(SnapshotStore site, String token, String field) {
    Revision revision;
    try {
      revision = Revision.parse(token);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidQueryException(field + ": " + malformed.getMessage());
    }
    Revision current = loaded(site).revision();
    if (!revision.log().equals(current.log())) {
      throw new InvalidQueryException(
          field + ": " + token + " is of another log (the site is at " + current.token() + ")");
    }
    return revision;
  }

  private void atLeast(SnapshotStore site, Revision wanted, Receiver receiver) {
    if (loaded(site).revision().position() >= wanted.position()) {
      receiver.take(current(site));
      return;
    }
    waits.begin(site, wanted, () -> receiver.take(current(site)), receiver::fail);
  }

  private Facts at(SnapshotStore site, Revision wanted) {
    PolicySnapshot current = loaded(site);
    if (wanted.position() > current.revision().position()) {
      throw new InvalidQueryException(
          "at_revision: "
              + wanted.token()
              + " is of the future (the site is at "
              + current.revisionToken()
              + "; at_least_revision waits)");
    }
    long nowMillis = clock.millis();
    PolicySnapshot found = site.findAt(wanted.position(), nowMillis);
    // A site of another log may have taken its place meanwhile.
    if (found == null || !found.revision().equals(wanted)) {
      throw new RevisionGoneException(
          "at_revision: "
              + wanted.token()
              + " is not kept any more; the earliest is at "
              + site.earliestKept()
              + " (--recent-revisions)");
    }
    return new Facts(found, Math.max(0, nowMillis - found.readAtMillis()));
  }

  private Facts notOlder(SnapshotStore site, com.google.protobuf.Duration wanted) {
    if (!Durations.isValid(wanted) || Durations.isNegative(wanted)) {
      throw new InvalidQueryException("max_staleness: not a duration, or negative");
    }
    Facts facts = current(site);
    if (facts.ageMillis() > Durations.toMillis(wanted)) {
      throw new UnmetConsistencyException(
          "max_staleness: the facts at "
              + facts.snapshot().revisionToken()
              + " were last known to be up to date "
              + facts.ageMillis()
              + " ms ago (allowed: "
              + Durations.toMillis(wanted)
              + " ms)");
    }
    return facts;
  }

  private Facts current(SnapshotStore site) {
    // The clock is looked at once, and before the snapshot: what was known before counts.
    long nowMillis = clock.millis();
    PolicySnapshot snapshot = site.findCurrent(nowMillis);
    if (snapshot == null) {
      throw new SiteNotLoadedException();
    }
    // A clock that was set back must not make the facts come from the future.
    return factsOf(snapshot, Math.max(0, nowMillis - site.upToDateAtMillis()));
  }

  /** All requests of one millisecond may share theirs. */
  private Facts factsOf(PolicySnapshot snapshot, long ageMillis) {
    Facts known = latest.get();
    if (known != null && known.snapshot() == snapshot && known.ageMillis() == ageMillis) {
      return known;
    }
    var facts = new Facts(snapshot, ageMillis);
    latest = new WeakReference<>(facts);
    return facts;
  }

  private static PolicySnapshot loaded(SnapshotStore site) {
    PolicySnapshot snapshot = site.findCurrent();
    if (snapshot == null) {
      throw new SiteNotLoadedException();
    }
    return snapshot;
  }
}
