package dev.beadle.server.grpc;

import dev.beadle.server.graph.SnapshotStore;
import java.util.Map;

/** The sites that this process answers for, by name. Immutable and so thread-safe. */
public final class SiteDirectory {
  private final Map<String, SnapshotStore> sites;

  /** One site, found by its name and by the empty one. */
  public static SiteDirectory ofOnly(String name, SnapshotStore site) {
    return new SiteDirectory(Map.of(name, site, "", site));
  }

  private SiteDirectory(Map<String, SnapshotStore> sites) {
    this.sites = Map.copyOf(sites);
  }

  /**
   * Where the facts of a site are.
   *
   * @param name the site; empty for the only one
   * @throws UnknownSiteException if there is none of this name
   */
  public SnapshotStore site(String name) {
    SnapshotStore site = sites.get(name);
    if (site == null) {
      throw new UnknownSiteException(name);
    }
    return site;
  }

  /** A request about a site that this process does not have. */
  static final class UnknownSiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSiteException(String name) {
      super("site: unknown site `" + name + "` (empty is the only one)", null, false, false);
    }
  }

  /** A request that comes before the site is loaded. */
  static final class SiteNotLoadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteNotLoadedException() {
      super("the site is not loaded yet", null, false, false);
    }
  }
}
