package dev.beadle.server;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.admin.AdminGuard;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.admin.Administration;
import dev.beadle.server.admin.Enforcement;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.change.ChangeApplier;
import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.ChangeSink;
import dev.beadle.server.change.PastFacts;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.change.Reloading;
import dev.beadle.server.config.ChangeLimits;
import dev.beadle.server.config.ChangeLimits.BatchLimits;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.AdminService;
import dev.beadle.server.grpc.AdminSites;
import dev.beadle.server.grpc.Alarm;
import dev.beadle.server.grpc.BatchMapper;
import dev.beadle.server.grpc.CheckService;
import dev.beadle.server.grpc.GrpcServer;
import dev.beadle.server.grpc.HistoryService;
import dev.beadle.server.grpc.PreviewService;
import dev.beadle.server.grpc.RevisionWaits;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.grpc.WatchService;
import dev.beadle.server.grpc.Workers;
import dev.beadle.server.grpc.search.SearchService;
import dev.beadle.server.http.OperatorServer;
import dev.beadle.server.moodle.LoadReport;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.store.CheckpointKeeper;
import dev.beadle.server.telemetry.ChangeMetrics;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckpointMetrics;
import dev.beadle.server.telemetry.JvmMetrics;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.SiteMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running sidecar: the composition root. It listens from the start, answers checks once a site is
 * published, and drains when it is closed. Thread-safe.
 */
