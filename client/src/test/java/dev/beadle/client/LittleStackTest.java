package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.internal.wire.StackRoom;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One whose stack runs out harms nobody else, however little is left to him. */
final class LittleStackTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final int STREAMS = 60;
  private static final int MOST_FRAMES = 500;
  private static final int FRAMES_APART = 4;
  private static final long STACK_BYTES = 256 << 10;

  /** Lanes, and calls of their own: he is the first to ask, so that all is connected for him. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasCapability_firstCallerHasLittleStack_othersAreAnswered(boolean isCoalescing)
      throws Exception {
    try (var sidecar = new FakeSidecar()) {
      for (int framesLeft = 2; framesLeft <= MOST_FRAMES; framesLeft += FRAMES_APART) {
        try (BeadleClient client =
            BeadleClient.builder(sidecar.target())
                .coalescing(isCoalescing)
                .deadline(Duration.ofSeconds(20))
                .build()) {
          LittleStack.run(
              framesLeft,
              STACK_BYTES,
              () -> {
                var _ = client.async().hasCapability(1, REPLY, Contexts.system());
              });
          assertThat(client.hasCapability(2, REPLY, Contexts.system())).isTrue();
        }
      }
    }
  }

  /** Nor does he wait for ever, where nobody looks after him any more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasCapability_clientIsClosed_isToldSo(boolean isCoalescing) throws Exception {
    try (var sidecar = new FakeSidecar()) {
      BeadleClient client = BeadleClient.builder(sidecar.target()).coalescing(isCoalescing).build();
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      client.close();
      assertThat(client.async().hasCapability(1, REPLY, Contexts.system())).isNotNull();
      List<CompletionStage<Boolean>> asked = new ArrayList<>();
      LittleStack.run(
          300,
          STACK_BYTES,
          () -> asked.add(client.async().hasCapability(1, REPLY, Contexts.system())));
      assertThat(asked).allSatisfy(answer -> assertThat(Waiting.resultOf(answer)).isFalse());
    }
  }

  /** Whoever withdraws a call there leaves nothing behind that the client goes on looking at. */
  @Test
  void cancel_callerHasLittleStack_clientRestsAgain() throws Exception {
    Set<Thread> before = clocks();
    try (var sidecar = new FakeSidecar();
        BeadleClient client =
            BeadleClient.builder(sidecar.target())
                .coalescing(false)
                .deadline(Duration.ofSeconds(1))
                .circuit(Circuits.tolerant())
                .build()) {
      BeadleClient patient = client.withDeadline(Duration.ofSeconds(20));
      assertThat(patient.hasCapability(1, REPLY, Contexts.system())).isTrue();
      sidecar.fallSilent();
      for (int framesLeft = 1; framesLeft <= STREAMS; framesLeft++) {
        CompletableFuture<Boolean> asked =
            client.async().hasCapability(1, REPLY, Contexts.system()).toCompletableFuture();
        LittleStack.run(framesLeft, STACK_BYTES, () -> asked.cancel(true));
      }
      Set<Thread> own = clocks();
      own.removeAll(before);
      assertThat(own)
          .singleElement()
          .satisfies(clock -> Await.until(() -> clock.getState() == Thread.State.WAITING));
    }
  }

  private static Set<Thread> clocks() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("beadle-client"))
        .collect(Collectors.toSet());
  }

  /** Whoever has it is told so, and whoever does not. */
  @Test
  void isAmple_littleStack_isNot() throws Exception {
    var told = new ArrayList<Boolean>();
    LittleStack.run(20, STACK_BYTES, () -> told.add(StackRoom.isEnough()));
    LittleStack.run(20, STACK_BYTES, () -> told.add(StackRoom.isAmple()));
    assertThat(told).containsExactly(false, false);
    assertThat(StackRoom.isEnough()).isTrue();
    assertThat(StackRoom.isAmple()).isTrue();
  }

  /** Each stream ends a frame nearer to the end of a thread's stack. */
  @Test
  void hasCapability_streamEndsWithLittleStackLeft_everybodyIsTold() throws Exception {
    var endings = new LinkedBlockingQueue<Runnable>();
    try (var sidecar = new FakeSidecar()) {
      ManagedChannel channel =
          Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
              .intercept(new Ending(endings))
              .build();
      sidecar.fallSilent();
      try (BeadleClient client =
          BeadleClient.builder(channel)
              .deadline(Duration.ofSeconds(4))
              .circuit(Circuits.tolerant())
              .build()) {
        List<CompletionStage<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
          BeadleClient ofSite = client.withSite("s" + i);
          asked.add(ofSite.async().hasCapability(1, REPLY, Contexts.system()));
        }
        sidecar.awaitBatches(STREAMS);
        sidecar.speak();
        for (int framesLeft = 1; framesLeft <= STREAMS; framesLeft++) {
          LittleStack.run(framesLeft, STACK_BYTES, endings.take());
        }
        for (CompletionStage<Boolean> answer : asked) {
          assertThat(answer.toCompletableFuture().get(20, TimeUnit.SECONDS)).isIn(true, false);
        }
      }
    }
  }

  /** Keeps a way to end each stream, other than by its server. */
  private record Ending(BlockingQueue<Runnable> endings) implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(ClientCall.Listener<R> listener, Metadata headers) {
          endings.add(() -> listener.onClose(Status.UNAVAILABLE, new Metadata()));
          super.start(listener, headers);
        }
      };
    }
  }
}
