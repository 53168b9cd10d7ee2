package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.grpc.CheckService;
import dev.beadle.server.grpc.LocalChannel;
import dev.beadle.server.grpc.RevisionWaits;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.telemetry.CheckMetrics;
import java.time.InstantSource;
import java.util.function.Function;

/** Asks a running server, or a site that is loaded for the purpose, by the same service. */
final class Asking {
  private Asking() {}

  /** Gives the function a client to ask with, and its result. */
  static <T> T with(TargetOptions target, SiteOptions site, Function<BeadleClient, T> ask) {
    if (target.isPreferredTo(site) || !site.isGiven()) {
      try (BeadleClient client = target.connect()) {
        return ask.apply(client);
      }
    }
    InstantSource clock = InstantSource.system();
    var service =
        new CheckService(
            new CheckService.Parts(
                SiteDirectory.ofOnly("default", LocalSite.publish(site, clock)),
                LocalDecisions.forOneCall(),
                RequestLimits.DEFAULT,
                new CheckMetrics(),
                clock,
                System::nanoTime,
                Runnable::run,
                RevisionWaits.NONE));
    try (var local = LocalChannel.to(service);
        BeadleClient client = target.configured(BeadleClient.over(local.channel()))) {
      return ask.apply(client);
    }
  }
}
