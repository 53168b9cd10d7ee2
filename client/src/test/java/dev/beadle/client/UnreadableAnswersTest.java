package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server whose every answer, to a probe too, cannot be read, or is larger than a client takes:
 * fail-open takes it for no silence.
 */
final class UnreadableAnswersTest {
  private static final String REPLY = "mod/forum:replypost";

  private static final int LARGEST_TAKEN = 16 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** With an open circuit, a question waits for it until its deadline. */
  private static final Duration SOON = Duration.ofMillis(150);

  static Stream<byte[]> answers() {
    return Stream.of(new byte[] {-1}, new byte[] {10, 120, 1}, new byte[LARGEST_TAKEN + 1]);
  }

  /** However often it is asked, and whatever the circuit does meanwhile. */
  @ParameterizedTest(name = "[{index}]")
  @MethodSource("answers")
  void decide_onlyUnreadableAnswers_failOpenStaysShut(byte[] answer) throws Exception {
    Server server = serve(answer);
    try {
      for (boolean isTogether : new boolean[] {true, false}) {
        try (BeadleClient client =
            BeadleClient.builder("localhost:" + server.getPort())
                .deadline(PATIENCE)
                .failOpen(REPLY)
                .coalescing(isTogether)
                .circuit(
                    new CircuitPolicy(
                        2, Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(2)))
                .build()) {
          for (int user = 1; user <= 8; user++) {
            // The first two open the circuit.
            BeadleClient asking = user <= 2 ? client : client.withDeadline(SOON);
            CapabilityDecision decision = asking.decide(user, REPLY, Contexts.module(7));
            assertThat(decision.allowed()).as("%s", decision).isFalse();
          }
        }
      }
    } finally {
      server.shutdownNow();
    }
  }

  private static Server serve(byte[] answer) throws Exception {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
        .addService(
            ServerServiceDefinition.builder(CheckServiceGrpc.SERVICE_NAME)
                .addMethod(method(CheckServiceGrpc.getCheckCapabilityMethod(), answer))
                .addMethod(method(CheckServiceGrpc.getBatchCheckCapabilitiesMethod(), answer))
                .addMethod(method(CheckServiceGrpc.getStreamCheckCapabilitiesMethod(), answer))
                .build())
        .build()
        .start();
  }

  private static ServerMethodDefinition<byte[], byte[]> method(
      MethodDescriptor<?, ?> like, byte[] answer) {
    return ServerMethodDefinition.create(
        RawBytes.method(like),
        ServerCalls.asyncBidiStreamingCall(responses ->
            new StreamObserver<>() {
              @Override
              public void onNext(byte[] request) {
                responses.onNext(answer);
              }

              @Override
              public void onError(Throwable gone) {
                // The caller has gone: there is nobody to answer.
              }

              @Override
              public void onCompleted() {
                responses.onCompleted();
              }
            }));
  }
}
