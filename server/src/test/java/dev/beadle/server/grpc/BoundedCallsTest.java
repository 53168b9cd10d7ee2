package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.BoundedCalls.Bound;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What becomes of long answers that cannot be given: every call ends, and makes room. */
final class BoundedCallsTest {
  private final BoundedCalls calls =
      new BoundedCalls(
          new Bound("previews", "max-concurrent-previews", 1),
          Runnable::run,
          new LongCallMetrics(() -> 0));

  /** Memory or the stack runs out. */
  @Test
  void answerLater_errorInTheWork_endsTheCallAndMakesRoom() {
    assertThat(
            answer(() -> {
              throw new StackOverflowError("too deep");
            }))
        .containsExactly("INTERNAL");
    assertThat(answer(() -> "next")).containsExactly("next", "completed");
  }

  /** The caller goes while the call waits for a thread: nothing is worked out any more. */
  @Test
  void answerLater_callerHasGone_isNotWorkedOut() throws Exception {
    List<String> worked = new ArrayList<>();
    Context.CancellableContext gone = Context.current().withCancellation();
    gone.cancel(null);
    List<String> told =
        gone.call(() ->
            answer(() -> {
              worked.add("worked");
              return "answer";
            }));
    assertThat(told).containsExactly("CANCELLED");
    assertThat(worked).isEmpty();
    assertThat(answer(() -> "next")).containsExactly("next", "completed");
  }

  private List<String> answer(Supplier<String> work) {
    List<String> told = new ArrayList<>();
    calls.answerLater(
        Method.PREVIEW,
        new StreamObserver<String>() {
          @Override
          public void onNext(String answer) {
            told.add(answer);
          }

          @Override
          public void onError(Throwable failure) {
            told.add(Status.fromThrowable(failure).getCode().name());
          }

          @Override
          public void onCompleted() {
            told.add("completed");
          }
        },
        work);
    return told;
  }
}
