package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.RecordedRows.ids;
import static dev.beadle.server.testing.RecordedRows.number;
import static dev.beadle.server.testing.RecordedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RecordedRows;
import dev.beadle.v1.EffectivePermission;
import dev.beadle.v1.Environment;
import dev.beadle.v1.FindDecidingRolesRequest;
import dev.beadle.v1.FindDecidingRolesResponse;
import dev.beadle.v1.HeldRole;
import dev.beadle.v1.ListContextCapabilitiesRequest;
import dev.beadle.v1.ListManageableRolesRequest;
import dev.beadle.v1.ListManageableRolesResponse;
import dev.beadle.v1.ListRolePermissionsRequest;
import dev.beadle.v1.ListRolesOfUserRequest;
import dev.beadle.v1.ListRolesWithPermissionRequest;
import dev.beadle.v1.OverrideMode;
import dev.beadle.v1.RoleOrigin;
import dev.beadle.v1.RoleReference;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The questions about roles, asked of a running server over TCP (§8, §10, §15). */
@TestInstance(Lifecycle.PER_CLASS)
final class ServedRoleListsTest {
  private static final String REPLY = "mod/forum:replypost";

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.of(Oracle.load("tiny"));
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** §10: needed and forbidden roles, as Moodle had them. */
  @Test
  void findDecidingRoles_everyRecordedRow_differsNowhere() {
    int rows =
        RecordedRows.forEach(
            "tiny",
            "get_roles_with_cap_in_context",
            List.of("contextid", "capability", "needed", "forbidden"),
            row -> {
              FindDecidingRolesResponse answer =
                  stub()
                      .findDecidingRoles(
                          FindDecidingRolesRequest.newBuilder()
                              .setContext(Contexts.id(number(row, "contextid")))
                              .addCapabilities(text(row, "capability"))
                              .build());
              assertThat(idsOf(answer.getNeededList())).as("%s", row).isEqualTo(ids(row, "needed"));
              assertThat(idsOf(answer.getForbiddenList()))
                  .as("%s", row)
                  .isEqualTo(ids(row, "forbidden"));
              assertThat(answer.getFreshness().getRevision()).isNotEmpty();
            });
    assertThat(rows).isEqualTo(1588);
  }

