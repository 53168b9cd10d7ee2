package dev.beadle.client.internal.wire;

import dev.beadle.client.internal.wire.Endpoints.Target;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One sidecar, and whether it answers. Thread-safe. */
public final class Endpoint {
  /** After so many probes that nothing came of, the next one gets a new connection. */
  private static final int PROBES_OF_A_CONNECTION = 4;

  /** Of what is told of a failure. */
  private static final int MOST_CHARS = 300;

  private static final int MOST_CAUSES = 20;

  /** Stands for a time: it has answered since anybody gave it up. */
  private static final long HAS_ANSWERED = Long.MIN_VALUE;

  private static final Failure NOTHING_CAME =
      Failure.own(Status.UNAVAILABLE.withDescription("nothing came in time"));

  private final String name;
  private final ReplaceableChannel channel;
  private final Circuit circuit;
  private final Ticker ticker;
  private volatile Failure lastFailure;
  private volatile long probeAnsweredAt;
  // Since when requests were given up for lack of time, without an answer to any.
  private volatile long givenUpSince = HAS_ANSWERED;
  private final Set<Runnable> atConnectionsEnd = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isAwaitingEnd = new AtomicBoolean();
  // The look at whether it answers that is on its way, if one is.
  private final AtomicReference<@Nullable Probe> probing = new AtomicReference<>();

  Endpoint(Target target, CircuitPolicy policy, ClientMeters meters, Ticker ticker) {
    this.name = target.name();
    this.channel = new ReplaceableChannel(target.channels(), target.isShared());
    this.ticker = ticker;
    this.lastFailure = named(NOTHING_CAME);
    this.probeAnsweredAt = ticker.now();
    this.circuit = new Circuit(policy, state -> meters.circuitChanged(name, state));
    meters.endpointAdded(name);
  }

  /** What it was called by whoever configured it. */
  public String name() {
    return name;
  }

  /** The channel for new calls; another one when nothing came of it for a while. */
  public ManagedChannel channel() {
    return channel.current();
  }

  /**
   * A call in a context, in which it is to be started too. That of the calling thread has the
   * deadline and the end of whoever the thread works for, and those who share the call have none.
   */
  public <Q, R> ClientCall<Q, R> newCall(
      Context context, MethodDescriptor<Q, R> method, CallOptions options) {
    Context before = context.attach();
    try {
      return channel.current().newCall(method, options);
    } finally {
      context.detach(before);
    }
  }

  /** Why a call that was begun here has no answer. */
  public Failure failureOf(Status status, Metadata trailers) {
    Failure failure = Failure.ofCall(status, trailers);
    // What could not be read is told of in words of its own.
    boolean isOfTransport =
        failure.isTrouble() && failure.status().equals(status) && status.getCause() != null;
    return failure.isLost() || isOfTransport ? named(failure) : failure;
  }

  /** A request was answered, be it with a refusal. */
  public void succeeded() {
    if (givenUpSince != HAS_ANSWERED) {
      givenUpSince = HAS_ANSWERED;
    }
    circuit.succeeded();
  }

  /**
   * A request failed in a way that tells of trouble at the endpoint; unless it was this side that
   * had no memory or stack to make it.
   */
  public void failed(Failure failure) {
    if (failure.isExhaustion()) {
      return;
    }
    if (failure.isTrouble()) {
      remember(failure);
    }
    if (failure.isLost()) {
      circuit.lost(ticker.now());
    } else if (failure.isTrouble()) {
      circuit.failed(ticker.now());
    } else {
      succeeded();
    }
  }

  /**
   * A request was given up that had little time. That tells nothing of the endpoint, but those that
   * follow upon each other do.
   *
   * @return for how long it has not answered since the first of them, in nanoseconds
   */
  synchronized long gaveUp(long now) {
    if (givenUpSince == HAS_ANSWERED) {
      givenUpSince = now;
    }
    return now - givenUpSince;
  }

