package dev.beadle.client;

import static dev.beadle.client.GuardedService.CONFIG;
import static dev.beadle.client.GuardedService.VIEW;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.beadle.client.guard.ActingUser;
import dev.beadle.client.guard.CapabilityGuard;
import dev.beadle.client.guard.RequiresCapability;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import io.grpc.Context;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that guards its methods: only those who may get through, and nobody by mistake. */
final class GuardTest {
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

  /** The acting user is asked about, where the request says. */
  @Test
  void call_userMay_isLetThrough() throws Exception {
    var stub = serve(CapabilityGuard.of(beadle).annotated(new GuardedService()).build());
    var request = CheckCourseAccessRequest.newBuilder().setCourseId(7).build();
    boolean allowed = ActingUser.in(42).call(() -> stub.checkCourseAccess(request).getAllowed());
    assertThat(allowed).isTrue();
    CapabilityQuestion asked = sidecar.takeBatch().getQuestions(0);
    assertThat(asked).isEqualTo(Questions.one(42, VIEW, Contexts.course(7)));
  }

  /** Without an acting user a visitor is asked about; without a field, the whole site. */
  @Test
  void call_nobodyActs_visitorIsAskedAbout() throws Exception {
    var stub = serve(CapabilityGuard.of(beadle).annotated(new GuardedService()).build());
    var _ = stub.getSecurityOverview(GetSecurityOverviewRequest.getDefaultInstance());
    assertThat(sidecar.takeBatch().getQuestions(0))
        .isEqualTo(Questions.one(ActingUser.VISITOR, CONFIG, Contexts.system()));
  }

  /** Denied: PERMISSION_DENIED, with the rule in the details. */
  @Test
  void call_userMayNot_isDeniedWithRule() throws Exception {
    var stub = serve(CapabilityGuard.of(beadle).annotated(new GuardedService()).build());
    sidecar.answer(false);
    ErrorInfo info = denial(() -> overview(stub, 42));
    assertThat(info.getDomain()).isEqualTo("beadle.dev");
    assertThat(info.getReason()).isEqualTo("RULE_UNSPECIFIED");
    assertThat(info.getMetadataMap())
        .containsEntry("capability", CONFIG)
        .containsEntry("user_id", "42")
        .containsEntry("context_level", "10");
  }

  /** No answer: PERMISSION_DENIED, with the reason UNAVAILABLE. */
  @Test
  void call_sidecarFails_isDeniedAsUnavailable() throws Exception {
    var stub = serve(CapabilityGuard.of(beadle).annotated(new GuardedService()).build());
    sidecar.failWith(Status.UNAVAILABLE);
    ErrorInfo silence = denial(() -> overview(stub, 42));
    assertThat(silence.getReason()).isEqualTo("UNAVAILABLE");
    assertThat(silence.getMetadataMap()).containsEntry("status", "UNAVAILABLE");
    sidecar.failWith(Status.NOT_FOUND);
    ErrorInfo refusal = denial(() -> overview(stub, 42));
    assertThat(refusal.getReason()).isEqualTo("UNAVAILABLE");
    assertThat(refusal.getMetadataMap()).containsEntry("status", "NOT_FOUND");
  }

  /** A method of which nothing was said is refused to everybody, unless it is opened. */
  @Test
  void call_nothingSaid_isRefused() throws Exception {
    var closed = serve(CapabilityGuard.of(beadle).annotated(new GuardedService()).build());
    assertThat(denial(() -> closed.whereCan(WhereCanRequest.getDefaultInstance())).getReason())
        .isEqualTo("NOTHING_SAID");
    var opened =
        serve(CapabilityGuard.of(beadle).open(SearchServiceGrpc.getWhereCanMethod()).build());
    long user =
        ActingUser.in(42)
            .call(() -> opened.whereCan(WhereCanRequest.getDefaultInstance()).getTotalSize());
    assertThat(user).isEqualTo(42);
    assertThat(sidecar.batchesLeft()).isZero();
  }

