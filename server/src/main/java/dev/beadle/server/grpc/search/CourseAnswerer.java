package dev.beadle.server.grpc.search;

import com.google.protobuf.Timestamp;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.search.courses.CourseAccess;
import dev.beadle.server.search.courses.CourseAccessPoint;
import dev.beadle.server.search.courses.CourseAccessQuery;
import dev.beadle.server.search.courses.Demanded;
import dev.beadle.server.search.courses.EnrolledUsers;
import dev.beadle.server.search.courses.EnrolledUsersQuery;
import dev.beadle.server.search.courses.EnrolmentEnd;
import dev.beadle.server.search.courses.EnrolmentQuery;
import dev.beadle.server.search.courses.EnrolmentState;
import dev.beadle.server.search.courses.Participation;
import dev.beadle.server.search.courses.ViewedSite;
import dev.beadle.server.search.courses.Viewer;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.CheckParticipationRequest;
import dev.beadle.v1.CheckParticipationResponse;
import dev.beadle.v1.CourseAccessReason;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Answers enrolment and access to courses. Thread-safe. */
final class CourseAnswerer {
  private static final String WITH_CAPABILITY = "with_capability";

  private final SearchAnswering with;

  CourseAnswerer(SearchAnswering with) {
    this.with = with;
  }

  CheckParticipationResponse checkParticipation(
      SearchFacts facts, CheckParticipationRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    long second = request.hasAt() ? AskedMoment.secondOf(request.getAt()) : AskedMoment.now(facts);
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), "context");
    int demanded = Demanded.capability(snapshot, request.getWithCapability(), WITH_CAPABILITY);
    long userId = request.getUserId();
    var participation =
        new Participation(new ViewedSite(snapshot, Viewer.VISITOR, with.decisionPoint()));
    boolean isActive =
        participation.isEnrolled(new EnrolmentQuery(userId, context, demanded, true, second));
    var response =
        CheckParticipationResponse.newBuilder()
            .setEnrolled(
                participation.isEnrolled(
                    new EnrolmentQuery(userId, context, demanded, false, second)))
            .setActivelyEnrolled(isActive)
            .setViewing(participation.isViewing(userId, context, demanded))
            .setGuest(participation.isGuest(userId, context, second))
            .setFreshness(facts.freshness());
    EnrolmentEnd end = participation.endIn(context, userId, second);
    if (isActive && end.second() != EnrolmentEnd.NEVER) {
      response.setActiveUntil(Timestamp.newBuilder().setSeconds(end.second()));
    }
    return response.build();
  }

  ListEnrolledUsersResponse listEnrolledUsers(
      SearchFacts facts, SearchPage page, ListEnrolledUsersRequest request) {
    long[] userIds =
        new EnrolledUsers(
                new ViewedSite(
                    facts.snapshot(),
                    Viewer.of(FieldChecks.requireIdOrZero(request.getViewerId(), "viewer_id")),
                    with.decisionPoint()))
            .find(queryOf(facts, request), facts.checkpoint());
    int total = userIds.length;
    return ListEnrolledUsersResponse.newBuilder()
        .addAllUserIds(Arrays.stream(userIds, page.from(total), page.to(total)).boxed().toList())
        .setTotalSize(total)
        .setNextPageToken(page.nextToken(total))
        .setFreshness(facts.freshness())
        .build();
  }

  private EnrolledUsersQuery queryOf(SearchFacts facts, ListEnrolledUsersRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    FieldChecks.requireAtMost(
        "group_ids", request.getGroupIdsCount(), "max-list-ids", with.limits().searches().ids());
    for (long groupId : request.getGroupIdsList()) {
      if (groupId != EnrolledUsersQuery.WITHOUT_GROUP) {
        FieldChecks.requireId(groupId, "group_ids");
      }
    }
    int demanded = Demanded.capability(snapshot, request.getWithCapability(), WITH_CAPABILITY);
    return new EnrolledUsersQuery(
        QuestionMapper.contextOf(snapshot, request.getContext(), "context"),
        demanded == Demanded.NOTHING ? List.of() : List.of(demanded),
        request.getGroupIdsList(),
        stateOf(request.getState()),
        FieldChecks.requireIdOrZero(request.getEnrolmentId(), "enrolment_id"),
        request.hasAt() ? AskedMoment.secondOf(request.getAt()) : AskedMoment.now(facts));
  }

  private static EnrolmentState stateOf(dev.beadle.v1.EnrolmentState state) {
    return switch (state) {
      case ENROLMENT_STATE_UNSPECIFIED -> EnrolmentState.ANY;
      case ENROLMENT_STATE_ACTIVE -> EnrolmentState.ACTIVE;
      case ENROLMENT_STATE_SUSPENDED -> EnrolmentState.SUSPENDED;
      case UNRECOGNIZED ->
          throw new InvalidQueryException("state: unknown (expected: none, active or suspended)");
    };
  }

  CheckCourseAccessResponse checkCourseAccess(SearchFacts facts, CheckCourseAccessRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    FieldChecks.requireAtMost(
        "entered_enrolment_ids",
        request.getEnteredEnrolmentIdsCount(),
        "max-list-ids",
        with.limits().searches().ids());
    Environment environment = with.questions().environmentOf(snapshot, request.getEnvironment());
    Viewer viewer =
        environment.isCurrentUser()
            ? Viewer.of(snapshot, request.getUserId(), environment)
            : Viewer.ofSomebodyElse(environment);
    var query =
        new CourseAccessQuery(
            request.getUserId(),
            FieldChecks.requireId(request.getCourseId(), "course_id"),
            Demanded.capability(snapshot, request.getWithCapability(), WITH_CAPABILITY),
            request.getOnlyActive(),
            new HashSet<>(request.getEnteredEnrolmentIdsList()),
            request.hasAt() ? AskedMoment.secondOf(request.getAt()) : AskedMoment.now(facts));
    CourseAccess access =
        new CourseAccessPoint(new ViewedSite(snapshot, viewer, with.decisionPoint())).decide(query);
    return CheckCourseAccessResponse.newBuilder()
        .setAllowed(access.isAllowed())
        .setReason(reasonOf(access))
        .setFreshness(facts.freshness())
        .build();
  }

  private static CourseAccessReason reasonOf(CourseAccess access) {
    return switch (access) {
      case DENIED_NO_SUCH_COURSE -> CourseAccessReason.COURSE_ACCESS_REASON_NO_SUCH_COURSE;
      case DENIED_WITHOUT_CAPABILITY -> CourseAccessReason.COURSE_ACCESS_REASON_CAPABILITY_MISSING;
      case ALLOWED_BY_ROLE_SWITCH -> CourseAccessReason.COURSE_ACCESS_REASON_ROLE_SWITCHED;
      case DENIED_HIDDEN -> CourseAccessReason.COURSE_ACCESS_REASON_HIDDEN;
      case ALLOWED_BY_VIEWING -> CourseAccessReason.COURSE_ACCESS_REASON_VIEWING;
      case ALLOWED_BY_ENROLMENT -> CourseAccessReason.COURSE_ACCESS_REASON_ENROLLED;
      case ALLOWED_TO_GUESTS -> CourseAccessReason.COURSE_ACCESS_REASON_GUEST_ACCESS;
      case DENIED_NOT_ENROLLED -> CourseAccessReason.COURSE_ACCESS_REASON_NOT_ENROLLED;
    };
  }
}