  /**
   * Nothing has come back for as long as a request may take. The connection may be dead without
   * anybody having told: the next request gets a new one.
   */
  public void fellSilent() {
    lastFailure = named(NOTHING_CAME);
    circuit.lost(ticker.now());
    channel.current().enterIdle();
  }

  /**
   * It refuses, and there is no retry left: it gets nothing more before it answers a probe.
   *
   * @param askedAt when it was asked for what it refused: an answer to a later probe tells more
   */
  public void leaveAlone(long askedAt) {
    if (!hasAnsweredProbeSince(askedAt)) {
      circuit.lost(ticker.now());
    }
  }

  /** Whether it has answered a probe since a moment. */
  boolean hasAnsweredProbeSince(long time) {
    return probeAnsweredAt - time > 0;
  }

  /** Whether a question would go out at once. */
  boolean isConnected() {
    return isUsable() && channel.isConnected();
  }

  /** Nothing could be sent in time, though nobody refuses it: it is still being connected to. */
  public void connectTimedOut() {
    lastFailure = named(NOTHING_CAME);
    circuit.lost(ticker.now());
    if (channel.isConnected()) {
      // Or it was, and nothing gets through.
      channel.current().enterIdle();
    }
  }

  /**
   * Runs a task once the connection that is in use now is not the one for new calls any more: it
   * broke, or the server is about to end it. Until then it is kept, if it is not {@link #forget
   * forgotten}.
   */
  public void whenConnectionEnds(Runnable task) {
    atConnectionsEnd.add(task);
    if (isAwaitingEnd.compareAndSet(false, true)) {
      awaitChange();
    }
  }

  /** Does not run a task any more. */
  public void forget(Runnable task) {
    atConnectionsEnd.remove(task);
  }

  /** The channel keeps whatever waits for its state: one does for all. */
  private void awaitChange() {
    ManagedChannel seen = channel.current();
    ConnectivityState state = ReplaceableChannel.findStateOf(seen);
    if (state == ConnectivityState.READY) {
      seen.notifyWhenStateChanged(state, this::connectionEnded);
    } else if (state != null && state != ConnectivityState.SHUTDOWN) {
      // A call may run a moment before the channel says that it is ready.
      seen.notifyWhenStateChanged(state, this::awaitChange);
    } else if (!seen.equals(channel.current())) {
      // It was replaced at this very moment.
      awaitChange();
    }
  }

  private void connectionEnded() {
    isAwaitingEnd.set(false);
    List<Runnable> due = List.copyOf(atConnectionsEnd);
    due.forEach(atConnectionsEnd::remove);
    due.forEach(Endpoint::run);
  }

  /** What one cannot do is no reason to leave out the others. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("what follows a connection failed", unexpected);
    }
  }

  /** What it said last, or what was said of it, when it was in trouble; it is named in it. */
  Failure lastFailure() {
    return lastFailure;
  }

  private void remember(Failure failure) {
    lastFailure = isNamed(failure) ? failure : named(failure);
  }

  private Failure named(Failure failure) {
    Status status = failure.status();
    return failure.withStatus(status.withDescription(nameInFailures() + textOf(status)));
  }

  private boolean isNamed(Failure failure) {
    String description = failure.status().getDescription();
    return description != null && description.startsWith(nameInFailures());
  }

  private String nameInFailures() {
    return name + " did not answer: ";
  }

  /** What gRPC says of a connection goes on for pages, and what the system said is beneath it. */
  private static String textOf(Status status) {
    Throwable cause = rootOf(status.getCause());
    String description = status.getDescription();
    String text = description == null ? status.getCode().toString() : lineOf(description);
    return cause == null
        ? text
        : text
            + " ("
            + lineOf(cause.getMessage() == null ? cause.toString() : cause.getMessage())
            + ")";
  }

