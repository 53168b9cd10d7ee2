package dev.beadle.server;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.CheckService;
import dev.beadle.server.grpc.GrpcServer;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.http.OperatorServer;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.SiteMetrics;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running sidecar: the composition root. It listens from the start, answers checks once a site is
 * published, and drains when it is closed. Thread-safe.
 */
public final class BeadleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BeadleServer.class);

  private final SnapshotStore site = new SnapshotStore();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SiteMetrics siteMetrics = new SiteMetrics(registry);
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
  private final ExecutorService explainExecutor = Executors.newVirtualThreadPerTaskExecutor();
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
      ListenConfig listen, RequestLimits limits, String siteName, long cacheBytes) {}

  private BeadleServer(Config config, InstantSource clock) throws IOException {
    var cache = new CachedResolutions(new Resolver(), config.cacheBytes());
    var checkMetrics = new CheckMetrics();
    registerMeters(cache, checkMetrics, clock);
    var checkService =
        new CheckService(
            new CheckService.Parts(
                SiteDirectory.ofOnly(config.siteName(), site),
                new DecisionPoint(cache),
                config.limits(),
                checkMetrics,
                clock,
                System::nanoTime,
                explainExecutor));
    ListenConfig listen = config.listen();
    this.grpc = GrpcServer.start(listen, checkService, checkMetrics);
    try {
      this.http =
          OperatorServer.start(
              new InetSocketAddress(listen.host(), listen.httpPort()), registry, () -> isReady);
    } catch (IOException refused) {
      grpc.close();
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
    server.registerJvmMeters();
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
    grpc.setServing(true);
    isReady = true;
    LOG.atInfo().addKeyValue("revision", loaded.snapshot().revisionToken()).log("serving");
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
    grpc.close();
    http.close();
    explainExecutor.shutdownNow();
    gcMetrics.close();
    registry.close();
    LOG.info("stopped");
  }

  private void registerMeters(
      CachedResolutions cache, CheckMetrics checkMetrics, InstantSource clock) {
    registry.getPrometheusRegistry().register(checkMetrics);
    siteMetrics.register(cache);
    siteMetrics.register(site, clock);
  }

  /** Only once nothing can fail any more: the JVM holds on to whoever listens to it. */
  private void registerJvmMeters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gcMetrics.bindTo(registry);
  }
}
