package dev.beadle.server.grpc.search;

import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.CheckParticipationRequest;
import dev.beadle.v1.CheckParticipationResponse;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import io.grpc.Status;

/** Answers enrolment and access to courses. Thread-safe. */
final class CourseAnswerer {
  CourseAnswerer(SearchAnswering with) {}

  CheckParticipationResponse checkParticipation(
      SearchFacts facts, CheckParticipationRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListEnrolledUsersResponse listEnrolledUsers(
      SearchFacts facts, SearchPage page, ListEnrolledUsersRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  CheckCourseAccessResponse checkCourseAccess(SearchFacts facts, CheckCourseAccessRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
