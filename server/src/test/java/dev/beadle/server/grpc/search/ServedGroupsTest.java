package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.RecordedRows.ids;
import static dev.beadle.server.testing.RecordedRows.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RecordedRows;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckGroupVisibilityRequest;
import dev.beadle.v1.CheckWithGroupRequest;
import dev.beadle.v1.CheckWithGroupResponse;
import dev.beadle.v1.CourseGroup;
import dev.beadle.v1.GetGroupModeRequest;
import dev.beadle.v1.GetGroupModeResponse;
import dev.beadle.v1.GroupListKind;
import dev.beadle.v1.GroupMembership;
import dev.beadle.v1.GroupPlace;
import dev.beadle.v1.GroupVisibility;
import dev.beadle.v1.GroupVisibilityReason;
import dev.beadle.v1.ListGroupsRequest;
import dev.beadle.v1.Rule;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Groups, asked of a running server over TCP (§14). */
@TestInstance(Lifecycle.PER_CLASS)
final class ServedGroupsTest {
  private static final String REPLY = "mod/forum:replypost";

  private ServedSite served;
  private ManagedChannel channel;

  @BeforeAll
  void serve() {
    served = ServedSite.of(Oracle.load("tiny"));
    channel = Grpc.newChannelBuilder(served.target(), InsecureChannelCredentials.create()).build();
  }

  @AfterAll
  void stop() {
    channel.shutdownNow();
    served.close();
  }

  /** §14: groups_group_visible, as Moodle had it, of viewers who ask for themselves. */
  @Test
  void checkGroupVisibility_recordedGroups_differNowhere() {
    int rows =
        RecordedRows.forEach(
            "tiny",
            "groups_visible",
            List.of("viewerid", "userid", "courseid", "cmid", "groupid", "visible"),
            row -> {
              if (number(row, "viewerid") == number(row, "userid")) {
                var request =
                    CheckGroupVisibilityRequest.newBuilder()
                        .setPlace(place(row))
                        .setViewerId(number(row, "viewerid"))
                        .setGroupId(number(row, "groupid"));
                assertThat(stub().checkGroupVisibility(request.build()).getVisible())
                    .as("%s", row)
                    .isEqualTo(number(row, "visible") != 0);
              }
            });
    assertThat(rows).isGreaterThan(1_000);
  }

  /** §14: groups_user_groups_visible and groups_is_member, as Moodle had them. */
  @Test
  void checkGroupVisibility_recordedUsersAndMembers_differNowhere() {
    RecordedRows.forEach(
        "tiny",
        "groups_user_groups_visible",
        List.of("viewerid", "userid", "courseid", "cmid", "visible"),
        row -> {
          var request =
              CheckGroupVisibilityRequest.newBuilder()
                  .setPlace(place(row))
                  .setViewerId(number(row, "viewerid"))
                  .setUserId(number(row, "userid"));
          assertThat(stub().checkGroupVisibility(request.build()).getVisible())
              .as("%s", row)
              .isEqualTo(number(row, "visible") != 0);
        });
    RecordedRows.forEach(
        "tiny",
        "groups_is_member",
        List.of("viewerid", "userid", "groupid", "ismember"),
        row -> {
          var request =
              CheckGroupVisibilityRequest.newBuilder()
                  .setViewerId(number(row, "viewerid"))
                  .setMembership(
                      GroupMembership.newBuilder()
                          .setGroupId(number(row, "groupid"))
                          .setUserId(number(row, "userid")));
          assertThat(stub().checkGroupVisibility(request.build()).getVisible())
              .as("%s", row)
              .isEqualTo(number(row, "ismember") != 0);
        });
  }

