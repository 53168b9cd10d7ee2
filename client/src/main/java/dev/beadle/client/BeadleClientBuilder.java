package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import dev.beadle.client.internal.wire.CallerExecutor;
import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.Endpoints.Target;
import dev.beadle.client.internal.wire.GuardedMeters;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.Targets;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.internal.wire.UnaryCalls;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.Consistency;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelRegistry.ProviderNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link BeadleClient}. Every setting has a default that suits a service with a sidecar
 * beside it. For one thread.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="builder" :
 * try (var beadle =
 *     BeadleClient.builder(target)
 *         .target(secondTarget)
 *         .deadline(Duration.ofSeconds(10))
 *         .retries(RetryPolicy.DEFAULT.withBudget(0.5, 20))
 *         .circuit(
 *             new CircuitPolicy(
 *                 3, Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofSeconds(10)))
 *         .failOpen("mod/forum:viewdiscussion")
 *         .build()) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 */
public final class BeadleClientBuilder {
  /** The largest answer that is taken: a batch or a matrix at the server's largest bounds. */
  private static final int MAX_INBOUND_BYTES = 16 << 20;

  /** A connection is asked after this time of silence whether it is alive; not more often. */
  private static final long KEEP_ALIVE_SECONDS = 15;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;

  private final List<Supplier<Target>> targets = new ArrayList<>();
  private ChannelCredentials credentials = InsecureChannelCredentials.create();
  private CallSettings settings =
      new CallSettings(
          "",
          BeadleClient.DEFAULT_DEADLINE,
          OnFailure.DENY,
          Set.of(),
          Consistency.getDefaultInstance());
  private RetryPolicy retries = RetryPolicy.DEFAULT;
  private CircuitPolicy circuit = CircuitPolicy.DEFAULT;
  private @Nullable Duration hedgeAfter;
  private boolean isCoalescing = true;
  private @Nullable NearCachePolicy cachePolicy;
  private ClientMeters meters = ClientMeters.NONE;
  private Executor executor = task -> Thread.ofVirtual().name("beadle-stage").start(task);

  BeadleClientBuilder() {}

  /**
   * Adds a sidecar: {@code host:port}, or {@code unix:/path/of/the.sock}. The first one that was
   * added is asked; the next ones when it does not answer, until it does again.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public BeadleClientBuilder target(String target) {
    Targets.require("target", target);
    targets.add(() -> {
      // Whatever the builder is used for afterwards.
      ChannelCredentials known = credentials;
      return Target.of(target, () -> connect(target, known));
    });
    return this;
  }

  /**
   * Adds a sidecar by a connection, which the client closes in the end. Calls of others on it have
   * two seconds then; gRPC may need them also without any, after the sidecar has said nothing.
   */
  public BeadleClientBuilder channel(ManagedChannel channel) {
    requireNonNull(channel, "channel");
    targets.add(() -> Target.over(channel.authority(), channel));
    return this;
  }

  /** How to show and to demand who is who; without it, connections are in the clear. */
  public BeadleClientBuilder credentials(ChannelCredentials newCredentials) {
    credentials = requireNonNull(newCredentials, "credentials");
    return this;
  }

  /**
   * TLS: the sidecar shows a certificate that one of these authorities has signed.
   *
   * @param authorities a file of X.509 certificates in PEM form
   * @throws IOException if it cannot be read, or is something else
   */
  public BeadleClientBuilder tls(Path authorities) throws IOException {
    return credentials(TlsFiles.trusting(authorities));
  }

  /**
   * TLS on both sides: the client shows a certificate too.
   *
   * @param authorities as of {@link #tls(Path)}
   * @param certificateChain the client's own, in PEM form
   * @param privateKey its key: PKCS#8 in PEM form
   * @throws IOException if one of them cannot be read, or is something else
   */
  public BeadleClientBuilder tls(Path authorities, Path certificateChain, Path privateKey)
      throws IOException {
    return credentials(TlsFiles.mutual(authorities, certificateChain, privateKey));
  }

  /** The site that is asked about; not needed when the sidecar has only one. */
  public BeadleClientBuilder site(String site) {
    settings = settings.withSite(requireNonNull(site, "site"));
    return this;
  }

