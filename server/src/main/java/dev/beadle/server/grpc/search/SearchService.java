package dev.beadle.server.grpc.search;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.grpc.BoundedCalls;
import dev.beadle.server.grpc.BoundedCalls.Bound;
import dev.beadle.server.grpc.FactsSource;
import dev.beadle.server.grpc.PageTokens;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.grpc.RevisionWaits;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.CheckGroupVisibilityRequest;
import dev.beadle.v1.CheckGroupVisibilityResponse;
import dev.beadle.v1.CheckParticipationRequest;
import dev.beadle.v1.CheckParticipationResponse;
import dev.beadle.v1.CheckWithGroupRequest;
import dev.beadle.v1.CheckWithGroupResponse;
import dev.beadle.v1.CompareRequest;
import dev.beadle.v1.CompareResponse;
import dev.beadle.v1.FindDecidingRolesRequest;
import dev.beadle.v1.FindDecidingRolesResponse;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetCapabilityOverviewResponse;
import dev.beadle.v1.GetGroupModeRequest;
import dev.beadle.v1.GetGroupModeResponse;
import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.GetPermissionMatrixResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.ListContextCapabilitiesRequest;
import dev.beadle.v1.ListContextCapabilitiesResponse;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import dev.beadle.v1.ListGroupsRequest;
import dev.beadle.v1.ListGroupsResponse;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListHygieneFindingsResponse;
import dev.beadle.v1.ListManageableRolesRequest;
import dev.beadle.v1.ListManageableRolesResponse;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListRiskHoldersResponse;
import dev.beadle.v1.ListRolePermissionsRequest;
import dev.beadle.v1.ListRolePermissionsResponse;
import dev.beadle.v1.ListRolesOfUserRequest;
import dev.beadle.v1.ListRolesOfUserResponse;
import dev.beadle.v1.ListRolesWithPermissionRequest;
import dev.beadle.v1.ListRolesWithPermissionResponse;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.ListSecurityFindingsResponse;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhatWouldChangeResponse;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The search service: the reverse questions, worked out on the given executors, so many at once at
 * the most. Its page tokens hold as long as it does. Thread-safe.
 */
public final class SearchService extends SearchServiceImplBase {
  private final SearchCalls calls;
  // What may take seconds on a large site: what is short does not wait for its end.
  private final SearchCalls longCalls;
  private final PeopleAnswerer people;
  private final RemedyAnswerer remedies;
  private final RoleAnswerer roles;
  private final PermissionMatrixAnswerer matrices;
  private final CourseAnswerer courses;
  private final GroupAnswerer groups;
  private final ReportAnswerer reports;
  private final CompareAnswerer comparisons;

  /**
   * What the service is made of.
   *
   * @param clock says which moment a request without one asks about
   * @param executor works out what is short; may block
   * @param longExecutor works out reports and remedies, which may look at the whole site; may block
   * @param waits how requests wait for a revision
   */
  public record Parts(
      SiteDirectory sites,
      DecisionPoint decisionPoint,
      RequestLimits limits,
      InstantSource clock,
      Executor executor,
      Executor longExecutor,
      RevisionWaits waits,
      LongCallMetrics metrics) {}

  public SearchService(Parts parts) {
    var bound = new Bound("searches", "max-concurrent-searches", parts.limits().searches().calls());
    var bounded = new BoundedCalls(bound, parts.executor(), parts.metrics());
    var facts = new FactsSource(parts.sites(), parts.clock(), parts.waits());
    var tokens = new PageTokens();
    this.calls = new SearchCalls(parts.sites(), facts, parts.clock(), tokens, bounded);
    this.longCalls = calls.on(parts.longExecutor());
    var with =
        new SearchAnswering(
            parts.decisionPoint(), new QuestionMapper(parts.limits()), parts.limits());
    this.people = new PeopleAnswerer(with);
    this.remedies = new RemedyAnswerer();
    this.roles = new RoleAnswerer(with);
    this.matrices = new PermissionMatrixAnswerer(with);
    this.courses = new CourseAnswerer(with);
    this.groups = new GroupAnswerer(with);
    this.reports = new ReportAnswerer(with);
    this.comparisons = new CompareAnswerer(with);
  }

  @Override
  public void whoCan(WhoCanRequest request, StreamObserver<WhoCanResponse> observer) {
    calls.answerPage(
        Method.WHO_CAN, request, observer, (facts, page) -> people.whoCan(facts, page, request));
  }

  @Override
  public void whereCan(WhereCanRequest request, StreamObserver<WhereCanResponse> observer) {
    calls.answerPage(
        Method.WHERE_CAN,
        request,
        observer,
        (facts, page) -> people.whereCan(facts, page, request));
  }

  @Override
  public void whatCan(WhatCanRequest request, StreamObserver<WhatCanResponse> observer) {
    calls.answer(Method.WHAT_CAN, request, observer, facts -> people.whatCan(facts, request));
  }

  @Override
  public void whatWouldChange(
      WhatWouldChangeRequest request, StreamObserver<WhatWouldChangeResponse> observer) {
    longCalls.answer(
        Method.WHAT_WOULD_CHANGE,
        request,
        observer,
        facts -> remedies.whatWouldChange(facts, request));
  }

  @Override
  public void findDecidingRoles(
      FindDecidingRolesRequest request, StreamObserver<FindDecidingRolesResponse> observer) {
    calls.answer(
        Method.DECIDING_ROLES, request, observer, facts -> roles.findDecidingRoles(facts, request));
  }