  /** §14: groups_get_all_groups, groups_get_activity_allowed_groups, modes, as Moodle had them. */
  @Test
  void listGroups_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "groups_get_all_groups",
        List.of("viewerid", "userid", "courseid", "groupingid", "participationonly", "groupids"),
        row -> {
          var request =
              ListGroupsRequest.newBuilder()
                  .setPlace(GroupPlace.newBuilder().setCourseId(number(row, "courseid")))
                  .setViewerId(number(row, "viewerid"))
                  .setUserId(number(row, "userid"))
                  .setGroupingId(number(row, "groupingid"))
                  .setParticipationOnly(number(row, "participationonly") != 0);
          assertThat(idsOf(request.build())).as("%s", row).isEqualTo(ids(row, "groupids"));
        });
    RecordedRows.forEach(
        "tiny",
        "groups_allowed",
        List.of(
            "viewerid",
            "userid",
            "courseid",
            "cmid",
            "groupmode",
            "effectivegroupmode_cminfo",
            "allowedgroupids"),
        row -> {
          var request =
              ListGroupsRequest.newBuilder()
                  .setPlace(place(row))
                  .setViewerId(number(row, "viewerid"))
                  .setUserId(number(row, "userid"))
                  .setKind(GroupListKind.GROUP_LIST_KIND_ALLOWED);
          assertThat(idsOf(request.build())).as("%s", row).isEqualTo(ids(row, "allowedgroupids"));
          GetGroupModeResponse mode =
              stub().getGroupMode(GetGroupModeRequest.newBuilder().setPlace(place(row)).build());
          assertThat(mode.getModeValue() - 1).isEqualTo((int) number(row, "groupmode"));
          assertThat(mode.getEffectiveModeValue() - 1)
              .isEqualTo((int) number(row, "effectivegroupmode_cminfo"));
        });
  }

  /** §14: what there is to say of a group, and of how a place is set. */
  @Test
  void answers_ofOneCourse_areWhole() {
    var request =
        ListGroupsRequest.newBuilder()
            .setPlace(GroupPlace.newBuilder().setCourseId(2))
            .setViewerId(11)
            .setUserId(11)
            .build();
    assertThat(stub().listGroups(request).getGroupsList())
        .containsExactly(
            CourseGroup.newBuilder()
                .setId(3)
                .setName("G3")
                .setVisibility(GroupVisibility.GROUP_VISIBILITY_OWN)
                .build());
    GetGroupModeResponse mode =
        stub()
            .getGroupMode(
                GetGroupModeRequest.newBuilder()
                    .setPlace(GroupPlace.newBuilder().setCourseModuleId(12))
                    .build());
    assertThat(mode.getForced()).isTrue();
    assertThat(mode.getGroupingId()).isZero();
    assertThat(mode.getFreshness().getRevision()).isNotEmpty();
  }

  /** §7, §14: both parts in one answer, with the deciding one. */
  @Test
  void checkWithGroup_eachPart_decides() {
    CheckWithGroupResponse both = withGroup(8, 2, 1);
    assertThat(both.getAllowed()).isTrue();
    assertThat(both.getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertThat(both.getReason()).isEqualTo(GroupVisibilityReason.GROUP_VISIBILITY_REASON_MEMBER);
    CheckWithGroupResponse unseen = withGroup(8, 2, 3);
    assertThat(unseen.getAllowed()).isFalse();
    assertThat(unseen.getDecision().getAllowed()).isTrue();
    assertThat(unseen.getVisible()).isFalse();
    CheckWithGroupResponse denied = withGroup(14, 2, 1);
    assertThat(denied.getAllowed()).isFalse();
    assertThat(denied.getDecision().getAllowed()).isFalse();
    CheckWithGroupRequest withUser =
        CheckWithGroupRequest.newBuilder().setQuestion(question(8, 2)).setOtherUserId(12).build();
    assertThat(stub().checkWithGroup(withUser).getAllowed()).isTrue();
  }

  /** §6, §14: the first part may be a list, of which any one or all are demanded. */
  @Test
  void checkWithGroup_lists_decideAsAnyAndAllDo() {
    var list =
        CapabilityList.newBuilder().addCapabilities("mod/none:such").addCapabilities(REPLY).build();
    var any = question(8, 2).toBuilder().setAnyOf(list).build();
    CheckWithGroupResponse anyOf = stub().checkWithGroup(withGroup(any, 1));
    assertThat(anyOf.getAllowed()).isTrue();
    assertThat(anyOf.getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertThat(anyOf.getDecision().getDecidingIndex()).isOne();
    assertThat(stub().checkWithGroup(withGroup(any, 3)).getAllowed()).isFalse();
    CheckWithGroupResponse allOf =
        stub().checkWithGroup(withGroup(any.toBuilder().setAllOf(list).build(), 1));
    assertThat(allOf.getAllowed()).isFalse();
    assertThat(allOf.getVisible()).isFalse();
    assertThat(allOf.getDecision().getRule()).isEqualTo(Rule.RULE_UNKNOWN_CAPABILITY);
  }

  /** What cannot be asked is refused by the name of the field. */
  @Test
  void requests_malformed_areRefused() {
    assertRefused(
        () -> stub().getGroupMode(GetGroupModeRequest.getDefaultInstance()), "place: required");
    GroupPlace course = GroupPlace.newBuilder().setCourseId(2).build();
    var list = ListGroupsRequest.newBuilder().setPlace(course).build();
    assertRefused(
        () ->
            stub()
                .listGroups(
                    list.toBuilder().setKind(GroupListKind.GROUP_LIST_KIND_ALLOWED).build()),
        "place");
    assertRefused(() -> stub().listGroups(list.toBuilder().setKindValue(9).build()), "kind");
    assertRefused(() -> stub().listGroups(list.toBuilder().setViewerId(-2).build()), "viewer_id");
    assertRefused(
        () ->
            stub()
                .listGroups(
                    list.toBuilder()
                        .setPlace(GroupPlace.newBuilder().setCourseModuleId(12))
                        .setGroupingId(1)
                        .build()),
        "grouping_id");
    var seen = CheckGroupVisibilityRequest.newBuilder().setPlace(course).build();
    assertRefused(() -> stub().checkGroupVisibility(seen), "membership: required");
    assertRefused(
        () -> stub().checkGroupVisibility(seen.toBuilder().setUserId(0).build()), "user_id");
    var both = CheckWithGroupRequest.newBuilder().setQuestion(question(8, 2)).build();
    assertRefused(() -> stub().checkWithGroup(both), "other_user_id: required");
    assertRefused(
        () -> stub().checkWithGroup(both.toBuilder().setOtherUserId(0).build()), "other_user_id");
    assertRefused(
        () ->
            stub()
                .checkWithGroup(
                    both.toBuilder()
                        .setGroupId(1)
                        .setQuestion(question(8, 2).toBuilder().clearAsked())
                        .build()),
        "capability: required");
    assertRefused(
        () ->
            stub()
                .checkWithGroup(
                    both.toBuilder()
                        .setGroupId(1)
                        .setQuestion(question(8, 2).toBuilder().setContext(Contexts.id(1)))
                        .build()),
        "neither a course nor an activity");
  }

  private static CheckWithGroupRequest withGroup(CapabilityQuestion question, long groupId) {
    return CheckWithGroupRequest.newBuilder().setQuestion(question).setGroupId(groupId).build();
  }

  private CheckWithGroupResponse withGroup(long userId, long courseId, long groupId) {
    return stub()
        .checkWithGroup(
            CheckWithGroupRequest.newBuilder()
                .setQuestion(question(userId, courseId))
                .setGroupId(groupId)
                .build());
  }

  private static CapabilityQuestion question(long userId, long courseId) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setContext(Contexts.course(courseId))
        .setCapability(REPLY)
        .build();
  }

  private List<Long> idsOf(ListGroupsRequest request) {
    return stub().listGroups(request).getGroupsList().stream().map(CourseGroup::getId).toList();
  }

  private static GroupPlace place(Map<String, String> row) {
    long courseModuleId = number(row, "cmid");
    return courseModuleId == 0
        ? GroupPlace.newBuilder().setCourseId(number(row, "courseid")).build()
        : GroupPlace.newBuilder().setCourseModuleId(courseModuleId).build();
  }

  private static void assertRefused(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining(words);
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
