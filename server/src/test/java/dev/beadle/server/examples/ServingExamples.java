package dev.beadle.server.examples;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.client.guard.ActingUser;
import dev.beadle.client.guard.CapabilityGuard;
import dev.beadle.client.guard.RequiresCapability;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;

/** How a service guards its own methods. Any service will do; this one's messages are at hand. */
final class ServingExamples {
  private ServingExamples() {}

  static ServerServiceDefinition annotated(BeadleClient beadle) {
    // @start region="annotated" :
    final class CourseService extends SearchServiceImplBase {
      @Override
      @RequiresCapability(value = "mod/forum:replypost", level = 50, field = "course_id")
      public void checkCourseAccess(
          CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
        observer.onNext(CheckCourseAccessResponse.newBuilder().setAllowed(true).build());
        observer.onCompleted();
      }
    }
    var service = new CourseService();
    var guard = CapabilityGuard.of(beadle).annotated(service).build();
    return ServerInterceptors.intercept(service, guard, ActingUser.received());
    // @end
  }

  static ServerServiceDefinition guarded(BeadleClient beadle, BindableService service) {
    // @start region="guard" :
    var guard =
        CapabilityGuard.of(beadle)
            .method(
                SearchServiceGrpc.getCheckCourseAccessMethod(),
                "mod/forum:replypost",
                request -> Contexts.course(request.getCourseId()))
            .open(SearchServiceGrpc.getGetSecurityOverviewMethod())
            .build();
    return ServerInterceptors.intercept(service, guard, ActingUser.received());
    // @end
  }

  /** A method that asks in its own code. */
  static final class AskingService extends SearchServiceImplBase {
    private final CapabilityGuard guard;

    AskingService(CapabilityGuard guard) {
      this.guard = guard;
    }

    @Override
    public void checkCourseAccess(
        CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
      // @start region="require" :
      guard.require("mod/forum:replypost", Contexts.course(request.getCourseId()));
      // @end
      observer.onNext(CheckCourseAccessResponse.newBuilder().setAllowed(true).build());
      observer.onCompleted();
    }
  }

  static ServerServiceDefinition asking(BeadleClient beadle) {
    var guard =
        CapabilityGuard.of(beadle).open(SearchServiceGrpc.getCheckCourseAccessMethod()).build();
    return ServerInterceptors.intercept(new AskingService(guard), guard, ActingUser.received());
  }

  static boolean actingUser(Channel channel, long verifiedUserId) throws Exception {
    // @start region="actingUser" :
    SearchServiceBlockingStub courses =
        SearchServiceGrpc.newBlockingStub(channel).withInterceptors(ActingUser.passedOn());
    var request = CheckCourseAccessRequest.newBuilder().setCourseId(2).build();
    return ActingUser.in(verifiedUserId)
        .call(() -> courses.checkCourseAccess(request).getAllowed());
    // @end
  }
}
