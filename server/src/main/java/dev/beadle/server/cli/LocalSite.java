package dev.beadle.server.cli;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.TableSource;
import java.time.InstantSource;

/** A site that is loaded for one command, without a server. Stateless. */
final class LocalSite {
  private LocalSite() {}

  /** The site, read whole. */
  static PolicySnapshot load(SiteOptions site, InstantSource clock) {
    try (TableSource source = site.open()) {
      return site.loader(clock, LoadProgress.SILENT).load(source, Revisions.first()).snapshot();
    }
  }

  /** The site, read whole, where a service finds it. */
  static SnapshotStore publish(SiteOptions site, InstantSource clock) {
    var store = new SnapshotStore();
    store.publish(load(site, clock));
    return store;
  }
}
