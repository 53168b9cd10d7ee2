package dev.beadle.client;

import com.google.protobuf.Message;
import dev.beadle.client.internal.cache.NearCache;
import dev.beadle.client.internal.check.Lane;
import dev.beadle.client.internal.watch.Watching;
import dev.beadle.client.internal.wire.CallFailedException;
import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.internal.wire.UnaryCalls;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.WatchRequest;
import io.grpc.MethodDescriptor;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all clients that come from one share. Thread-safe. */
final class Connection implements AutoCloseable {
  /**
   * Sites whose questions travel together and whose answers are kept; others' do neither. Each
   * takes a stream or two for as long as the client lives, of the 1,000 calls that a sidecar takes
   * from a connection at once.
   */
  private static final int MOST_SITES = 100;

  private final UnaryCalls.Parts parts;
  private final UnaryCalls unary;
  private final FailOpenLog failOpenLog;
  private final Executor executor;
  private final boolean isCoalescing;
  private final @Nullable NearCachePolicy cachePolicy;
  private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, NearCache> caches = new ConcurrentHashMap<>();
  private final Set<Watching> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /**
   * A connection.
   *
   * @param executor where what follows the answer to a stage is run; it takes everything
   * @param cachePolicy how answers are kept, or null if they are not
   */
  Connection(
      UnaryCalls.Parts parts,
      Executor executor,
      boolean isCoalescing,
      @Nullable NearCachePolicy cachePolicy) {
    this.cachePolicy = cachePolicy;
    this.parts = parts;
    this.unary = new UnaryCalls(parts);
    this.failOpenLog = new FailOpenLog(parts.ticker()::now);
    this.executor = executor;
    this.isCoalescing = isCoalescing;
  }

  Endpoints endpoints() {
    return parts.endpoints();
  }

  Ticker ticker() {
    return parts.ticker();
  }

  ClientMeters meters() {
    return parts.meters();
  }

  FailOpenLog failOpenLog() {
    return failOpenLog;
  }

  Executor executor() {
    return executor;
  }

  /** Where single questions about a site travel together, if they do. */
  @Nullable Lane findLane(String site) {
    Lane lane = lanes.get(site);
    if (lane != null || !isCoalescing || lanes.size() >= MOST_SITES) {
      return lane;
    }
    Lane made = lanes.computeIfAbsent(site, name -> new Lane(name, parts));
    if (endpoints().isClosed()) {
      made.close();
    }
    return made;
  }

  /** What is kept of a site, if anything is. */
  @Nullable NearCache findCache(CallSettings settings) {
    NearCachePolicy policy = cachePolicy;
    if (policy == null || endpoints().isClosed()) {
      return null;
    }
    NearCache known = caches.get(settings.site());
    if (known == null && caches.size() < MOST_SITES) {
      known = caches.computeIfAbsent(settings.site(), _ -> cacheOf(settings, policy));
    }
    return known;
  }

  private NearCache cacheOf(CallSettings settings, NearCachePolicy policy) {
    CallSettings usual = settings.withDeadline(BeadleClient.DEFAULT_DEADLINE);
    var requests = new Requests(usual);
    var cache =
        new NearCache(
            policy,
            (context, capability) ->
                start(
                    CheckServiceGrpc.getExplainCapabilityMethod(),
                    requests.explain(Questions.one(0, capability, context)),
                    usual));
    var _ = watching(settings, WatchRequest.getDefaultInstance(), cache);
    return cache;
  }

  /** Begins to watch the site of the settings, until the connection is closed at the latest. */
  Watching watching(CallSettings settings, WatchRequest request, Watching.Events events) {
    var watch =
        new Watching(
            parts, request.toBuilder().setSite(settings.site()).build(), events, watches::remove);
    watches.add(watch);
    watch.begin();
    if (isClosed) {
      watch.close();
    }
    return watch;
  }

  /** Starts a call of its own; the future fails with a {@link CallFailedException}. */
  <Q extends Message, R> CompletableFuture<R> start(
      MethodDescriptor<Q, R> method, Q request, CallSettings settings) {
    return start(method, request, settings, _ -> null);
  }

  /** The same, for answers that can be read and be garbage all the same. */
  <Q extends Message, R> CompletableFuture<R> start(
      MethodDescriptor<Q, R> method, Q request, CallSettings settings, UnaryCalls.Fit<R> fit) {
    long deadlineAt = ticker().now() + settings.deadline().toNanos();
    return unary.start(
        method, request, new UnaryCalls.Terms(deadlineAt, Requests.isPinned(request)), fit);
  }

  /**
   * Makes a call of its own and waits for the answer.
   *
   * @throws CheckFailedException if there is none
   */
  <Q extends Message, R> R ask(MethodDescriptor<Q, R> method, Q request, CallSettings settings) {
    try {
      return await(start(method, request, settings));
    } catch (CallFailedException failed) {
      throw new CheckFailedException(failed.status(), failed);
    }
  }

  /**
   * A stage of its own for what comes of an answer: it fails with just what is thrown, and whoever
   * cancels it withdraws what was asked.
   *
   * @param outcome takes the answer, or why there is none
   */
  static <A, R> CompletableFuture<R> following(
      CompletableFuture<A> asked,
      Executor executor,
      BiFunction<@Nullable A, @Nullable Throwable, R> outcome) {
    var told = new CompletableFuture<R>();
    var _ =
        told.whenComplete((_, _) -> {
          if (told.isCancelled()) {
            asked.cancel(true);
          }
        });
    var _ =
        asked.whenCompleteAsync(
            (answer, failed) -> {
              if (!told.isDone()) {
                complete(told, () -> outcome.apply(answer, failed));
              }
            },
            executor);
    return told;
  }

  private static <R> void complete(CompletableFuture<R> told, Supplier<R> outcome) {
    try {
      told.complete(outcome.get());
    } catch (RuntimeException | Error thrown) {
      told.completeExceptionally(thrown);
    }
  }

  /**
   * Waits for the answer to a call.
   *
   * @throws CallFailedException if there is none
   */
  static <R> R await(CompletableFuture<R> call) {
    try {
      return call.get();
    } catch (InterruptedException _) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallFailedException(Failure.interrupted());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CallFailedException known) {
        throw known;
      }
      throw new IllegalStateException("a call failed in an unknown way", failed);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    watches.forEach(Watching::close);
    lanes.values().forEach(Lane::close);
    endpoints().close(unary::isIdle);
    lanes.values().forEach(Lane::close);
    unary.close();
    ticker().close();
  }
}
