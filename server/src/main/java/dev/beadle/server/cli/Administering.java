package dev.beadle.server.cli;

import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.admin.AdminGuard;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.admin.Administration;
import dev.beadle.server.admin.Enforcement;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.change.ApplierListener;
import dev.beadle.server.change.ChangeApplier;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.AdminService;
import dev.beadle.server.grpc.AdminSites;
import dev.beadle.server.grpc.BatchMapper;
import dev.beadle.server.grpc.LocalChannel;
import dev.beadle.server.grpc.PreviewService;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.telemetry.LongCallMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** Administers a running server, or a store that no server has, by the same service. */
final class Administering {
  /**
   * A file is as long as it is: a server has its own bounds, and what is done here is bounded by
   * the changes that it makes.
   */
  static final AdminLimits ANY_LENGTH =
      new AdminLimits(Integer.MAX_VALUE, AdminLimits.DEFAULT.mostChanges(), Integer.MAX_VALUE);

  /** One command line writes one batch. */
  private static final ChangeApplier.Limits LIMITS =
      new ChangeApplier.Limits(1, 1, Duration.ofSeconds(10));

  /** A large store takes its time; nobody else waits. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Administering() {}

  /** Gives the function a client of a running server, and its result. */
  static <T> T server(TargetOptions target, Function<BeadleAdmin, T> use) {
    try (BeadleAdmin admin = target.connectAdmin()) {
      return use.apply(admin);
    }
  }

  /** Gives the function a client of a store that is opened for the purpose, and its result. */
  static <T> T store(DataOptions data, Function<BeadleAdmin, T> use) {
    InstantSource clock = InstantSource.system();
    var snapshots = new SnapshotStore();
    try (SiteStore store = data.open(clock);
        ChangeApplier applier =
            ChangeApplier.open(
                new ChangeApplier.Parts(
                    store.openLog(),
                    snapshots,
                    clock,
                    System::nanoTime,
                    Runnable::run,
                    ApplierListener.NONE,
                    LIMITS),
                store.load(LoadProgress.SILENT).snapshot())) {
      applier.start();
      var sites = AdminSites.ofOnly("default");
      sites.open(
          new AdminSites.Site(snapshots, applier, store.openLog(), administration()::propose));
      var service =
          new AdminService(
              new AdminService.Parts(
                  sites, BatchMapper.ofOperator(ANY_LENGTH), 1, clock, Runnable::run));
      var previews =
          new PreviewService(
              new PreviewService.Parts(
                  sites,
                  BatchMapper.ofOperator(ANY_LENGTH),
                  clock,
                  Runnable::run,
                  1,
                  new LongCallMetrics(System::nanoTime)));
      try (var local = LocalChannel.to(service, previews);
          BeadleAdmin admin = BeadleAdmin.over(local.channel()).withDeadline(PATIENCE)) {
        return use.apply(admin);
      }
    }
  }

  private static Administration administration() {
    return new Administration(
        StandardDefinitions.standard(),
        new AdminGuard(LocalDecisions.forOneCall(), Enforcement.AUTO),
        ANY_LENGTH);
  }
}
