package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.WatchRequest;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gRPC call that a service answers while it asks: its deadline and its end are an outsider's,
 * and neither ends what others share nor counts against the sidecar.
 */
final class AmbientContextTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String VIEW = "mod/forum:viewdiscussion";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Context.Key<String> TENANT = Context.keyWithDefault("tenant", "nobody");

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar sidecar;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
    clock.shutdownNow();
  }

  /** Whoever opens the stream that all share may be gone soon. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasCapability_contextEnds_streamGoesOn(boolean isByDeadline) throws Exception {
    try (BeadleClient client = usual().build();
        CancellableContext first =
            isByDeadline
                ? Context.current().withDeadlineAfter(20, TimeUnit.MILLISECONDS, clock)
                : Context.current().withCancellation()) {
      assertThat(first.call(() -> client.hasCapability(1, REPLY, Contexts.system()))).isTrue();
      if (!isByDeadline) {
        assertThat(first.cancel(null)).isTrue();
      }
      Await.until(first::isCancelled);
      for (int user = 2; user <= 50; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
      assertThat(sidecar.findDeadline()).isGreaterThan(Duration.ofDays(1));
      assertThat(sidecar.streamsLeft()).isZero();
      assertThat(meters.circuits).isEmpty();
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** A call of its own has the client's deadline, and an end that nobody took for the sidecar's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_contextEnds_isAnsweredAllTheSame(boolean isByDeadline) throws Exception {
    sidecar.fallSilent();
    try (BeadleClient client = usual().failOpen(VIEW).deadline(Duration.ofSeconds(3)).build();
        CancellableContext caller =
            isByDeadline
                ? Context.current().withDeadlineAfter(1, TimeUnit.MILLISECONDS, clock)
                : Context.current().withCancellation()) {
      List<CapabilityQuestion> questions = List.of(Questions.one(1, REPLY, Contexts.system()));
      CompletionStage<List<CapabilityDecision>> asked =
          caller.call(() -> client.async().decideBatch(questions));
      if (!isByDeadline) {
        assertThat(caller.cancel(null)).isTrue();
      }
      assertThat(sidecar.findDeadline()).isGreaterThan(Duration.ofMillis(100));
      assertThat(meters.retries).hasValue(0);
      assertThat(meters.circuits).isEmpty();
      assertThat(Waiting.resultOf(asked)).noneMatch(CapabilityDecision::allowed);
    }
  }

  /** What fails open is not opened by an outsider's haste. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failOpen_contextHasNoTimeLeft_isAsked(boolean isCoalescing) throws Exception {
    sidecar.answer(false);
    try (BeadleClient client = usual().coalescing(isCoalescing).failOpen(VIEW).build();
        CancellableContext caller =
            Context.current().withDeadlineAfter(1, TimeUnit.MILLISECONDS, clock)) {
      Await.until(caller::isCancelled);
      assertThat(caller.call(() -> client.hasCapability(1, VIEW, Contexts.system()))).isFalse();
      assertThat(meters.opened).isEmpty();
    }
  }

  /**
   * The values of the context are there for the interceptors of a caller's own channel, whichever
   * thread makes the call; what all share has nobody's.
   */
  @Test
  void ask_contextHasValues_areThoseOfHisOwnCalls() throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    sidecar.failWith(Status.UNAVAILABLE);
    var channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
            .intercept(
                new Telling((_, step) -> {
                  if (step.equals("newCall") || step.equals("start")) {
                    seen.add(TENANT.get());
                  }
                }))
            .build();
    try (BeadleClient client =
        BeadleClient.builder(channel)
            .meters(meters)
            .deadline(PATIENCE)
            .circuit(Circuits.tolerant())
            .build()) {
      Context ofTenant = Context.current().withValue(TENANT, "a");
      CompletionStage<List<CapabilityDecision>> asked =
          ofTenant.call(() ->
              client.async().decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))));
      Await.until(() -> meters.retries.get() >= 2);
      sidecar.failWith(Status.OK);
      assertThat(Waiting.resultOf(asked)).allMatch(CapabilityDecision::allowed);
      assertThat(seen).hasSizeGreaterThanOrEqualTo(4).containsOnly("a");
      seen.clear();
      assertThat(ofTenant.call(() -> client.hasCapability(1, REPLY, Contexts.system()))).isTrue();
      assertThat(seen).containsExactly("nobody", "nobody");
    }
  }

  /** A watch goes on when the call is over in which it was begun. */
  @Test
  void watch_contextEnds_goesOn() throws Exception {
    var ends = new LinkedBlockingQueue<Status>();
    try (BeadleClient client = usual().build();
        CancellableContext caller = Context.current().withCancellation()) {
      try (WatchSubscription _ =
          caller.call(() -> client.watch(WatchRequest.getDefaultInstance(), new Ending(ends)))) {
        assertThat(caller.cancel(null)).isTrue();
        for (int i = 0; i < 3; i++) {
          // The sidecar has no such service, and says so each time.
          assertThat(ends.poll(20, TimeUnit.SECONDS))
              .extracting(Status::getCode)
              .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
      }
    }
  }

  private record Ending(LinkedBlockingQueue<Status> ends) implements WatchListener {
    @Override
    public void changed(ChangeSet changes) {
      throw new AssertionError("nothing has changed");
    }

    @Override
    public void interrupted(Status why) {
      ends.add(why);
    }
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target())
        .meters(meters)
        .deadline(PATIENCE)
        .circuit(Circuits.patient());
  }
}