  /**
   * How long a call may take, all retries included; {@link BeadleClient#DEFAULT_DEADLINE}. The
   * deadline of a surrounding call of gRPC's is another matter: whoever calls a service could
   * otherwise have its questions fail, and with them what {@link #failOpen fails open}.
   *
   * @throws IllegalArgumentException if it is not above zero
   */
  public BeadleClientBuilder deadline(Duration deadline) {
    if (!requireNonNull(deadline, "deadline").isPositive()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than 0)");
    }
    settings = settings.withDeadline(deadline);
    return this;
  }

  /** What to do with a question that has no answer; {@link OnFailure#DENY}. */
  public BeadleClientBuilder onFailure(OnFailure onFailure) {
    settings = settings.withOnFailure(requireNonNull(onFailure, "onFailure"));
    return this;
  }

  /**
   * Allows these capabilities when the sidecar gives no answer in time: see {@link OnFailure}. Each
   * such answer is counted, and logged as a warning, once a second at the most. Of a question about
   * any of several capabilities one of these is enough; about all of them, all have to be of these.
   * Called again, it replaces what it was given before.
   */
  public BeadleClientBuilder failOpen(String... capabilities) {
    for (String capability : requireNonNull(capabilities, "capabilities")) {
      if (requireNonNull(capability, "capability").isBlank()) {
        throw new IllegalArgumentException("capabilities: a blank one (expected: a name)");
      }
    }
    settings =
        new CallSettings(
            settings.site(),
            settings.deadline(),
            settings.onFailure(),
            Set.copyOf(List.of(capabilities)),
            settings.consistency());
    return this;
  }

  /** Whether and how often to ask again; {@link RetryPolicy#DEFAULT}. */
  public BeadleClientBuilder retries(RetryPolicy policy) {
    retries = requireNonNull(policy, "policy");
    return this;
  }

  /** When to leave a sidecar alone; {@link CircuitPolicy#DEFAULT}. */
  public BeadleClientBuilder circuit(CircuitPolicy policy) {
    circuit = requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Asks a second endpoint too when the first has not answered after this time, and takes what
   * comes first; off by default, and of no use with one endpoint. It counts as a retry.
   *
   * @throws IllegalArgumentException if it is below zero
   */
  public BeadleClientBuilder hedgeAfter(Duration delay) {
    if (requireNonNull(delay, "delay").isNegative()) {
      throw new IllegalArgumentException("delay: " + delay + " (expected: 0 or more)");
    }
    hedgeAfter = CallSettings.bounded(delay);
    return this;
  }

  /** Whether single questions of concurrent callers travel together; on by default. */
  public BeadleClientBuilder coalescing(boolean isOn) {
    isCoalescing = isOn;
    return this;
  }

  /** Keeps answers, as the policy says; off by default. */
  public BeadleClientBuilder nearCache(NearCachePolicy policy) {
    cachePolicy = requireNonNull(policy, "policy");
    return this;
  }

  /** Told of what the client does; {@link ClientMeters#NONE}. */
  public BeadleClientBuilder meters(ClientMeters newMeters) {
    meters = requireNonNull(newMeters, "meters");
    return this;
  }

  /**
   * Where what follows a stage runs; on a virtual thread each by default. What an executor refuses
   * runs on a virtual thread after all. One that runs tasks at once runs most of them on the thread
   * on which answers come: nothing that follows may block then.
   */
  public BeadleClientBuilder executor(Executor newExecutor) {
    executor = requireNonNull(newExecutor, "executor");
    return this;
  }

  /**
   * The client. It connects when it is first asked.
   *
   * @throws IllegalStateException if there is no target
   * @throws IllegalArgumentException if a target or the private key is malformed
   */
  public BeadleClient build() {
    if (targets.isEmpty()) {
      throw new IllegalStateException("target: none (expected: at least one)");
    }
    List<Target> found = targets.stream().map(Supplier::get).toList();
    var ticker = new Ticker(System::nanoTime);
    var guarded = new GuardedMeters(meters);
    var endpoints = new Endpoints(found, circuit, guarded, ticker);
    var parts =
        new UnaryCalls.Parts(
            endpoints,
            ticker,
            retries,
            new RetryBudget(retries, ticker.now()),
            guarded,
            circuit.silence(),
            hedgeAfter);
    var following = new CallerExecutor(executor, ticker);
    return new BeadleClient(new Connection(parts, following, isCoalescing, cachePolicy), settings);
  }

  private static ManagedChannel connect(String target, ChannelCredentials credentials) {
    try {
      return Grpc.newChannelBuilder(target, credentials)
          .maxInboundMessageSize(MAX_INBOUND_BYTES)
          .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
          .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .build();
    } catch (ProviderNotFoundException unfit) {
      throw new IllegalArgumentException(target + ": " + unfit.getMessage(), unfit);
    }
  }
}
