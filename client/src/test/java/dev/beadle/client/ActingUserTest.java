package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.guard.ActingUser;
import dev.beadle.client.guard.CapabilityGuard;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.WhereCanRequest;
import io.grpc.Metadata;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The acting user comes with a call, by one name, and from nobody else. */
final class ActingUserTest {
  private final InProcess services = new InProcess();
  private FakeSidecar sidecar;
  private BeadleClient beadle;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
    beadle = BeadleClient.builder(sidecar.target()).retries(RetryPolicy.NONE).build();
  }

  @AfterEach
  void stop() {
    services.close();
    beadle.close();
    sidecar.close();
  }

  /** Whoever forwards metadata of others forwards no user that they name. */
  @Test
  void passedOn_metadataNameSomebody_areReplaced() throws Exception {
    var forged = new Metadata();
    forged.put(Metadata.Key.of("beadle-acting-user", Metadata.ASCII_STRING_MARSHALLER), "2");
    var guard = CapabilityGuard.of(beadle).open(SearchServiceGrpc.getWhereCanMethod()).build();
    // The last interceptor is the first to see a call.
    var stub = serve(guard).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forged));
    assertThat(stub.whereCan(WhereCanRequest.getDefaultInstance()).getTotalSize()).isZero();
    long user =
        ActingUser.in(42)
            .call(() -> stub.whereCan(WhereCanRequest.getDefaultInstance()).getTotalSize());
    assertThat(user).isEqualTo(42);
  }

  /** Metadata that name no user are refused before anything is asked. */
  @Test
  void received_malformed_isUnauthenticated() throws Exception {
    var stub =
        serve(
            CapabilityGuard.of(beadle).open(SearchServiceGrpc.getWhereCanMethod()).build(),
            ActingUser.received(_ -> {
              throw new NumberFormatException("x");
            }));
    StatusRuntimeException failed = failureOf(stub);
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  /** Metadata that name nobody, or several. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "", "+3", "-3", "3 ", "99999999999999999999", "99,3"})
  void received_notOneUser_isUnauthenticated(String users) throws Exception {
    var guard = CapabilityGuard.of(beadle).open(SearchServiceGrpc.getWhereCanMethod()).build();
    var headers = new Metadata();
    for (String user : users.split(",", -1)) {
      headers.put(Metadata.Key.of("beadle-acting-user", Metadata.ASCII_STRING_MARSHALLER), user);
    }
    var service = ServerInterceptors.intercept(new GuardedService(), guard, ActingUser.received());
    var stub =
        SearchServiceGrpc.newBlockingStub(services.channelTo(service))
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    StatusRuntimeException failed = failureOf(stub);
    assertThat(failed).isNotNull();
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  private SearchServiceBlockingStub serve(CapabilityGuard guard) throws Exception {
    return serve(guard, ActingUser.received());
  }

  private SearchServiceBlockingStub serve(CapabilityGuard guard, ServerInterceptor users)
      throws Exception {
    return serve(ServerInterceptors.intercept(new GuardedService(), guard, users));
  }

  private SearchServiceBlockingStub serve(ServerServiceDefinition service) throws Exception {
    return SearchServiceGrpc.newBlockingStub(services.channelTo(service))
        .withInterceptors(ActingUser.passedOn());
  }

  private static StatusRuntimeException failureOf(SearchServiceBlockingStub stub) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> stub.whereCan(WhereCanRequest.getDefaultInstance()));
  }
}
