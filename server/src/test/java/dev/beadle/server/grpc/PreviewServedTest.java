package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.BeadleServer.Written;
import dev.beadle.server.change.Change;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.impact.ImpactPreview;
import dev.beadle.server.impact.PersonImpact;
import dev.beadle.server.impact.SnapshotComparison;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.CapabilityEffect;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Previews and histories of a running server, about a real site of 10,000 users. */
final class PreviewServedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STUDENT = 5;
  private static final String REPLY = "mod/forum:replypost";

  private final Loaded medium = Oracle.load("medium");
  private final ServedSite served = ServedSite.empty();
  private final ManagedChannel channel = ServedSite.channelTo(served.target());

  @AfterEach
  void stop() {
    channel.shutdownNow();
    served.close();
  }

  /** One permission of the student role at system: every page is what the engine says. */
  @Test
  void preview_permissionOfStudentsAtSystem_isAsTheEngineSays() {
    open();
    PolicySnapshot site = medium.snapshot();
    AdminBatch batch = preventReply(site);
    SnapshotComparison expected =
        ImpactPreview.of(site, _ -> List.of(changeOf(site)), Instant.EPOCH, () -> false);
    var request = PreviewRequest.newBuilder().setBatch(batch).setPageSize(1000);
    PreviewResponse page = preview(request.build());
    assertThat(page.getTotals()).isEqualTo(PreviewMessages.messageOf(expected.totals()));
    assertThat(page.getTotals().getPeopleLosing()).isGreaterThan(9_000);
    assertThat(page.getCapabilitiesList())
        .extracting(CapabilityEffect::getCapability)
        .containsExactlyElementsOf(expected.groups().byCapability().keySet());
    assertThat(page.getGivers(0).getRoleShortName()).isEqualTo("student");
    List<PersonEffect> people = new ArrayList<>(page.getPeopleList());
    while (!page.getNextPageToken().isEmpty()) {
      page = preview(request.setPageToken(page.getNextPageToken()).build());
      people.addAll(page.getPeopleList());
    }
    List<PersonImpact> everybody = expected.people();
    assertThat(people)
        .containsExactlyElementsOf(everybody.stream().map(PreviewMessages::messageOf).toList());
  }

  /** What was written is found in the history, back to the first of the recent revisions. */
  @Test
  void explainHistory_writtenMeanwhile_tellsTheWrite() {
    open();
    long role = STUDENT;
    PolicySnapshot site = medium.snapshot();
    long user = someStudent(site);
    try (var admin = BeadleAdmin.to(served.target()).withDeadline(PATIENCE)) {
      admin.apply(preventReply(site));
    }
    ExplainHistoryResponse history =
        HistoryServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .explainHistory(
                ExplainHistoryRequest.newBuilder()
                    .setUserId(user)
                    .setContextId(contextOf(site, user))
                    .setCapability(REPLY)
                    .build());
    assertThat(history.getFrom().getDecision().getAllowed()).isTrue();
    assertThat(history.getTo().getDecision().getAllowed()).isFalse();
    assertThat(history.getTurnsList()).hasSize(1);
    assertThat(history.getTurns(0).getReason()).isEqualTo("a test");
    assertThat(history.getTurns(0).getResponsible(0).getPermissionSet().getRoleId())
        .isEqualTo(role);
  }

  private void open() {
    var revision = medium.snapshot().revision();
    MemoryLog log = MemoryLog.after(revision.log(), revision.position());
    var _ = served.server().open(new Written(medium.snapshot(), log, medium.report()));
  }

  private static AdminBatch preventReply(PolicySnapshot site) {
    return AdminServed.batch(
            AdminServed.ADMIN,
            "{\"setCapability\": {\"roleId\": "
                + STUDENT
                + ", \"context\": {\"id\": "
                + systemOf(site)
                + "}, \"capability\": \""
                + REPLY
                + "\", \"permission\": \"PREVENT\", \"overwrite\": true}}")
        .build();
  }

  private static Change changeOf(PolicySnapshot site) {
    for (TableRow row : rows(site, SiteTable.ROLE_CAPABILITIES)) {
      if (row.get("contextid").equals(systemOf(site))
          && row.get("roleid").equals(STUDENT)
          && row.get("capability").equals(REPLY)) {
        return new Change.PermissionSet((Long) row.get("id"), systemOf(site), STUDENT, REPLY, -1);
      }
    }
    throw new AssertionError("students may not reply");
  }

  private static long someStudent(PolicySnapshot site) {
    return studentship(site, "userid", 0);
  }

  private static long contextOf(PolicySnapshot site, long user) {
    return studentship(site, "contextid", user);
  }

  private static long studentship(PolicySnapshot site, String column, long user) {
    for (TableRow row : rows(site, SiteTable.ROLE_ASSIGNMENTS)) {
      if (row.get("roleid").equals(STUDENT) && (user == 0 || row.get("userid").equals(user))) {
        return (Long) row.get(column);
      }
    }
    throw new AssertionError("no student");
  }

  private static List<TableRow> rows(PolicySnapshot site, SiteTable table) {
    List<TableRow> rows = new ArrayList<>();
    FactCursor cursor = SnapshotRows.of(site, table);
    while (cursor.next()) {
      rows.add(TableRow.copyOf(table, cursor));
    }
    return rows;
  }

  private static long systemOf(PolicySnapshot site) {
    return site.contexts().idOf(site.contexts().system());
  }

  private PreviewResponse preview(PreviewRequest request) {
    return PreviewServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .preview(request);
  }
}
