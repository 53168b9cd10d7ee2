package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.admin.StandardSite;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.store.CheckpointKeeper;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.SqlChangeLog;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site in a store, ready to be served.
 *
 * @param store the caller's to close, once the server is closed
 * @param written what is served
 */
record StoredSite(SiteStore store, BeadleServer.Written written) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredSite.class);

  /**
   * Opens a store and reads its site; an empty store gets a new site first.
   *
   * @throws LogUnavailableException if it cannot be opened or read
   */
  static StoredSite open(DataOptions data, CheckpointOptions checkpoints, InstantSource clock) {
    SiteStore store = data.open(checkpoints.settings(), clock);
    try {
      if (store.isEmpty()) {
        startLog(store, clock);
      }
      LOG.atInfo().addKeyValue("store", store.description()).log("loading");
      SiteStore.Opened opened = store.resume(new LoadLog(clock));
      LoadLog.report(opened.report());
      LOG.atInfo().addKeyValue("entries", opened.entries()).log("the log after it was applied");
      SqlChangeLog log = store.openLog();
      var keeper = new CheckpointKeeper(store, log, checkpoints.limits(), System::nanoTime, opened);
      return new StoredSite(
          store,
          new BeadleServer.Written(
              opened.snapshot(),
              log,
              opened.report(),
              () -> store.load(LoadProgress.SILENT).snapshot(),
              store.past(),
              keeper));
    } catch (RuntimeException | OutOfMemoryError unreadable) {
      store.close();
      throw unreadable;
    }
  }

  @Override
  public void close() {
    store.close();
  }

  private static void startLog(SiteStore store, InstantSource clock) {
    StandardDefinitions standard = StandardDefinitions.standard();
    PolicySnapshot site =
        new SiteLoader(standard.deprecated(), clock, LoadProgress.SILENT)
            .load(StandardSite.tables(standard), Revisions.first())
            .snapshot();
    try {
      store.startLog(site, false, LoadProgress.SILENT);
    } catch (LogUnavailableException refused) {
      // Of several servers that start on one empty database, one is the first.
      if (store.isEmpty()) {
        throw refused;
      }
      return;
    }
    LOG.atInfo()
        .addKeyValue("store", store.description())
        .addKeyValue("revision", site.revisionToken())
        .log("the store was empty: a new site with the standard roles, and no administrator yet");
  }
}
