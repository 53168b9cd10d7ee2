package dev.beadle.server.grpc;

import dev.beadle.server.graph.SnapshotStore;

/** The site that this process answers for, by its name. Immutable and so thread-safe. */
public final class SiteDirectory {
  private final String name;
  private final SnapshotStore site;

  /** One site, found by its name and by the empty one. */
  public static SiteDirectory ofOnly(String name, SnapshotStore site) {
    return new SiteDirectory(name, site);
  }

  private SiteDirectory(String name, SnapshotStore site) {
    this.name = name;
    this.site = site;
  }

  /**
   * Where the facts of a site are.
   *
   * @param asked the site; empty for the only one
   * @throws UnknownSiteException if there is none of this name
   */
  public SnapshotStore site(String asked) {
    if (!asked.isEmpty() && !asked.equals(name)) {
      throw new UnknownSiteException(asked);
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