  @Override
  public void listRolesWithPermission(
      ListRolesWithPermissionRequest request,
      StreamObserver<ListRolesWithPermissionResponse> observer) {
    calls.answer(
        Method.ROLES_WITH_PERMISSION,
        request,
        observer,
        facts -> roles.listRolesWithPermission(facts, request));
  }

  @Override
  public void listManageableRoles(
      ListManageableRolesRequest request, StreamObserver<ListManageableRolesResponse> observer) {
    calls.answer(
        Method.MANAGEABLE_ROLES,
        request,
        observer,
        facts -> roles.listManageableRoles(facts, request));
  }

  @Override
  public void listRolePermissions(
      ListRolePermissionsRequest request, StreamObserver<ListRolePermissionsResponse> observer) {
    calls.answer(
        Method.ROLE_PERMISSIONS,
        request,
        observer,
        facts -> roles.listRolePermissions(facts, request));
  }

  @Override
  public void listRolesOfUser(
      ListRolesOfUserRequest request, StreamObserver<ListRolesOfUserResponse> observer) {
    calls.answer(
        Method.ROLES_OF_USER, request, observer, facts -> roles.listRolesOfUser(facts, request));
  }

  @Override
  public void listContextCapabilities(
      ListContextCapabilitiesRequest request,
      StreamObserver<ListContextCapabilitiesResponse> observer) {
    calls.answer(
        Method.CONTEXT_CAPABILITIES,
        request,
        observer,
        facts -> roles.listContextCapabilities(facts, request));
  }

  @Override
  public void getPermissionMatrix(
      GetPermissionMatrixRequest request, StreamObserver<GetPermissionMatrixResponse> observer) {
    calls.answerPage(
        Method.PERMISSION_MATRIX,
        request,
        observer,
        (facts, page) -> matrices.getPermissionMatrix(facts, page, request));
  }

  @Override
  public void checkParticipation(
      CheckParticipationRequest request, StreamObserver<CheckParticipationResponse> observer) {
    calls.answer(
        Method.PARTICIPATION,
        request,
        observer,
        facts -> courses.checkParticipation(facts, request));
  }

  @Override
  public void listEnrolledUsers(
      ListEnrolledUsersRequest request, StreamObserver<ListEnrolledUsersResponse> observer) {
    calls.answerPage(
        Method.ENROLLED_USERS,
        request,
        observer,
        (facts, page) -> courses.listEnrolledUsers(facts, page, request));
  }

  @Override
  public void checkCourseAccess(
      CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
    calls.answer(
        Method.COURSE_ACCESS,
        request,
        observer,
        facts -> courses.checkCourseAccess(facts, request));
  }

  @Override
  public void getGroupMode(
      GetGroupModeRequest request, StreamObserver<GetGroupModeResponse> observer) {
    calls.answer(
        Method.GROUP_MODE, request, observer, facts -> groups.getGroupMode(facts, request));
  }

  @Override
  public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsResponse> observer) {
    calls.answer(Method.GROUPS, request, observer, facts -> groups.listGroups(facts, request));
  }

  @Override
  public void checkGroupVisibility(
      CheckGroupVisibilityRequest request, StreamObserver<CheckGroupVisibilityResponse> observer) {
    calls.answer(
        Method.GROUP_VISIBILITY,
        request,
        observer,
        facts -> groups.checkGroupVisibility(facts, request));
  }

  @Override
  public void checkWithGroup(
      CheckWithGroupRequest request, StreamObserver<CheckWithGroupResponse> observer) {
    calls.answer(
        Method.WITH_GROUP, request, observer, facts -> groups.checkWithGroup(facts, request));
  }

  @Override
  public void getSecurityOverview(
      GetSecurityOverviewRequest request, StreamObserver<GetSecurityOverviewResponse> observer) {
    longCalls.answer(
        Method.SECURITY_OVERVIEW,
        request,
        observer,
        facts -> reports.getSecurityOverview(facts, request));
  }

  @Override
  public void listSecurityFindings(
      ListSecurityFindingsRequest request, StreamObserver<ListSecurityFindingsResponse> observer) {
    longCalls.answerPage(
        Method.SECURITY_FINDINGS,
        request,
        observer,
        (facts, page) -> reports.listSecurityFindings(facts, page, request));
  }

  @Override
  public void getCapabilityOverview(
      GetCapabilityOverviewRequest request,
      StreamObserver<GetCapabilityOverviewResponse> observer) {
    longCalls.answerPage(
        Method.CAPABILITY_OVERVIEW,
        request,
        observer,
        (facts, page) -> reports.getCapabilityOverview(facts, page, request));
  }

  @Override
  public void listRiskHolders(
      ListRiskHoldersRequest request, StreamObserver<ListRiskHoldersResponse> observer) {
    longCalls.answerPage(
        Method.RISK_HOLDERS,
        request,
        observer,
        (facts, page) -> reports.listRiskHolders(facts, page, request));
  }

  @Override
  public void listHygieneFindings(
      ListHygieneFindingsRequest request, StreamObserver<ListHygieneFindingsResponse> observer) {
    longCalls.answerPage(
        Method.HYGIENE,
        request,
        observer,
        (facts, page) -> reports.listHygieneFindings(facts, page, request));
  }

  @Override
  public void compare(CompareRequest request, StreamObserver<CompareResponse> observer) {
    var sides =
        new SearchCalls.Sides(
            request.getLeft().getConsistency(), request.getRight().getConsistency());
    calls.answerBoth(
        Method.COMPARE,
        request.getSite(),
        sides,
        observer,
        (left, right) -> comparisons.compare(left, right, request));
  }
}