  /** §10: roles with a row, as Moodle had them. */
  @Test
  void listRolesWithPermission_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "get_roles_with_capability",
        List.of("capability", "permission", "contextid", "roleids"),
        row -> {
          var request =
              ListRolesWithPermissionRequest.newBuilder().setCapability(text(row, "capability"));
          if (!text(row, "permission").isEmpty()) {
            request.setPermission(number(row, "permission"));
          }
          if (!text(row, "contextid").isEmpty()) {
            request.setContext(Contexts.id(number(row, "contextid")));
          }
          if (request.getCapability().isEmpty()) {
            return;
          }
          assertThat(idsOf(stub().listRolesWithPermission(request.build()).getRolesList()))
              .as("%s", row)
              .isEqualTo(ids(row, "roleids"));
        });
  }

  /** §8, §10: what a user may do with roles, as Moodle had it. */
  @Test
  void listManageableRoles_everyRecordedRow_differsNowhere() {
    RecordedRows.forEach(
        "tiny",
        "assignable_overridable_switchable",
        List.of(
            "userid",
            "contextid",
            "assignable",
            "overridable",
            "overridemode",
            "switchable",
            "viewable"),
        row -> {
          ListManageableRolesResponse answer =
              stub()
                  .listManageableRoles(
                      ListManageableRolesRequest.newBuilder()
                          .setUserId(number(row, "userid"))
                          .setContext(Contexts.id(number(row, "contextid")))
                          .build());
          assertSame(row, "assignable", answer.getAssignableList());
          assertSame(row, "overridable", answer.getOverridableList());
          assertSame(row, "switchable", answer.getSwitchableList());
          assertSame(row, "viewable", answer.getViewableList());
          assertThat(answer.getOverrideMode())
              .isEqualTo(
                  switch (text(row, "overridemode")) {
                    case "override" -> OverrideMode.OVERRIDE_MODE_FULL;
                    case "safeoverride" -> OverrideMode.OVERRIDE_MODE_SAFE;
                    default -> OverrideMode.OVERRIDE_MODE_NONE;
                  });
        });
  }

  /** §10: what a role says, one capability or all, and where it is stored. */
  @Test
  void listRolePermissions_oneOrAll_tellsWhereItIsStored() {
    var request = ListRolePermissionsRequest.newBuilder().setRoleId(5).setContext(Contexts.id(1));
    List<EffectivePermission> all =
        stub().listRolePermissions(request.build()).getPermissionsList();
    assertThat(all).hasSizeGreaterThan(50);
    assertThat(all).extracting(EffectivePermission::getCapability).isSorted();
    List<EffectivePermission> one =
        stub().listRolePermissions(request.setCapability(REPLY).build()).getPermissionsList();
    assertThat(one).hasSize(1);
    assertThat(all).contains(one.getFirst());
    assertThat(one.getFirst().getPermission()).isEqualTo(1);
    assertThat(one.getFirst().getContext().getName()).isEqualTo("System");
  }

  /** §5, §7.2: a user's roles and why, with a switch in the session too. */
  @Test
  void listRolesOfUser_assignedOrSwitched_tellsWhy() {
    long userId = 2;
    var request = ListRolesOfUserRequest.newBuilder().setUserId(userId).setContext(Contexts.id(2));
    List<HeldRole> plain = stub().listRolesOfUser(request.build()).getRolesList();
    assertThat(plain)
        .flatExtracting(HeldRole::getOriginsList)
        .extracting(RoleOrigin::getKind)
        .contains(RoleOrigin.Kind.KIND_DEFAULT_USER, RoleOrigin.Kind.KIND_FRONT_PAGE);
    request.setEnvironment(
        Environment.newBuilder()
            .setSubjectIsCurrentUser(true)
            .addRoleSwitches(RoleSwitch.newBuilder().setContext(Contexts.id(2)).setRoleId(5)));
    List<HeldRole> switched = stub().listRolesOfUser(request.build()).getRolesList();
    assertThat(switched)
        .extracting(held -> held.getRole().getShortName())
        .containsExactly("student", "user");
    assertThat(switched.getFirst().getOrigins(0).getKind())
        .isEqualTo(RoleOrigin.Kind.KIND_SWITCHED);
  }

  /** §15: what a context offers. */
  @Test
  void listContextCapabilities_userContext_offersItsLevelAndGrades() {
    var request =
        ListContextCapabilitiesRequest.newBuilder().setContext(Contexts.instance(30, 2)).build();
    assertThat(stub().listContextCapabilities(request).getCapabilitiesList())
        .hasSize(43)
        .contains("moodle/grade:viewall")
        .isSorted();
  }

  /** House, "The edges": a bad question is told by its field. */
  @Test
  void badQuestions_areToldByTheirField() {
    assertRefused(
        () ->
            stub()
                .findDecidingRoles(
                    FindDecidingRolesRequest.newBuilder().setContext(Contexts.id(1)).build()),
        Status.Code.INVALID_ARGUMENT,
        "capabilities: required");
    assertRefused(
        () ->
            stub()
                .findDecidingRoles(
                    FindDecidingRolesRequest.newBuilder().addCapabilities(REPLY).build()),
        Status.Code.INVALID_ARGUMENT,
        "context: required");
    assertRefused(
        () ->
            stub()
                .findDecidingRoles(
                    FindDecidingRolesRequest.newBuilder()
                        .setContext(Contexts.id(1))
                        .addAllCapabilities(Collections.nCopies(1001, REPLY))
                        .build()),
        Status.Code.RESOURCE_EXHAUSTED,
        "max-list-capabilities");
    assertRefused(
        () -> stub().listRolesWithPermission(ListRolesWithPermissionRequest.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "capability: required");
    assertRefused(
        () ->
            stub()
                .listRolePermissions(
                    ListRolePermissionsRequest.newBuilder()
                        .setRoleId(4711)
                        .setContext(Contexts.id(1))
                        .build()),
        Status.Code.INVALID_ARGUMENT,
        "role_id: no role has the id 4711");
    assertRefused(
        () ->
            stub()
                .listRolesOfUser(
                    ListRolesOfUserRequest.newBuilder().setContext(Contexts.id(999_999)).build()),
        Status.Code.NOT_FOUND,
        "context.id: no context has the id 999999");
  }

  private static void assertRefused(ThrowingCallable call, Status.Code code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static void assertSame(
      Map<String, String> row, String column, List<RoleReference> roles) {
    assertThat(idsOf(roles))
        .as("%s of %s", column, row)
        .containsExactlyInAnyOrderElementsOf(ids(row, column));
  }

  private static List<Long> idsOf(List<RoleReference> roles) {
    return roles.stream().map(RoleReference::getId).toList();
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(served.channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
