package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.ChangeSink;
import dev.beadle.server.change.PastFacts;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.SiteDirectory.SiteNotLoadedException;
import dev.beadle.server.grpc.SiteDirectory.UnknownSiteException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sites that this process writes, by name. Thread-safe. */
public final class AdminSites {
  private final String name;
  private final AtomicReference<@Nullable Site> only = new AtomicReference<>();

  /**
   * A site that is written here.
   *
   * @param snapshots where its facts are
   * @param sink takes what is to be written
   * @param log keeps what was written
   * @param planning makes a proposal of a batch: it works out the changes, and whether the actor
   *     may
   * @param past where facts of earlier revisions are, besides the recent ones
   */
  public record Site(
      SnapshotStore snapshots,
      ChangeSink sink,
      ChangeLog log,
      Function<AdminBatch, Proposal> planning,
      PastFacts past) {
    /** A site of which only the recent revisions are at hand. */
    public Site(
        SnapshotStore snapshots,
        ChangeSink sink,
        ChangeLog log,
        Function<AdminBatch, Proposal> planning) {
      this(snapshots, sink, log, planning, PastFacts.NONE);
    }

    /**
     * The facts as they count at a moment.
     *
     * @throws SiteNotLoadedException if there are none yet
     */
    PolicySnapshot current(long nowMillis) {
      PolicySnapshot snapshot = snapshots.findCurrent(nowMillis);
      if (snapshot == null) {
        throw new SiteNotLoadedException();
      }
      return snapshot;
    }
  }

  private AdminSites(String name) {
    this.name = name;
  }

  /** One site, found by its name and by the empty one, once it is {@link #open}. */
  public static AdminSites ofOnly(String name) {
    return new AdminSites(name);
  }

  /** Says where the site is written. */
  public void open(Site site) {
    only.set(site);
  }

  /**
   * A site by its name; empty for the only one.
   *
   * @throws UnknownSiteException if there is none of this name
   * @throws RefusedChangeException FAILED_PRECONDITION if it is not written here
   */
  Site named(String wanted) {
    if (!wanted.isEmpty() && !wanted.equals(name)) {
      throw new UnknownSiteException(wanted);
    }
    Site site = only.get();
    if (site == null) {
      throw new RefusedChangeException(
          Kind.FAILED_PRECONDITION,
          "site: this server only reads it, or has not opened it yet",
          RefusalDetails.ofRule("site", "READ_ONLY"));
    }
    return site;
  }
}
