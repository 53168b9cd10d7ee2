package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.CheckCapabilityResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Methods with one request and one answer, called with as many requests as they do not take. */
@TestInstance(Lifecycle.PER_CLASS)
final class OneAnswerHandlerTest {
  private ServedSite served;

  /** How a call ended, and what came before. */
  private record Ended(Status status, List<byte[]> answers) {}

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** No request: gRPC's code for a call with a wrong number of messages, and no answer. */
  @ParameterizedTest
  @EnumSource(names = {"CHECK", "BATCH", "MATRIX"})
  void call_noRequest_isUnimplemented(RawCall method) throws Exception {
    Ended ended = call(method, List.of());
    assertThat(ended.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(ended.status().getDescription()).isEqualTo("the call ended without a request");
    assertThat(ended.answers()).isEmpty();
  }

  /** Two requests: neither is answered; the transport may cut the call off before its status. */
  @ParameterizedTest
  @EnumSource(names = {"CHECK", "BATCH", "MATRIX"})
  void call_twoRequests_isRefused(RawCall method) throws Exception {
    byte[] request = new byte[0];
    Ended ended = call(method, List.of(request, request));
    assertThat(ended.status().getCode()).isIn(Status.Code.UNIMPLEMENTED, Status.Code.CANCELLED);
    assertThat(ended.answers()).isEmpty();
  }

  /** One request is answered once, by the service that refused the others. */
  @Test
  void call_oneRequest_isAnsweredOnce() throws Exception {
    byte[] request = Messages.check(Messages.one(12, "mod/forum:replypost", 45)).toByteArray();
    Ended ended = call(RawCall.CHECK, List.of(request));
    assertThat(ended.status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(ended.answers()).hasSize(1);
    assertThat(CheckCapabilityResponse.parseFrom(ended.answers().getFirst()).hasDecision())
        .isTrue();
  }

  private Ended call(RawCall method, List<byte[]> requests) throws Exception {
    var ended = new CompletableFuture<Ended>();
    ClientCall<byte[], byte[]> call = method.open(served.channel());
    call.start(
        new ClientCall.Listener<>() {
          private final List<byte[]> answers = new ArrayList<>();

          @Override
          public void onMessage(byte[] message) {
            answers.add(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(new Ended(status, answers));
          }
        },
        new Metadata());
    call.request(2);
    requests.forEach(call::sendMessage);
    call.halfClose();
    return ended.get(ServedSite.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
