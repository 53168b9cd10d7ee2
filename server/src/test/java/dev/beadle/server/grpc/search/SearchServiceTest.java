package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import dev.beadle.client.Contexts;
import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.config.RequestLimits.SearchLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.RevisionWaits;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceFutureStub;
import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhoCanRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is short and what may take long share a bound and nothing else. */
final class SearchServiceTest {
  private static final int MOST_CALLS = 2;
  private static final long PATIENCE = ServedSite.PATIENCE.toMillis();

  private static final WhoCanRequest SHORT =
      WhoCanRequest.newBuilder().setContext(Contexts.system()).addCapabilities(VIEW).build();

  private final BlockingQueue<Runnable> longWork = new LinkedBlockingQueue<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    var store = new SnapshotStore();
    store.publish(classroom().snapshot());
    var parts =
        new SearchService.Parts(
            SiteDirectory.ofOnly("site", store),
            new DecisionPoint(new CachedResolutions(new Resolver(), 1 << 20)),
            new RequestLimits(100, 100, 100, 100, 1, new SearchLimits(MOST_CALLS, 100)),
            InstantSource.system(),
            Runnable::run,
            longWork::add,
            RevisionWaits.NONE,
            new LongCallMetrics(System::nanoTime));
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new SearchService(parts))
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** A report that is being worked out keeps no short question waiting. */
  @Test
  void whoCan_reportIsAtWork_isAnswered() throws Exception {
    ListenableFuture<GetSecurityOverviewResponse> report = askForReport();
    Runnable work = nextLongWork();
    assertThat(stub().whoCan(SHORT).getFreshness().getRevision()).isNotEmpty();
    assertThat(report.isDone()).isFalse();
    work.run();
    assertThat(report.get(PATIENCE, TimeUnit.MILLISECONDS).getChecksCount()).isPositive();
  }

  /** All that may look at the whole site is kept apart. */
  @Test
  void longCalls_each_areWorkedOutElsewhere() throws Exception {
    SearchServiceFutureStub asking = SearchServiceGrpc.newFutureStub(channel);
    for (Supplier<ListenableFuture<?>> ask :
        List.<Supplier<ListenableFuture<?>>>of(
            () -> asking.getSecurityOverview(GetSecurityOverviewRequest.getDefaultInstance()),
            () -> asking.listSecurityFindings(ListSecurityFindingsRequest.getDefaultInstance()),
            () -> asking.getCapabilityOverview(GetCapabilityOverviewRequest.getDefaultInstance()),
            () -> asking.listRiskHolders(ListRiskHoldersRequest.getDefaultInstance()),
            () -> asking.listHygieneFindings(ListHygieneFindingsRequest.getDefaultInstance()),
            () -> asking.whatWouldChange(WhatWouldChangeRequest.getDefaultInstance()))) {
      var _ = ask.get();
      nextLongWork().run();
    }
    assertThat(longWork).isEmpty();
  }

  /** They are counted together, and each that ends makes room for either kind. */
  @Test
  void whoCan_asManyReportsAsMayBe_isRefusedUntilOneEnds() throws Exception {
    for (int i = 0; i < MOST_CALLS; i++) {
      var _ = askForReport();
    }
    Runnable first = nextLongWork();
    Runnable second = nextLongWork();
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> stub().whoCan(SHORT));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription()).contains("max-concurrent-searches", "2");
    first.run();
    assertThat(stub().whoCan(SHORT).getFreshness().getRevision()).isNotEmpty();
    second.run();
  }

  private Runnable nextLongWork() throws InterruptedException {
    return requireNonNull(longWork.poll(PATIENCE, TimeUnit.MILLISECONDS), "no long work came");
  }

  private ListenableFuture<GetSecurityOverviewResponse> askForReport() {
    return SearchServiceGrpc.newFutureStub(channel)
        .getSecurityOverview(GetSecurityOverviewRequest.getDefaultInstance());
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE, TimeUnit.MILLISECONDS);
  }
}