  private static @Nullable Throwable rootOf(@Nullable Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root != null && root.getCause() != null && depth < MOST_CAUSES; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static String lineOf(@Nullable String text) {
    String line = String.valueOf(text).lines().findFirst().orElse("");
    return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "…";
  }

  /** Whether it may be asked. */
  public boolean isUsable() {
    return circuit.isClosed();
  }

  /** Whether it may be asked, and has not failed lately without having answered since. */
  public boolean isTrusted(long now) {
    return circuit.isTrusted(now);
  }

  long nextProbeAt() {
    return circuit.nextProbeAt();
  }

  /** Looks whether the endpoint answers again, if it is time. */
  void probeIfDue(long now, Runnable whenKnown) {
    if (!circuit.tryProbe(now)) {
      return;
    }
    Probe before = probing.get();
    if (before != null && !before.isLost(now)) {
      // Others have failed meanwhile, and its answer tells more than that of another.
      return;
    }
    try {
      if (before != null) {
        probing.set(null);
        before.cancel();
        channel.replace();
      }
      channel.current().resetConnectBackoff();
      var probe = new Probe(whenKnown, now);
      probing.set(probe);
      probe.start();
    } catch (RuntimeException | Error unexpected) {
      // Without a probe nobody would ever close the circuit again; and who looks for an endpoint
      // takes another one.
      probing.set(null);
      Trouble.tell("a sidecar could not be asked", unexpected);
      Failure why = Failure.unstarted(unexpected);
      if (!why.isExhaustion()) {
        lastFailure = named(why);
      }
      var _ = circuit.probeFailed(now);
    }
  }

  /** Takes no more calls, and does not wait for what nobody asked for. */
  void shutdown() {
    channel.shutdown();
    Probe asked = probing.get();
    if (asked != null) {
      asked.cancel();
    }
  }

  /** Waits until all calls have ended; says whether they have, or may be cut off. */
  boolean awaitEnd(long millis, BooleanSupplier isIdle) throws InterruptedException {
    return (!channel.isShared() && isIdle.getAsBoolean()) || channel.awaitTermination(millis);
  }

  /** Ends whatever calls there are. */
  void shutdownNow() {
    channel.shutdownNow();
  }

  /** An empty question. */
  private final class Probe extends ClientCall.Listener<BatchCheckCapabilitiesResponse> {
    private final Runnable whenKnown;
    private final long lostAt;
    private volatile @Nullable
        ClientCall<BatchCheckCapabilitiesRequest, BatchCheckCapabilitiesResponse>
        call;

    Probe(Runnable whenKnown, long now) {
      this.whenKnown = whenKnown;
      this.lostAt = now + circuit.probeNanos() + Circuit.OVERDUE_NANOS;
    }

    /** Whether its end, whatever it was, will not be told any more. */
    boolean isLost(long now) {
      return now - lostAt >= 0;
    }

    void start() {
      CallOptions options =
          CallOptions.DEFAULT
              .withWaitForReady()
              .withDeadlineAfter(circuit.probeNanos(), TimeUnit.NANOSECONDS);
      var started =
          newCall(Context.ROOT, CheckServiceGrpc.getBatchCheckCapabilitiesMethod(), options);
      UnaryRequest.send(
          Context.ROOT, started, this, BatchCheckCapabilitiesRequest.getDefaultInstance());
      call = started;
    }

    void cancel() {
      var started = call;
      if (started != null) {
        UnaryRequest.cancel(started);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!probing.compareAndSet(this, null)) {
        // It was given up, and its end comes all the same.
        return;
      }
      try {
        Failure failure = failureOf(status, trailers);
        if (status.isOk() || !failure.isTrouble()) {
          probeAnsweredAt = ticker.now();
          succeeded();
        } else {
          failed(failure);
        }
      } finally {
        whenKnown.run();
      }
    }

    private void failed(Failure failure) {
      Code code = failure.status().getCode();
      if (failure.isTold() || code != Code.DEADLINE_EXCEEDED) {
        // That nothing came tells less than what was known before.
        remember(failure);
      }
      int inVain = circuit.probeFailed(ticker.now());
      boolean isRefused = failure.isTold() || code == Code.UNAVAILABLE;
      if (!isRefused && inVain > 0 && inVain % PROBES_OF_A_CONNECTION == 0) {
        channel.replace();
      }
    }
  }
}
