package dev.beadle.server.grpc;

import dev.beadle.server.admin.CommandBatch;
import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.ChangeSink;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.SiteDirectory.SiteNotLoadedException;
import dev.beadle.server.grpc.SiteDirectory.UnknownSiteException;
import java.util.Map;
import java.util.function.Function;

/** The sites that this process writes, by name. Immutable and so thread-safe. */
public final class AdminSites {
  private final Map<String, Site> sites;

  /**
   * A site that is written here.
   *
   * @param snapshots where its facts are
   * @param sink takes what is to be written
   * @param log keeps what was written
   * @param planning makes a proposal of a batch: it works out the changes, and whether the actor
   *     may
   */
  public record Site(
      SnapshotStore snapshots,
      ChangeSink sink,
      ChangeLog log,
      Function<CommandBatch, Proposal> planning) {
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

  private AdminSites(Map<String, Site> sites) {
    this.sites = Map.copyOf(sites);
  }

  /** One site, found by its name and by the empty one. */
  public static AdminSites ofOnly(String name, Site site) {
    return new AdminSites(Map.of(name, site, "", site));
  }

  /**
   * A site by its name; empty for the only one.
   *
   * @throws UnknownSiteException if there is none of this name
   */
  Site named(String name) {
    Site site = sites.get(name);
    if (site == null) {
      throw new UnknownSiteException(name);
    }
    return site;
  }
}