  /** The functional form: what a method demands, and where, by its request. */
  @Test
  void method_functional_asksWhatItSays() throws Exception {
    var guard =
        CapabilityGuard.of(beadle)
            .method(
                SearchServiceGrpc.getWhereCanMethod(),
                VIEW,
                request -> Contexts.user(request.getUserId()))
            .build();
    var stub = serve(guard);
    var request = WhereCanRequest.newBuilder().setUserId(9).build();
    var _ = ActingUser.in(42).call(() -> stub.whereCan(request));
    assertThat(sidecar.takeBatch().getQuestions(0))
        .isEqualTo(Questions.one(42, VIEW, Contexts.user(9)));
  }

  /** Within a method. */
  @Test
  void require_denied_isPermissionDenied() {
    CapabilityGuard guard = CapabilityGuard.of(beadle).build();
    guard.require(VIEW, Contexts.course(7));
    sidecar.answer(false);
    assertThat(denial(() -> guard.require(VIEW, Contexts.course(7))).getMetadataMap())
        .containsEntry("capability", VIEW);
  }

  /** Within a method: what it throws ends the call, whether the guard asks before or not. */
  @Test
  void require_deniedWithinACall_isTold() throws Exception {
    CapabilityGuard asking = CapabilityGuard.of(beadle).build();
    var service =
        new SearchServiceImplBase() {
          @Override
          public void whereCan(WhereCanRequest request, StreamObserver<WhereCanResponse> observer) {
            if (request.getUserId() == 13) {
              throw new IllegalStateException("a bug");
            }
            sidecar.answer(false);
            asking.require(VIEW, Contexts.course(7));
          }
        };
    var method = SearchServiceGrpc.getWhereCanMethod();
    for (CapabilityGuard guard :
        List.of(
            CapabilityGuard.of(beadle).open(method).build(),
            CapabilityGuard.of(beadle).method(method, CONFIG, _ -> Contexts.system()).build())) {
      sidecar.answer(true);
      var stub =
          serve(ServerInterceptors.intercept(service, guard))
              .withDeadlineAfter(Duration.ofSeconds(20));
      var request = WhereCanRequest.newBuilder().setUserId(7).build();
      assertThat(denial(() -> stub.whereCan(request)).getMetadataMap())
          .containsEntry("capability", VIEW);
      sidecar.answer(true);
      var buggy = WhereCanRequest.newBuilder().setUserId(13).build();
      assertThatThrownBy(() -> stub.whereCan(buggy))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("UNKNOWN");
    }
  }

  /** A request whose context cannot be told reaches nobody; the log says so, once. */
  @Test
  void call_contextCannotBeTold_isInvalid() throws Exception {
    var guard =
        CapabilityGuard.of(beadle)
            .method(
                SearchServiceGrpc.getWhereCanMethod(),
                VIEW,
                _ -> {
                  throw new IllegalStateException("none");
                })
            .build();
    var stub = serve(guard);
    try (var log = new LogLines()) {
      for (int i = 0; i < 2; i++) {
        StatusRuntimeException failed = failureOf(stub);
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      }
      assertThat(log.lines()).singleElement().asString().contains("WhereCan", "told once");
    }
  }

