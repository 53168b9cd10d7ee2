package dev.beadle.server.grpc;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.server.BeadleServer;
import dev.beadle.server.Main;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.LoadReport;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A real server on free ports, and a connection to it over TCP. Thread-safe. */
public final class ServedSite implements AutoCloseable {
  /** Far beyond what any test takes: a server that closes faster had nothing in flight. */
  public static final Duration DRAIN_TIME = Duration.ofSeconds(30);

  /** How long an answer may take before a test counts it as never coming. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  static final String SITE_NAME = "northfield";
  static final int MESSAGE_BYTES = 4 << 20;

  // Held, because java.util.logging forgets the level of a logger that nobody holds.
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc");

  static {
    // It shows the stack of everything that a caller does wrong, and tests do much of it.
    TRANSPORT.setLevel(Level.OFF);
  }

  private static final String HOST = "127.0.0.1";
  private static final long CACHE_BYTES = 64 << 20;

  private final BeadleServer server;
  private final ManagedChannel channel;

  private ServedSite(BeadleServer server) {
    this.server = server;
    this.channel = channelTo("127.0.0.1:" + server.grpcPort());
  }

  /** A server without a site. */
  public static ServedSite empty() {
    return start(config(RequestLimits.DEFAULT), InstantSource.system());
  }

  /** A server of the demonstration site. */
  public static ServedSite demo() {
    return of(loadDemo());
  }

  /** A server of a loaded site. */
  public static ServedSite of(Loaded loaded) {
    ServedSite served = empty();
    served.server.publish(loaded);
    return served;
  }

  /** A server of a snapshot. */
  public static ServedSite of(PolicySnapshot snapshot) {
    return of(loaded(snapshot));
  }

  static ServedSite start(BeadleServer.Config config, InstantSource clock) {
    try {
      return new ServedSite(BeadleServer.start(config, clock));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Free ports, the usual bounds but these. */
  static BeadleServer.Config config(RequestLimits limits) {
    return config(listen(0, 0, null), limits);
  }

  static BeadleServer.Config config(ListenConfig listen, RequestLimits limits) {
    return new BeadleServer.Config(listen, limits, SITE_NAME, CACHE_BYTES);
  }

  static ListenConfig listen(int grpcPort, int httpPort, @Nullable Path unixSocket) {
    return new ListenConfig(HOST, grpcPort, httpPort, unixSocket, MESSAGE_BYTES, 1000, DRAIN_TIME);
  }

  /** The demonstration site, read with the system's clock. */
  public static Loaded loadDemo() {
    return loadDemo(InstantSource.system());
  }

  static Loaded loadDemo(InstantSource clock) {
    try (TableSource source = CsvTables.ofResources(Main.class, "demo", "the demonstration site")) {
      return new SiteLoader(List.of(), clock, LoadProgress.SILENT)
          .load(source, new Revision("demo", 1));
    }
  }

  /** A snapshot with a report that says nothing. */
  static Loaded loaded(PolicySnapshot snapshot) {
    return new Loaded(snapshot, new LoadReport("a test", Map.of(), Map.of(), Duration.ZERO));
  }

  /** A new connection, the caller's to close. */
  static ManagedChannel channelTo(String target) {
    return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  public BeadleServer server() {
    return server;
  }

  /** {@code host:port} of gRPC. */
  public String target() {
    return HOST + ":" + server.grpcPort();
  }

  /** The connection, closed with the server. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Calls that give up after {@link #PATIENCE}. */
  CheckServiceBlockingStub stub() {
    return CheckServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A client with a connection of its own, the caller's to close; it asks nothing twice. */
  public BeadleClient connect() {
    return BeadleClient.builder(target()).retries(RetryPolicy.NONE).deadline(PATIENCE).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
