package dev.beadle.client.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BegunCallTest {
  private final List<Integer> requested = new ArrayList<>();

  /** Notes how many messages are asked for; nothing else is done with it. */
  private final class Noting extends ServerCall<CheckCapabilityRequest, CheckCapabilityResponse> {
    @Override
    public void request(int messages) {
      requested.add(messages);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendMessage(CheckCapabilityResponse message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<CheckCapabilityRequest, CheckCapabilityResponse> getMethodDescriptor() {
      return CheckServiceGrpc.getCheckCapabilityMethod();
    }
  }

  /** A method that counts what it asks for gets no more than that. */
  @Test
  void request_afterTheFirst_isOneLess() {
    var call = new BegunCall<>(new Noting());
    call.requestFirst();
    assertThat(requested).containsExactly(1);
    call.request(1);
    assertThat(requested).containsExactly(1);
    call.request(2);
    assertThat(requested).containsExactly(1, 2);
  }

  @Test
  void request_manyAtFirst_isOneLess() {
    var call = new BegunCall<>(new Noting());
    call.requestFirst();
    call.request(3);
    assertThat(requested).containsExactly(1, 2);
  }
}