  /** Annotations that do not fit are found when the service is wired. */
  @Test
  void annotated_doesNotFit_isRefused() {
    var builder = CapabilityGuard.of(beadle);
    assertThatThrownBy(() -> builder.annotated(new SearchServiceImplBase() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@RequiresCapability");
    var misspelt =
        new SearchServiceImplBase() {
          @Override
          @RequiresCapability(value = VIEW, level = 50, field = "courseid")
          public void checkCourseAccess(
              CheckCourseAccessRequest request,
              StreamObserver<CheckCourseAccessResponse> observer) {
            observer.onCompleted();
          }
        };
    assertThatThrownBy(() -> builder.annotated(misspelt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`courseid`");
    var withoutLevel =
        new SearchServiceImplBase() {
          @Override
          @RequiresCapability(value = VIEW, field = "course_id")
          public void checkCourseAccess(
              CheckCourseAccessRequest request,
              StreamObserver<CheckCourseAccessResponse> observer) {
            observer.onCompleted();
          }
        };
    assertThatThrownBy(() -> builder.annotated(withoutLevel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level: required for the field `course_id`");
    assertThatThrownBy(() -> builder.annotated(new Renamed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Renamed.checkCourseAcces: has @RequiresCapability")
        .hasMessageContaining("checkCourseAccess");
  }

  /** One of its methods has no name of the service's. */
  public static final class Renamed extends SearchServiceImplBase {
    @Override
    @RequiresCapability(VIEW)
    public void whereCan(WhereCanRequest request, StreamObserver<WhereCanResponse> observer) {
      observer.onCompleted();
    }

    @RequiresCapability(VIEW)
    public void checkCourseAcces() {}
  }

  /** Whoever was told that his call is over may have called again: it must not run late. */
  @Test
  void call_overBeforeTheAnswer_isNotLetThrough() throws Exception {
    var ran = new LinkedBlockingQueue<Long>();
    var contexts = new LinkedBlockingQueue<Context>();
    var service =
        new SearchServiceImplBase() {
          @Override
          public void whereCan(WhereCanRequest request, StreamObserver<WhereCanResponse> observer) {
            ran.add(request.getUserId());
            observer.onNext(WhereCanResponse.getDefaultInstance());
            observer.onCompleted();
          }
        };
    var method = SearchServiceGrpc.getWhereCanMethod();
    CapabilityGuard guard =
        CapabilityGuard.of(beadle.withDeadline(Duration.ofSeconds(20)))
            .method(
                method,
                CONFIG,
                _ -> {
                  contexts.add(Context.current());
                  return Contexts.system();
                })
            .build();
    var stub = serve(ServerInterceptors.intercept(service, guard));
    sidecar.hold();
    StatusRuntimeException late =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                stub.withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                    .whereCan(WhereCanRequest.newBuilder().setUserId(1).build()));
    assertThat(late).isNotNull();
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Await.until(() -> contexts.stream().allMatch(Context::isCancelled));
    sidecar.release();
    var _ = stub.whereCan(WhereCanRequest.newBuilder().setUserId(2).build());
    assertThat(ran).containsExactly(2L);
  }

  /** Of two demands one would be forgotten, and of an open method its demand. */
  @Test
  void method_demandsTwice_isRefused() {
    var method = SearchServiceGrpc.getCheckCourseAccessMethod();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            CapabilityGuard.of(beadle)
                .method(method, CONFIG, _ -> Contexts.system())
                .annotated(new GuardedService()))
        .withMessageContaining("CheckCourseAccess: demands " + CONFIG + " already");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CapabilityGuard.of(beadle).annotated(new GuardedService()).open(method).build())
        .withMessageContaining("CheckCourseAccess: open, and demands");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapabilityGuard.of(beadle).method(method, " ", _ -> Contexts.system()))
        .withMessageContaining("capability: blank");
  }

  /** A status that is thrown where the context is told ends the call. */
  @Test
  void call_contextIsNotFound_isTold() throws Exception {
    var guard =
        CapabilityGuard.of(beadle)
            .method(
                SearchServiceGrpc.getWhereCanMethod(),
                VIEW,
                _ -> {
                  throw Status.NOT_FOUND.withDescription("no such course").asRuntimeException();
                })
            .build();
    var stub = serve(guard);
    StatusRuntimeException failed = failureOf(stub);
    assertThat(failed).isNotNull();
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(failed).hasMessageContaining("no such course");
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

  private static void overview(SearchServiceBlockingStub stub, long userId) {
    ActingUser.in(userId)
        .run(() -> stub.getSecurityOverview(GetSecurityOverviewRequest.getDefaultInstance()));
  }

  private static ErrorInfo denial(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException denied = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(denied).isNotNull();
    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    try {
      Any detail = requireNonNull(StatusProto.fromThrowable(denied)).getDetails(0);
      return detail.unpack(ErrorInfo.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