public final class BeadleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BeadleServer.class);

  private static final ThreadFactory TIMER =
      Thread.ofPlatform().name("beadle-timer").daemon().factory();

  private static final long JVM_METERS_AFTER_MILLIS = 1000;

  private final Config config;
  private final InstantSource clock;
  private final SnapshotStore site;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SiteMetrics siteMetrics = new SiteMetrics(registry);
  private final JvmMetrics jvmMetrics = new JvmMetrics();
  private final ChangeMetrics changeMetrics = new ChangeMetrics();
  private final LongCallMetrics longCallMetrics = new LongCallMetrics(System::nanoTime);
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final Workers searchWorkers = new Workers("search");
  private final Workers reportWorkers = new Workers("report");
  private final Workers previewWorkers = new Workers("preview");
  private final Workers historyWorkers = new Workers("history");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, TIMER);
  private final WatchService watch;
  private final AdminSites adminSites;
  private final DecisionPoint decisions;
  private final AtomicReference<@Nullable Writing> writing = new AtomicReference<>();
  private final GrpcServer grpc;
  private final OperatorServer http;
  private volatile boolean isReady;

  /**
   * What an operator can set.
   *
   * @param siteName the name by which requests may name the site
   * @param cacheBytes the bytes that remembered resolutions may take
   */
  public record Config(
      ListenConfig listen,
      RequestLimits limits,
      ChangeLimits changes,
      String siteName,
      long cacheBytes) {
    /** With the usual bounds of writing and watching. */
    public Config(ListenConfig listen, RequestLimits limits, String siteName, long cacheBytes) {
      this(listen, limits, ChangeLimits.DEFAULT, siteName, cacheBytes);
    }
  }

  /**
   * A site that changes.
   *
   * @param first facts at a revision of the log
   * @param log what happens after it; the server closes it
   * @param report how the first facts were read
   * @param reloading how to start again when the log no longer reaches back to the facts
   * @param past where facts of earlier revisions are; without, histories reach back to the recent
   *     revisions only
   * @param checkpoints who writes them, or null for nobody; the server starts and closes it
   */
  public record Written(
      PolicySnapshot first,
      ChangeLog log,
      LoadReport report,
      Reloading reloading,
      PastFacts past,
      @Nullable CheckpointKeeper checkpoints) {
    /** A site of which only the recent revisions are at hand. */
    public Written(PolicySnapshot first, ChangeLog log, LoadReport report) {
      this(first, log, report, Reloading.NONE, PastFacts.NONE, null);
    }
  }

  /** What a site that changes needs while it is served. */
  private record Writing(
      ChangeApplier applier, ChangeLog log, @Nullable CheckpointKeeper checkpoints) {}

  private BeadleServer(Config config, InstantSource clock) throws IOException {
    this.config = config;
    this.clock = clock;
    ChangeLimits changes = config.changes();
    this.site = new SnapshotStore(changes.recentRevisions(), changes.revisionWaiters());
    SiteDirectory sites = SiteDirectory.ofOnly(config.siteName(), site);
    timer.setRemoveOnCancelPolicy(true);
    var cache = new CachedResolutions(new Resolver(), config.cacheBytes());
    this.decisions = new DecisionPoint(cache);
    var checkMetrics = new CheckMetrics();
    registerMeters(cache, checkMetrics, clock);
    var checkService =
        new CheckService(
            new CheckService.Parts(
                sites,
                decisions,
                config.limits(),
                checkMetrics,
                clock,
                System::nanoTime,
                virtualThreads,
                new RevisionWaits(Alarm.by(timer), virtualThreads, changes.revisionWait())));
    this.watch = new WatchService(sites, changes.watch(), virtualThreads, checkMetrics);
    this.adminSites = AdminSites.ofOnly(config.siteName());
    var admin =
        new AdminService(
            new AdminService.Parts(
                adminSites,
                BatchMapper.ofConnections(batchLimits()),
                config.changes().batches().calls(),
                clock,
                virtualThreads));
    registerChangeMeters();
    ListenConfig listen = config.listen();
    StartTask<OperatorServer> operators = StartTask.begin("beadle-opening", this::openToOperators);
    try {
      this.grpc =
          GrpcServer.start(
              listen,
              List.of(checkService, searches(sites), watch, admin, previews(), histories()),
              checkMetrics);
    } catch (IOException | RuntimeException | Error refused) {
      operators.abandon(OperatorServer::close);
      throw refused;
    }
    try {
      this.http = operators.await();
    } catch (IOException | RuntimeException | Error refused) {
      grpc.close();
      throw refused;
    }
  }

  private OperatorServer openToOperators() throws IOException {
    ListenConfig listen = config.listen();
    try {
      return OperatorServer.start(
          new InetSocketAddress(listen.host(), listen.httpPort()), registry, this::findUnready);
    } catch (IOException refused) {
      throw new IOException(
          "http-port " + listen.httpPort() + ": " + refused.getMessage(), refused);
    }
  }

  /**
   * Starts to listen, without a site.
   *
   * @throws IOException if an address cannot be listened on; nothing is left behind then
   */
  public static BeadleServer start(Config config, InstantSource clock) throws IOException {
    var server = new BeadleServer(config, clock);
    server.registerJvmMetersSoon();
    LOG.atInfo()
        .addKeyValue("grpcPort", server.grpcPort())
        .addKeyValue("httpPort", server.httpPort())
        .log("listening");
    return server;
  }

  /** Makes a loaded site the one that is asked, and says so by health and readiness. */
  public void publish(Loaded loaded) {
    siteMetrics.tell(loaded.report(), loaded.snapshot());
    site.publish(loaded.snapshot());
    serve(loaded.snapshot());
  }

  /**
   * Makes a site that changes the one that is asked, once; nothing else may be published then.
   *
   * @return where changes are handed in
   * @throws dev.beadle.server.change.LogUnavailableException if the log cannot be read
   */
  public ChangeSink open(Written written) {
    ChangeLog log = written.log();
    ChangeLimits changes = config.changes();
    var applier =
        ChangeApplier.open(
            new ChangeApplier.Parts(
                log,
                site,
                clock,
                System::nanoTime,
                virtualThreads,
                changeMetrics,
                new ChangeApplier.Limits(
                    changes.pendingWrites(), changes.groupWrites(), config.listen().drainTime()),
                written.reloading()),
            written.first());
    if (!writing.compareAndSet(null, new Writing(applier, log, written.checkpoints()))) {
      throw new IllegalStateException("a second site that changes");
    }
    PolicySnapshot current = requireNonNull(site.findCurrent(), "published");
    applier.tell(watch.follow(log, current.revision().position()));
    changeMetrics.register(registry, applier, log);
    siteMetrics.tell(written.report(), current);
    keepCheckpoints(written.checkpoints(), applier, current);
    applier.start();
    adminSites.open(new AdminSites.Site(site, applier, log, this::propose, written.past()));
    long heartbeatNanos = changes.watch().heartbeat().toNanos();
    var _ =
        timer.scheduleAtFixedRate(
            watch::beat, heartbeatNanos, heartbeatNanos, TimeUnit.NANOSECONDS);
    var _ = timer.scheduleAtFixedRate(this::tellHealth, 1, 1, TimeUnit.SECONDS);
    serve(current);
    return applier;
  }

  /** The gRPC port that it listens on. */
  public int grpcPort() {
    return grpc.port();
  }

  /** The HTTP port that it listens on. */
  public int httpPort() {
    return http.port();
  }

  /** Drains: readiness and health turn first, calls in flight may end, then the ports close. */
  @Override
  public void close() {
    LOG.info("draining");
    isReady = false;
    watch.close();
    grpc.close();
    http.close();
    searchWorkers.close();
    reportWorkers.close();
    previewWorkers.close();
    historyWorkers.close();
    closeWriting();
    timer.shutdownNow();
    virtualThreads.shutdownNow();
    jvmMetrics.close();
    registry.close();
    LOG.info("stopped");
  }

  /** Why checks should be asked elsewhere, or null. */
  private @Nullable String findUnready() {
    if (!isReady) {
      return "no site is loaded, or the server is draining";
    }
    Writing changing = writing.get();
    Duration longest = config.changes().maxStale();
    if (changing == null || longest.isZero()) {
      return null;
    }
    Duration staleFor = changing.applier().staleFor();
    return staleFor.compareTo(longest) <= 0
        ? null
        : "stale for "
            + staleFor.toSeconds()
            + " s (--max-stale-seconds "
            + longest.toSeconds()
            + "): "
            + changing.applier().findTrouble();
  }

  /** Health follows readiness, until the server drains: that is for good. */
  private void tellHealth() {
    if (isReady) {
      grpc.setServing(findUnready() == null);
    }
  }

  private void serve(PolicySnapshot snapshot) {
    grpc.setServing(true);
    isReady = true;
    LOG.atInfo().addKeyValue("revision", snapshot.revisionToken()).log("serving");
  }

  /** Only once no call is left that could write. */
  private void closeWriting() {
    Writing ending = writing.get();
    if (ending != null) {
      ending.applier().close();
      CheckpointKeeper checkpoints = ending.checkpoints();
      if (checkpoints != null) {
        checkpoints.close();
      }
      ending.log().close();
    }
  }

  private void keepCheckpoints(
      @Nullable CheckpointKeeper keeper, ChangeApplier applier, PolicySnapshot current) {
    if (keeper != null) {
      applier.tell(keeper);
      CheckpointMetrics.register(registry, keeper);
      keeper.start(current);
    }
  }

  private SearchService searches(SiteDirectory sites) {
    return new SearchService(
        new SearchService.Parts(
            sites,
            decisions,
            config.limits(),
            clock,
            searchWorkers,
            reportWorkers,
            new RevisionWaits(Alarm.by(timer), virtualThreads, config.changes().revisionWait()),
            longCallMetrics));
  }

  private PreviewService previews() {
    return new PreviewService(
        new PreviewService.Parts(
            adminSites,
            BatchMapper.ofConnections(batchLimits()),
            clock,
            previewWorkers,
            config.changes().longCalls().previews(),
            longCallMetrics));
  }

  private HistoryService histories() {
    return new HistoryService(
        new HistoryService.Parts(
            adminSites,
            clock,
            historyWorkers,
            config.changes().longCalls().histories(),
            longCallMetrics));
  }

  private AdminLimits batchLimits() {
    BatchLimits batches = config.changes().batches();
    // The revision may be demanded besides the rows.
    return new AdminLimits(
        batches.commands(), AdminLimits.DEFAULT.mostChanges(), batches.preconditions() + 1);
  }

  /**
   * The first answer does not wait for the standard definitions: they are read by the first use.
   */
  private Proposal propose(AdminBatch batch) {
    var guard = new AdminGuard(decisions, Enforcement.AUTO);
    return new Administration(StandardDefinitions.standard(), guard, batchLimits()).propose(batch);
  }

  private void registerChangeMeters() {
    registry.getPrometheusRegistry().register(changeMetrics);
    registry.getPrometheusRegistry().register(longCallMetrics);
    changeMetrics.register(registry, site);
    changeMetrics.register(registry, watch::watcherCount, watch::mergedCount);
    changeMetrics.registerReadiness(registry, () -> findUnready() == null);
  }

  /** The first answer does not wait for them. */
  private void registerJvmMetersSoon() {
    var _ =
        timer.schedule(
            () -> jvmMetrics.register(registry), JVM_METERS_AFTER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void registerMeters(
      CachedResolutions cache, CheckMetrics checkMetrics, InstantSource clock) {
    registry.getPrometheusRegistry().register(checkMetrics);
    siteMetrics.register(cache);
    siteMetrics.register(site, clock);
  }
}
