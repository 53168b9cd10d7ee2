package dev.beadle.server.cli;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.grpc.LocalChannel;
import dev.beadle.server.grpc.RevisionWaits;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.grpc.search.SearchService;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.grpc.ManagedChannel;
import java.time.InstantSource;
import java.util.function.Function;

/** Asks the search service of a running server, or of a site that is loaded for the purpose. */
final class Searching {
  private Searching() {}

  /** Gives the function a stub to ask with, and its result. */
  static <T> T with(
      TargetOptions target, SiteOptions site, Function<SearchServiceBlockingStub, T> ask) {
    if (target.isPreferredTo(site) || !site.isGiven()) {
      ManagedChannel channel = target.openChannel();
      try {
        return ask.apply(SearchServiceGrpc.newBlockingStub(channel));
      } finally {
        channel.shutdownNow();
      }
    }
    try (var local = LocalChannel.to(serviceOf(site))) {
      return ask.apply(SearchServiceGrpc.newBlockingStub(local.channel()));
    }
  }

  private static SearchService serviceOf(SiteOptions site) {
    InstantSource clock = InstantSource.system();
    return new SearchService(
        new SearchService.Parts(
            SiteDirectory.ofOnly("default", LocalSite.publish(site, clock)),
            LocalDecisions.forOneCall(),
            RequestLimits.DEFAULT,
            clock,
            Runnable::run,
            Runnable::run,
            RevisionWaits.NONE,
            new LongCallMetrics(System::nanoTime)));
  }
}
