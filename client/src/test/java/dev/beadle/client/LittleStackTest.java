package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody is forgotten, however little stack is left to whoever hears of a stream's end. */
final class LittleStackTest {
  private static final int STREAMS = 60;
  private static final long STACK_BYTES = 256 << 10;

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
          asked.add(ofSite.async().hasCapability(1, "mod/forum:replypost", Contexts.system()));
        }
        sidecar.awaitBatches(STREAMS);
        sidecar.speak();
        for (int framesLeft = 1; framesLeft <= STREAMS; framesLeft++) {
          endWith(framesLeft, endings);
        }
        for (CompletionStage<Boolean> answer : asked) {
          assertThat(answer.toCompletableFuture().get(20, TimeUnit.SECONDS)).isIn(true, false);
        }
      }
    }
  }

  private static void endWith(int framesLeft, BlockingQueue<Runnable> endings) throws Exception {
    Runnable ending = endings.take();
    Thread thread = new Thread(null, () -> deep(framesLeft, ending), "little stack", STACK_BYTES);
    thread.start();
    thread.join();
  }

  /** Runs a task when so many frames are left, and says how many are left above this one. */
  @SuppressWarnings("InfiniteRecursion") // the end of the stack is what is wanted
  private static int deep(int framesLeft, Runnable task) {
    int above;
    try {
      above = deep(framesLeft, task);
    } catch (StackOverflowError full) {
      return 1;
    }
    if (above == framesLeft) {
      try {
        task.run();
      } catch (StackOverflowError expected) {
        // As a caller's, who goes on.
      }
    }
    return above + 1;
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
