package dev.beadle.client;

import dev.beadle.client.guard.ActingUser;
import dev.beadle.client.guard.RequiresCapability;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import io.grpc.stub.StreamObserver;

/** What guards are tried on: any service will do, this one has the messages at hand. */
final class GuardedService extends SearchServiceImplBase {
  static final String VIEW = "moodle/course:view";
  static final String CONFIG = "moodle/site:config";

  @Override
  @RequiresCapability(value = VIEW, level = 50, field = "course_id")
  public void checkCourseAccess(
      CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
    observer.onNext(CheckCourseAccessResponse.newBuilder().setAllowed(true).build());
    observer.onCompleted();
  }

  @Override
  @RequiresCapability(CONFIG)
  public void getSecurityOverview(
      GetSecurityOverviewRequest request, StreamObserver<GetSecurityOverviewResponse> observer) {
    observer.onNext(GetSecurityOverviewResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void whereCan(WhereCanRequest request, StreamObserver<WhereCanResponse> observer) {
    long user = ActingUser.current();
    observer.onNext(WhereCanResponse.newBuilder().setTotalSize(user).build());
    observer.onCompleted();
  }
}
