package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.DecisionMapper;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.search.courses.Group;
import dev.beadle.server.search.courses.GroupListQuery;
import dev.beadle.server.search.courses.GroupLists;
import dev.beadle.server.search.courses.GroupPlace;
import dev.beadle.server.search.courses.GroupSetting;
import dev.beadle.server.search.courses.GroupSight;
import dev.beadle.server.search.courses.GroupViews;
import dev.beadle.server.search.courses.ModuleFeatures;
import dev.beadle.server.search.courses.Sighted;
import dev.beadle.server.search.courses.SightedDecision;
import dev.beadle.server.search.courses.SightedQuery;
import dev.beadle.server.search.courses.ViewedSite;
import dev.beadle.server.search.courses.Viewer;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckGroupVisibilityRequest;
import dev.beadle.v1.CheckGroupVisibilityResponse;
import dev.beadle.v1.CheckWithGroupRequest;
import dev.beadle.v1.CheckWithGroupResponse;
import dev.beadle.v1.GetGroupModeRequest;
import dev.beadle.v1.GetGroupModeResponse;
import dev.beadle.v1.GroupMembership;
import dev.beadle.v1.ListGroupsRequest;
import dev.beadle.v1.ListGroupsResponse;
import java.util.List;

/** Answers the questions about groups. Thread-safe. */
final class GroupAnswerer {
  private static final String GROUP_ID = "group_id";

  private final SearchAnswering with;

  GroupAnswerer(SearchAnswering with) {
    this.with = with;
  }

  GetGroupModeResponse getGroupMode(SearchFacts facts, GetGroupModeRequest request) {
    GroupSetting setting = settingOf(facts, request.getPlace());
    return GetGroupModeResponse.newBuilder()
        .setMode(GroupMessages.of(setting.mode()))
        .setEffectiveMode(GroupMessages.of(setting.effectiveMode()))
        .setGroupingId(setting.groupingId())
        .setForced(setting.isForced())
        .setFreshness(facts.freshness())
        .build();
  }

  ListGroupsResponse listGroups(SearchFacts facts, ListGroupsRequest request) {
    GroupSetting setting = settingOf(facts, request.getPlace());
    long userId = FieldChecks.requireIdOrZero(request.getUserId(), "user_id");
    var lists = new GroupLists(viewed(facts.snapshot(), request.getViewerId()));
    List<Group> groups =
        switch (request.getKind()) {
          case GROUP_LIST_KIND_UNSPECIFIED -> lists.all(queryOf(setting, request).ofUser(userId));
          case GROUP_LIST_KIND_ALLOWED -> {
            requireNoGrouping(request);
            yield lists.allowed(setting, userId);
          }
          case UNRECOGNIZED ->
              throw new InvalidQueryException("kind: unknown (expected: none or allowed)");
        };
    FieldChecks.requireAtMost(
        "groups", groups.size(), "max-list-ids", with.limits().searches().ids());
    return ListGroupsResponse.newBuilder()
        .addAllGroups(groups.stream().map(GroupMessages::of).toList())
        .setFreshness(facts.freshness())
        .build();
  }

  private static GroupListQuery queryOf(GroupSetting setting, ListGroupsRequest request) {
    long groupingId =
        switch (setting.place()) {
          case GroupPlace.OfCourse(long _) ->
              FieldChecks.requireIdOrZero(request.getGroupingId(), "grouping_id");
          case GroupPlace.OfActivity(long _) -> {
            requireNoGrouping(request);
            yield setting.groupingId();
          }
        };
    return new GroupListQuery(
        setting.courseId(), List.of(), groupingId, request.getParticipationOnly());
  }

  private static void requireNoGrouping(ListGroupsRequest request) {
    if (request.getGroupingId() != 0) {
      throw new InvalidQueryException(
          "grouping_id: " + request.getGroupingId() + " (an activity has its own grouping)");
    }
  }

  CheckGroupVisibilityResponse checkGroupVisibility(
      SearchFacts facts, CheckGroupVisibilityRequest request) {
    var views = new GroupViews(viewed(facts.snapshot(), request.getViewerId()));
    GroupSight sight =
        switch (request.getAskedCase()) {
          case GROUP_ID ->
              views.ofGroup(
                  settingOf(facts, request.getPlace()),
                  FieldChecks.requireIdOrZero(request.getGroupId(), GROUP_ID),
                  request.getViewerId());
          case USER_ID ->
              views.ofUser(
                  settingOf(facts, request.getPlace()),
                  FieldChecks.requireId(request.getUserId(), "user_id"));
          case MEMBERSHIP -> sightOf(views, request.getMembership());
          case ASKED_NOT_SET ->
              throw new InvalidQueryException("group_id, user_id or membership: required");
        };
    return CheckGroupVisibilityResponse.newBuilder()
        .setVisible(sight.isSeen())
        .setReason(GroupMessages.of(sight))
        .setFreshness(facts.freshness())
        .build();
  }

  private static GroupSight sightOf(GroupViews views, GroupMembership membership) {
    return GroupSight.ofMembership(
        views.isMember(
            FieldChecks.requireId(membership.getGroupId(), "membership.group_id"),
            FieldChecks.requireId(membership.getUserId(), "membership.user_id")));
  }

  CheckWithGroupResponse checkWithGroup(SearchFacts facts, CheckWithGroupRequest request) {
    Sighted sighted =
        switch (request.getSeenCase()) {
          case GROUP_ID ->
              new Sighted.SightedGroup(FieldChecks.requireIdOrZero(request.getGroupId(), GROUP_ID));
          case OTHER_USER_ID ->
              new Sighted.SightedUser(
                  FieldChecks.requireId(request.getOtherUserId(), "other_user_id"));
          case SEEN_NOT_SET ->
              throw new InvalidQueryException("group_id or other_user_id: required");
        };
    AccessQuery check = with.questions().queryOf(facts.snapshot(), request.getQuestion());
    ListDecision may = decide(facts.snapshot(), check, request.getQuestion());
    SightedDecision decision =
        SightedDecision.after(
            may.decision(),
            facts.snapshot(),
            new SightedQuery(check, sighted),
            with.decisionPoint());
    return CheckWithGroupResponse.newBuilder()
        .setAllowed(decision.isAllowed())
        .setDecision(DecisionMapper.messageOf(may))
        .setVisible(decision.sight().isSeen())
        .setReason(GroupMessages.of(decision.sight()))
        .setFreshness(facts.freshness())
        .build();
  }

  private ListDecision decide(
      PolicySnapshot snapshot, AccessQuery check, CapabilityQuestion question) {
    return switch (question.getAskedCase()) {
      case ANY_OF ->
          with.decisionPoint()
              .decideAny(snapshot, check, with.questions().listOf(snapshot, question));
      case ALL_OF ->
          with.decisionPoint()
              .decideAll(snapshot, check, with.questions().listOf(snapshot, question));
      case CAPABILITY, ASKED_NOT_SET ->
          new ListDecision(with.decisionPoint().decide(snapshot, check), 0);
    };
  }

  private static GroupSetting settingOf(SearchFacts facts, dev.beadle.v1.GroupPlace place) {
    return GroupSetting.of(facts.snapshot(), GroupMessages.placeOf(place), ModuleFeatures.OF_CORE);
  }

  private ViewedSite viewed(PolicySnapshot snapshot, long viewerId) {
    return new ViewedSite(
        snapshot,
        Viewer.of(FieldChecks.requireIdOrZero(viewerId, "viewer_id")),
        with.decisionPoint());
  }
}
