package dev.beadle.server.grpc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.GetPermissionMatrixResponse;
import dev.beadle.v1.MatrixCell;
import dev.beadle.v1.MatrixRole;
import dev.beadle.v1.MatrixRow;
import dev.beadle.v1.SearchServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The matrix of a context, asked of a running server (§7.3, §11). */
@TestInstance(Lifecycle.PER_CLASS)
final class ServedMatrixTest {
  private final TestSite site =
      TestSite.classroom().role("student", "student").role("user").role("tutor");

  private ServedSite served;

  @BeforeAll
  void serve() {
    site.allow("student", TestSite.SYSTEM, TestSite.REPLY);
    site.prohibit("tutor", "cat", TestSite.REPLY).allow("tutor", "course", TestSite.REPLY);
    site.setRole("defaultuserroleid", "user");
    site.assign("ann", "student", "course").assign("bob", "student", "cat");
    served = ServedSite.of(site.load());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** §7.3, §11: the columns with their holders, and in each cell all that is said about it. */
  @Test
  void getPermissionMatrix_course_tellsColumnsAndCells() {
    GetPermissionMatrixResponse answer = ask(request().build());
    assertThat(answer.getRolesList())
        .extracting(
            role -> role.getRole().getShortName(),
            MatrixRole::getHolderCount,
            MatrixRole::getEverybody)
        .containsExactly(
            tuple("student", 2L, false), tuple("user", 3L, true), tuple("tutor", 0L, false));
    assertThat(answer.getTotalSize()).isEqualTo(3);
    MatrixRow reply = answer.getRows(0);
    assertThat(reply.getCapability()).isEqualTo(TestSite.REPLY);
    assertThat(reply.getRisks()).isEqualTo(16);
    long system = site.contextId(TestSite.SYSTEM);
    assertThat(reply.getCells(0))
        .isEqualTo(
            MatrixCell.newBuilder()
                .setInherited(1)
                .setEffective(1)
                .setStandard(1)
                .setDecidedIn(system)
                .build());
    assertThat(reply.getCells(1)).isEqualTo(MatrixCell.getDefaultInstance());
    assertThat(reply.getCells(2))
        .isEqualTo(
            MatrixCell.newBuilder()
                .setIsStored(true)
                .setStored(1)
                .setInherited(-1000)
                .setEffective(-1000)
                .addProhibitedIn(site.contextId("cat"))
                .setDecidedIn(site.contextId("cat"))
                .build());
  }

  /** §11: only rows that differ from the standard of an archetype. */
  @Test
  void getPermissionMatrix_differingOnly_leavesTheStandardOut() {
    GetPermissionMatrixResponse answer = ask(request().setDifferingOnly(true).build());
    assertThat(answer.getRowsList())
        .extracting(MatrixRow::getCapability)
        .as("a student's standard is to reply and to view")
        .containsExactly(TestSite.VIEW);
  }

  /** One role, all capabilities: the matrix on its side. */
  @Test
  void getPermissionMatrix_oneRole_isItsColumn() {
    GetPermissionMatrixResponse whole = ask(request().build());
    GetPermissionMatrixResponse one = ask(request().addRoleIds(site.roleId("tutor")).build());
    assertThat(one.getRolesList()).containsExactly(whole.getRoles(2));
    for (int row = 0; row < whole.getRowsCount(); row++) {
      assertThat(one.getRows(row).getCellsList()).containsExactly(whole.getRows(row).getCells(2));
    }
  }

  /** A page at a time, and each with the columns. */
  @Test
  void getPermissionMatrix_smallPages_addUp() {
    List<MatrixRow> rows = new ArrayList<>();
    String token = "";
    do {
      GetPermissionMatrixResponse page = ask(request().setPageSize(2).setPageToken(token).build());
      assertThat(page.getRolesCount()).isEqualTo(3);
      rows.addAll(page.getRowsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(rows).isEqualTo(ask(request().build()).getRowsList());
  }

  /** House, "The edges": a bad question is told by its field. */
  @Test
  void getPermissionMatrix_badQuestions_areToldByTheirField() {
    assertRefused(request().addRoleIds(4711).build(), "role_ids: no role has the id 4711");
    assertRefused(request().addRoleIds(0).build(), "role_ids: 0 (expected: at least 1)");
    assertRefused(request().addCapabilities("mod/no:ne").build(), "no capability `mod/no:ne`");
    assertRefused(request().setRisks(-1).build(), "risks: -1");
    assertRefused(GetPermissionMatrixRequest.getDefaultInstance(), "context: required");
  }

  private void assertRefused(GetPermissionMatrixRequest request, String message) {
    assertThatThrownBy(() -> ask(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private GetPermissionMatrixRequest.Builder request() {
    return GetPermissionMatrixRequest.newBuilder()
        .setContext(Contexts.id(site.contextId("course")));
  }

  private GetPermissionMatrixResponse ask(GetPermissionMatrixRequest request) {
    return SearchServiceGrpc.newBlockingStub(served.channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .getPermissionMatrix(request);
  }
}
