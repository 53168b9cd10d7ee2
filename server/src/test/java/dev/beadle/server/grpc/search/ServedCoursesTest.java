package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.RecordedRows.ids;
import static dev.beadle.server.testing.RecordedRows.number;
import static dev.beadle.server.testing.RecordedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RecordedRows;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.CheckParticipationRequest;
import dev.beadle.v1.CheckParticipationResponse;
import dev.beadle.v1.CourseAccessReason;
import dev.beadle.v1.EnrolmentState;
import dev.beadle.v1.Environment;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Enrolment and access to courses, asked of a running server over TCP (§13). */
@TestInstance(Lifecycle.PER_CLASS)
final class ServedCoursesTest {
  /** The course C2 of the site, and its context. */
  private static final long C2 = 3;

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

  /** §13: is_enrolled, as Moodle had it. */
  @Test
  void checkParticipation_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "is_enrolled",
        List.of("userid", "contextid", "withcapability", "onlyactive", "enrolled"),
        row -> {
          CheckParticipationResponse answer = stub().checkParticipation(participation(row));
          boolean enrolled =
              is(row, "onlyactive") ? answer.getActivelyEnrolled() : answer.getEnrolled();
          assertThat(enrolled).as("%s", row).isEqualTo(is(row, "enrolled"));
          assertThat(answer.getFreshness().getRevision()).isNotEmpty();
        });
    RecordedRows.forEach(
        "tiny",
        "is_viewing_is_guest",
        List.of("userid", "contextid", "withcapability", "viewing", "guest"),
        row -> {
          CheckParticipationResponse answer = stub().checkParticipation(participation(row));
          assertThat(answer.getViewing()).as("%s", row).isEqualTo(is(row, "viewing"));
          assertThat(answer.getGuest()).as("%s", row).isEqualTo(is(row, "guest"));
        });
  }

  /** §13: get_enrolled_sql, as Moodle had it. */
  @Test
  void listEnrolledUsers_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "get_enrolled_users",
        List.of("contextid", "withcapability", "onlyactive", "onlysuspended", "userids"),
        row -> {
          var request =
              ListEnrolledUsersRequest.newBuilder()
                  .setContext(Contexts.id(number(row, "contextid")))
                  .setWithCapability(text(row, "withcapability"));
          if (is(row, "onlyactive")) {
            request.setState(EnrolmentState.ENROLMENT_STATE_ACTIVE);
          } else if (is(row, "onlysuspended")) {
            request.setState(EnrolmentState.ENROLMENT_STATE_SUSPENDED);
          }
          ListEnrolledUsersResponse answer = stub().listEnrolledUsers(request.build());
          assertThat(answer.getUserIdsList()).as("%s", row).isEqualTo(ids(row, "userids"));
          assertThat(answer.getTotalSize()).isEqualTo(answer.getUserIdsCount());
        });
  }

  /** §13: can_access_course, as Moodle had it. */
  @Test
  void checkCourseAccess_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "can_access_course",
        List.of("vieweris", "userid", "courseid", "withcapability", "onlyactive", "allowed"),
        row -> {
          long userId = number(row, "userid");
          // Whoever is not logged in was the current user of the other rows.
          boolean isSelf = text(row, "vieweris").equals("self") || userId == 0;
          var request =
              CheckCourseAccessRequest.newBuilder()
                  .setUserId(userId)
                  .setCourseId(number(row, "courseid"))
                  .setWithCapability(text(row, "withcapability"))
                  .setOnlyActive(is(row, "onlyactive"))
                  .setEnvironment(Environment.newBuilder().setSubjectIsCurrentUser(isSelf));
          assertThat(stub().checkCourseAccess(request.build()).getAllowed())
              .as("%s", row)
              .isEqualTo(is(row, "allowed"));
        });
  }

  /** §13: enrol_get_enrolment_end at a given time: from 1,000,000,000 on, to 4,100,000,000. */
  @Test
  void checkParticipation_atGivenTime_tellsTheEnd() {
    assertThat(participationOf12(999_999_999).getActivelyEnrolled()).isFalse();
    CheckParticipationResponse within = participationOf12(1_000_000_000);
    assertThat(within.getActivelyEnrolled()).isTrue();
    assertThat(within.getActiveUntil().getSeconds()).isEqualTo(4_100_000_000L);
    CheckParticipationResponse after = participationOf12(4_100_000_000L);
    assertThat(after.getEnrolled()).isTrue();
    assertThat(after.getActivelyEnrolled()).isFalse();
    assertThat(after.hasActiveUntil()).isFalse();
  }

  /** §13 (2), §13 (6): a session's switch and the password that it has given. */
  @Test
  void checkCourseAccess_session_counts() {
    var asked =
        CheckCourseAccessRequest.newBuilder()
            .setUserId(14)
            .setCourseId(C2)
            .setEnvironment(Environment.newBuilder().setSubjectIsCurrentUser(true));
    CheckCourseAccessResponse closed = stub().checkCourseAccess(asked.build());
    assertThat(closed.getAllowed()).isFalse();
    assertThat(closed.getReason()).isEqualTo(CourseAccessReason.COURSE_ACCESS_REASON_NOT_ENROLLED);
    assertThat(stub().checkCourseAccess(asked.addEnteredEnrolmentIds(5).build()).getReason())
        .isEqualTo(CourseAccessReason.COURSE_ACCESS_REASON_GUEST_ACCESS);
    asked
        .getEnvironmentBuilder()
        .addRoleSwitches(RoleSwitch.newBuilder().setContext(Contexts.course(C2)).setRoleId(5));
    assertThat(stub().checkCourseAccess(asked.build()).getReason())
        .isEqualTo(CourseAccessReason.COURSE_ACCESS_REASON_ROLE_SWITCHED);
  }

  /** Pages of one are the whole list; a forged token is refused. */
  @Test
  void listEnrolledUsers_pages_areTheWholeList() {
    var asked = ListEnrolledUsersRequest.newBuilder().setContext(Contexts.course(2));
    List<Long> whole = stub().listEnrolledUsers(asked.build()).getUserIdsList();
    List<Long> paged = new ArrayList<>();
    asked.setPageSize(2);
    ListEnrolledUsersResponse page;
    do {
      page = stub().listEnrolledUsers(asked.build());
      paged.addAll(page.getUserIdsList());
      assertThat(page.getTotalSize()).isEqualTo(whole.size());
      asked.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertThat(paged).isEqualTo(whole).hasSizeGreaterThan(4);
    assertThat(refusal(() -> stub().listEnrolledUsers(asked.setPageToken("forged").build())))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  /** §13, §14: members of a hidden group are found by whom it is not hidden from. */
  @Test
  void listEnrolledUsers_groups_areThoseThatTheViewerSees() {
    var asked = ListEnrolledUsersRequest.newBuilder().setContext(Contexts.course(2)).addGroupIds(2);
    assertThat(stub().listEnrolledUsers(asked.build()).getUserIdsList()).isEmpty();
    assertThat(stub().listEnrolledUsers(asked.setViewerId(9).build()).getUserIdsList())
        .containsExactly(7L, 9L, 10L);
  }

  /** What cannot be asked is refused by the name of the field. */
  @Test
  void requests_malformed_areRefused() {
    var outside = CheckParticipationRequest.newBuilder().setContext(Contexts.id(1)).build();
    assertRefused(() -> stub().checkParticipation(outside), "lies in none");
    assertRefused(
        () -> stub().checkParticipation(CheckParticipationRequest.getDefaultInstance()),
        "context: required");
    assertRefused(
        () ->
            stub()
                .checkParticipation(
                    CheckParticipationRequest.newBuilder()
                        .setContext(Contexts.course(2))
                        .setWithCapability("moodle/legacy:guest")
                        .build()),
        "with_capability");
    assertRefused(
        () ->
            stub()
                .checkParticipation(
                    CheckParticipationRequest.newBuilder()
                        .setContext(Contexts.course(2))
                        .setAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                        .build()),
        "at.seconds");
    assertRefused(
        () -> stub().checkCourseAccess(CheckCourseAccessRequest.getDefaultInstance()), "course_id");
    var enrolled = ListEnrolledUsersRequest.newBuilder().setContext(Contexts.course(2)).build();
    assertRefused(
        () -> stub().listEnrolledUsers(enrolled.toBuilder().addGroupIds(0).build()), "group_ids");
    assertRefused(
        () -> stub().listEnrolledUsers(enrolled.toBuilder().setViewerId(-1).build()), "viewer_id");
    assertRefused(
        () -> stub().listEnrolledUsers(enrolled.toBuilder().setEnrolmentId(-1).build()),
        "enrolment_id");
    assertRefused(
        () -> stub().listEnrolledUsers(enrolled.toBuilder().setStateValue(9).build()), "state");
    assertThat(
            refusal(() ->
                stub()
                    .listEnrolledUsers(
                        enrolled.toBuilder().setContext(Contexts.course(987_654)).build())))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  private CheckParticipationResponse participationOf12(long second) {
    return stub()
        .checkParticipation(
            CheckParticipationRequest.newBuilder()
                .setUserId(12)
                .setContext(Contexts.course(C2))
                .setAt(Timestamp.newBuilder().setSeconds(second))
                .build());
  }

  private static CheckParticipationRequest participation(Map<String, String> row) {
    return CheckParticipationRequest.newBuilder()
        .setUserId(number(row, "userid"))
        .setContext(Contexts.id(number(row, "contextid")))
        .setWithCapability(text(row, "withcapability"))
        .build();
  }

  private static boolean is(Map<String, String> row, String column) {
    return number(row, column) != 0;
  }

  private static void assertRefused(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining(words);
  }

  private static Status.Code refusal(ThrowingCallable call) {
    try {
      call.call();
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    } catch (Throwable other) {
      throw new AssertionError(other);
    }
    return Status.Code.OK;
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
