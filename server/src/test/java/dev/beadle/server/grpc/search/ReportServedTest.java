package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.model.Risk;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.CapabilityOverviewNode;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.HygieneCount;
import dev.beadle.v1.HygieneFinding;
import dev.beadle.v1.HygieneKind;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListHygieneFindingsResponse;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.ListSecurityFindingsResponse;
import dev.beadle.v1.RiskHolding;
import dev.beadle.v1.RoleOrigin;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.SecurityCheck;
import dev.beadle.v1.SecurityCheckResult;
import dev.beadle.v1.SecurityFinding;
import dev.beadle.v1.SecurityStatus;
import dev.beadle.v1.StoredRolePermission;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** search_reports.proto over a real connection. */
@TestInstance(Lifecycle.PER_CLASS)
final class ReportServedTest {
  private static final String SCRIPTS = "mod/page:addscripts";
  private static final String GONE = "mod/gone:view";
  private static final long MISSING = 999_999;

  private final TestSite site =
      classroom()
          .capability(SCRIPTS, "write", Risk.XSS)
          .role("author")
          .role("unused")
          .role("user", "user")
          .setRole("defaultuserroleid", "user")
          .set("guestroleid", "77777")
          .allow("author", SYSTEM, SCRIPTS)
          .allow("author", "forum", SCRIPTS)
          .allow("user", "course", SCRIPTS)
          .prevent("user", "forum", GONE)
          .assign("ann", "author", "course")
          .assign("ben", "author", "course")
          .assignAt(MISSING, "author", MISSING, "", 0);

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.of(site.snapshot());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(served.channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** §15: each check once, in Moodle's order, with the role that it looks at. */
  @Test
  void getSecurityOverview_asked_tellsEachCheck() {
    GetSecurityOverviewResponse answer =
        stub().getSecurityOverview(GetSecurityOverviewRequest.getDefaultInstance());
    assertThat(answer.getChecksList())
        .extracting(SecurityCheckResult::getCheck)
        .containsExactly(
            SecurityCheck.SECURITY_CHECK_DEFAULT_USER_ROLE,
            SecurityCheck.SECURITY_CHECK_GUEST_ROLE,
            SecurityCheck.SECURITY_CHECK_FRONT_PAGE_ROLE,
            SecurityCheck.SECURITY_CHECK_ADMINISTRATORS,
            SecurityCheck.SECURITY_CHECK_XSS,
            SecurityCheck.SECURITY_CHECK_BACKUP);
    assertThat(answer.getChecksList())
        .extracting(SecurityCheckResult::getStatus)
        .containsExactly(
            SecurityStatus.SECURITY_STATUS_CRITICAL,
            SecurityStatus.SECURITY_STATUS_WARNING,
            SecurityStatus.SECURITY_STATUS_INFO,
            SecurityStatus.SECURITY_STATUS_INFO,
            SecurityStatus.SECURITY_STATUS_WARNING,
            SecurityStatus.SECURITY_STATUS_OK);
    assertThat(answer.getChecks(0).getRole().getShortName()).isEqualTo("user");
    assertThat(answer.getChecks(1).getRole().getId()).isEqualTo(77_777);
    assertThat(answer.getChecks(2).hasRole()).isFalse();
    assertThat(answer.getChecks(4).getCount()).isEqualTo(2);
    assertThat(answer.getFreshness().getRevision()).isNotEmpty();
  }

  /** §15: the rows behind a check, a page at a time. */
  @Test
  void listSecurityFindings_pages_tellTheRows() {
    var request =
        ListSecurityFindingsRequest.newBuilder().setCheck(SecurityCheck.SECURITY_CHECK_XSS);
    ListSecurityFindingsResponse first =
        stub().listSecurityFindings(request.setPageSize(1).build());
    assertThat(first.getTotalSize()).isEqualTo(2);
    assertThat(first.getFindingsList())
        .containsExactly(SecurityFinding.newBuilder().setUserId(site.userId("ann")).build());
    ListSecurityFindingsResponse last =
        stub().listSecurityFindings(request.setPageToken(first.getNextPageToken()).build());
    assertThat(last.getFindingsList())
        .containsExactly(SecurityFinding.newBuilder().setUserId(site.userId("ben")).build());
    assertThat(last.getNextPageToken()).isEmpty();
    SecurityFinding risky =
        stub()
            .listSecurityFindings(
                ListSecurityFindingsRequest.newBuilder()
                    .setCheck(SecurityCheck.SECURITY_CHECK_DEFAULT_USER_ROLE)
                    .build())
            .getFindings(0);
    assertThat(risky.getContext().getName()).isEqualTo("Course course");
    assertThat(risky.getRole().getId()).isEqualTo(site.roleId("user"));
    assertThat(risky.getCapability()).isEqualTo(SCRIPTS);
  }

  /** §15: the tree of contexts, parents first, with what is stored. */
  @Test
  void getCapabilityOverview_ofARole_tellsTheTree() {
    var answer =
        stub()
            .getCapabilityOverview(
                GetCapabilityOverviewRequest.newBuilder()
                    .setCapability(SCRIPTS)
                    .addRoleIds(site.roleId("user"))
                    .build());
    assertThat(answer.getNodesList())
        .extracting(node -> node.getContext().getId())
        .containsExactly(site.contextId(SYSTEM), site.contextId("cat"), site.contextId("course"));
    CapabilityOverviewNode system = answer.getNodes(0);
    assertThat(system.getChildContextIdsList()).containsExactly(site.contextId("cat"));
    assertThat(system.getPermissionsList()).containsExactly(stored("user", 0));
    assertThat(answer.getNodes(2).getPermissionsList()).containsExactly(stored("user", 1));
    assertThat(answer.getTotalSize()).isEqualTo(3);
  }

  private StoredRolePermission stored(String role, long permission) {
    return StoredRolePermission.newBuilder()
        .setRoleId(site.roleId(role))
        .setPermission(permission)
        .build();
  }

  /** §5, §7: who holds which risk, through what, and how many hold it. */
  @Test
  void listRiskHolders_ofARole_tellsHoldersAndRisks() {
    var answer =
        stub()
            .listRiskHolders(
                ListRiskHoldersRequest.newBuilder()
                    .setRisks(Risk.XSS)
                    .setContext(Contexts.id(site.contextId("course")))
                    .build());
    assertThat(answer.getHoldingsCount()).isEqualTo(1);
    RiskHolding holding = answer.getHoldings(0);
    assertThat(holding.getRole().getShortName()).isEqualTo("author");
    assertThat(holding.getThrough()).isEqualTo(RoleOrigin.Kind.KIND_ASSIGNMENT);
    assertThat(holding.getHolderCount()).isEqualTo(2);
    assertThat(holding.getRisks()).isEqualTo(Risk.XSS);
    assertThat(holding.getCapabilitiesList()).containsExactly(SCRIPTS);
    var common =
        stub()
            .listRiskHolders(
                ListRiskHoldersRequest.newBuilder().setRoleId(site.roleId("user")).build());
    assertThat(common.getHoldings(0).getThrough()).isEqualTo(RoleOrigin.Kind.KIND_DEFAULT_USER);
    assertThat(common.getHoldings(0).getRisks()).isZero();
    assertThat(common.getHoldings(0).getRisksBelow()).isEqualTo(Risk.XSS);
  }

  /** What can be tidied up, counted by kind on every page. */
  @Test
  void listHygieneFindings_pages_tellKindsInOrder() {
    var request = ListHygieneFindingsRequest.newBuilder().setPageSize(2);
    ListHygieneFindingsResponse first = stub().listHygieneFindings(request.build());
    assertThat(first.getFindingsList())
        .extracting(HygieneFinding::getKind)
        .containsExactly(
            HygieneKind.HYGIENE_KIND_OVERRIDE_WITHOUT_EFFECT,
            HygieneKind.HYGIENE_KIND_UNKNOWN_CAPABILITY);
    assertThat(first.getFindings(0).getContextId()).isEqualTo(site.contextId("forum"));
    assertThat(first.getFindings(1).getPermission()).isEqualTo(-1);
    ListHygieneFindingsResponse second =
        stub().listHygieneFindings(request.setPageToken(first.getNextPageToken()).build());
    assertThat(second.getFindingsList())
        .extracting(HygieneFinding::getKind)
        .containsExactly(
            HygieneKind.HYGIENE_KIND_ROLE_HELD_BY_NOBODY,
            HygieneKind.HYGIENE_KIND_ASSIGNMENT_IN_MISSING_CONTEXT);
    assertThat(second.getCountsList()).isEqualTo(first.getCountsList());
    assertThat(first.getCountsList().stream().mapToLong(HygieneCount::getCount).sum())
        .isEqualTo(first.getTotalSize())
        .isEqualTo(5);
    ListHygieneFindingsResponse some =
        stub()
            .listHygieneFindings(
                ListHygieneFindingsRequest.newBuilder()
                    .addKinds(HygieneKind.HYGIENE_KIND_ASSIGNMENT_TO_MISSING_USER)
                    .build());
    assertThat(some.getFindingsList())
        .extracting(HygieneFinding::getUserId)
        .containsExactly(MISSING);
    assertThat(some.getCountsCount()).isEqualTo(1);
  }

  /** A name longer than any header is refused all the same, and told as far as it fits. */
  @Test
  void reports_endlessName_isToldInPart() {
    assertThatThrownBy(() ->
            stub()
                .getSecurityOverview(
                    GetSecurityOverviewRequest.newBuilder()
                        .setSite("\u20ac".repeat(70_000))
                        .build()))
        .hasMessageContaining("NOT_FOUND")
        .hasMessageEndingWith("…");
  }

  /** Bad questions are refused by the name of the field. */
  @Test
  void reports_badQuestions_areRefused() {
    assertThatThrownBy(
            () -> stub().listSecurityFindings(ListSecurityFindingsRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT: check: ");
    assertThatThrownBy(
            () -> stub().getCapabilityOverview(GetCapabilityOverviewRequest.getDefaultInstance()))
        .hasMessageContaining("INVALID_ARGUMENT: capability: required");
    assertThatThrownBy(() ->
            stub()
                .getCapabilityOverview(
                    GetCapabilityOverviewRequest.newBuilder()
                        .setCapability(VIEW)
                        .addRoleIds(MISSING)
                        .build()))
        .hasMessageContaining("INVALID_ARGUMENT: role_ids: ");
    assertThatThrownBy(
            () -> stub().listRiskHolders(ListRiskHoldersRequest.newBuilder().setRoleId(-1).build()))
        .hasMessageContaining("INVALID_ARGUMENT: role_id: -1");
    assertThatThrownBy(() ->
            stub()
                .listRiskHolders(
                    ListRiskHoldersRequest.newBuilder().setContext(Contexts.id(MISSING)).build()))
        .hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(() ->
            stub()
                .listHygieneFindings(
                    ListHygieneFindingsRequest.newBuilder().addKindsValue(99).build()))
        .hasMessageContaining("INVALID_ARGUMENT: kinds: ");
  }
}
