package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Refusals.assertRefused;
import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.admin.AdminPlanner;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeDraft;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.Revision;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.AnswerFlip;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.CapabilityRisk;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewPersonRequest;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc;
import dev.beadle.v1.Rule;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** preview.proto and history.proto over a real connection. */
final class PreviewServiceTest {
  private final TestSite site = siteOfStudents();
  private final SnapshotStore snapshots = new SnapshotStore(2, 1);
  private final PastLog log = new PastLog(Oracle.REVISION.log());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore gate = new Semaphore(0);
  private volatile boolean isGated;
  private Server server = unstarted();
  private ManagedChannel channel = ServedSite.channelTo("127.0.0.1:1");

  @BeforeEach
  void start() throws IOException {
    snapshots.publish(site.snapshot());
    var planner = new AdminPlanner(StandardDefinitions.read(), AdminPlanner.MOST_CHANGES);
    AdminSites sites = AdminSites.ofOnly("one");
    sites.open(
        new AdminSites.Site(
            snapshots,
            _ -> CompletableFuture.failedFuture(new AssertionError("nothing is written")),
            log,
            batch ->
                new Proposal() {
                  @Override
                  public Origin origin() {
                    return new Origin(batch.actor(), batch.reason(), "", "");
                  }

                  @Override
                  public ChangeDraft on(PolicySnapshot head) {
                    awaitGate();
                    return new ChangeDraft(origin(), planner.plan(head, batch.commands()));
                  }
                }));
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                new PreviewService(
                    new PreviewService.Parts(
                        sites, AdminLimits.DEFAULT, Oracle.CLOCK, executor, 2)))
            .addService(
                new HistoryService(
                    new HistoryService.Parts(
                        sites,
                        (_, position) -> position < 1 ? null : site.snapshot(),
                        executor,
                        2)))
            .build()
            .start();
    channel.shutdownNow();
    channel = ServedSite.channelTo("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    gate.release(100);
    channel.shutdownNow();
    server.shutdownNow();
    executor.shutdownNow();
  }

  /** Totals, groups and people are those of the comparison; all pages together are complete. */
  @Test
  void preview_pageByPage_listsEverybodyOnce() {
    AdminBatch batch = assign("course", "manager", "u1", "u2", "u3", "u4", "u5");
    PreviewResponse page = preview(batch, 2, "");
    assertThat(page.getRevision()).isEqualTo(site.snapshot().revisionToken());
    assertThat(page.getTotals().getPeopleGaining()).isEqualTo(5);
    assertThat(page.getTotals().getGains()).isEqualTo(5 * 2);
    assertThat(page.getTotals().getRiskyGains()).isEqualTo(5 * 2);
    assertThat(page.getGivers(0).getRoleId()).isEqualTo(site.roleId("manager"));
    assertThat(page.getCapabilities(0).getGains()).isEqualTo(10);
    assertThat(page.getRisks(0).getRisk()).isEqualTo(CapabilityRisk.CAPABILITY_RISK_SPAM);
    List<Long> people = new ArrayList<>();
    while (true) {
      assertThat(page.getPeopleCount()).isBetween(1, 2);
      page.getPeopleList().stream().map(PersonEffect::getUserId).forEach(people::add);
      if (page.getNextPageToken().isEmpty()) {
        break;
      }
      page = preview(batch, 2, page.getNextPageToken());
      assertThat(page.getGiversList()).isEmpty();
      assertThat(page.getTotals().getGains()).isEqualTo(10);
    }
    assertThat(people)
        .containsExactly(
            site.userId("u1"),
            site.userId("u2"),
            site.userId("u3"),
            site.userId("u4"),
            site.userId("u5"));
  }

  /** One person's capabilities with samples, and his answers one by one. */
  @Test
  void previewPerson_pageByPage_listsEveryFlipOnce() {
    AdminBatch batch = assign("course", "manager", "u1");
    var request =
        PreviewPersonRequest.newBuilder()
            .setBatch(batch)
            .setUserId(site.userId("u1"))
            .setPageSize(1)
            .build();
    var first = stub().previewPerson(request);
    assertThat(first.getCapabilities(0).getCapability()).isEqualTo(REPLY);
    assertThat(first.getCapabilities(0).getContextCount()).isEqualTo(2);
    assertThat(first.getCapabilities(0).getSampleContextIdsList())
        .containsExactly(site.contextId("course"), site.contextId("forum"));
    var second =
        stub().previewPerson(request.toBuilder().setPageToken(first.getNextPageToken()).build());
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(List.of(first.getFlips(0), second.getFlips(0)))
        .extracting(AnswerFlip::getContextId)
        .containsExactly(site.contextId("course"), site.contextId("forum"));
    String ofAnother = first.getNextPageToken();
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        () ->
            stub()
                .previewPerson(
                    request.toBuilder()
                        .setUserId(site.userId("u2"))
                        .setPageToken(ofAnother)
                        .build()));
  }

  /** page_token: forged, damaged, or of another batch: refused, whatever it is. */
  @Test
  void preview_tokenThatWasNotGiven_isRefused() {
    AdminBatch batch = assign("course", "manager", "u1", "u2");
    String token = preview(batch, 1, "").getNextPageToken();
    List<String> wrong = new ArrayList<>(List.of("x", "AAAA", "ä", token + "A", "=".repeat(9)));
    for (int at = 0; at < token.length() - 1; at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      wrong.add(token.substring(0, at) + other + token.substring(at + 1));
      wrong.add(token.substring(0, at));
    }
    wrong.remove("");
    for (String forged : wrong) {
      assertRefused(Status.Code.INVALID_ARGUMENT, () -> preview(batch, 1, forged))
          .startsWith("page_token");
    }
    AdminBatch another = assign("course", "manager", "u1", "u3");
    assertRefused(Status.Code.INVALID_ARGUMENT, () -> preview(another, 1, token));
    assertThat(preview(batch, 1, token).getPeople(0).getUserId()).isEqualTo(site.userId("u2"));
  }

  /** Pages stay with their revision as long as it is kept; then the caller begins again. */
  @Test
  void preview_factsMoveOn_staysWithItsRevisionOrAborts() {
    AdminBatch batch = assign("course", "manager", "u1", "u2");
    PreviewResponse first = preview(batch, 1, "");
    snapshots.publish(site.snapshot().with(site.snapshot().assignments()));
    PreviewResponse second = preview(batch, 1, first.getNextPageToken());
    assertThat(second.getRevision()).isEqualTo(first.getRevision());
    PolicySnapshot later = site.snapshot();
    for (int i = 0; i < 5; i++) {
      later = later.with(later.assignments());
      snapshots.publish(later);
    }
    assertRefused(Status.Code.ABORTED, () -> preview(batch, 1, first.getNextPageToken()))
        .contains("begin with the first page again");
  }

  /** A batch that could not be applied is refused as it would be then. */
  @Test
  void preview_badBatch_isRefused() {
    assertRefused(
            Status.Code.INVALID_ARGUMENT, () -> preview(AdminBatch.getDefaultInstance(), 1, ""))
        .contains("commands");
    AdminBatch noUser =
        AdminBatch.newBuilder()
            .setActor(2)
            .addCommands(
                AdminCommand.newBuilder()
                    .setAssignRole(
                        AssignRole.newBuilder()
                            .setRoleId(site.roleId("manager"))
                            .setUserId(99_999)
                            .setContext(Contexts.id(site.contextId("course")))))
            .build();
    assertRefused(Status.Code.NOT_FOUND, () -> preview(noUser, 1, ""));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, () -> preview(assign("course", "manager", "u1"), 1001, ""));
  }

  /** More at once than the bound: RESOURCE_EXHAUSTED, named; a deadline ends the wait. */
  @Test
  void preview_tooManyAtOnce_isRefused() throws Exception {
    isGated = true;
    AdminBatch batch = assign("course", "manager", "u1");
    var future = PreviewServiceGrpc.newFutureStub(channel);
    var request = PreviewRequest.newBuilder().setBatch(batch).build();
    var one = future.preview(request);
    var two = future.preview(request);
    Await.until("both previews at work", () -> gate.getQueueLength() == 2);
    assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> preview(batch, 1, ""))
        .contains("max-concurrent-previews");
    gate.release(2);
    assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(two.get(20, TimeUnit.SECONDS));
    isGated = false;
    assertThat(preview(batch, 1, "").getTotals().getGains()).isPositive();
  }

  /** ExplainHistory: the answers at both ends, who turned them, and the changes responsible. */
  @Test
  void explainHistory_answerTurned_tellsByWhom() {
    Change prohibit =
        new Change.PermissionSet(
            9_000, site.contextId("cat"), site.roleId("student"), REPLY, -1000);
    Change gone =
        new Change.PermissionRemoved(
            9_000, site.contextId("cat"), site.roleId("student"), REPLY, -1000);
    log.append(
        List.of(entry(2, "exams", prohibit), entry(3, "over", gone), entry(4, "", prohibit)));
    var request =
        ExplainHistoryRequest.newBuilder()
            .setUserId(site.userId("ann"))
            .setContextId(site.contextId("forum"))
            .setCapability(REPLY)
            .build();
    ExplainHistoryResponse history = history(request);
    assertThat(history.getFrom().getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertThat(history.getTo().getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_PROHIBITS);
    assertThat(history.getTurnsList())
        .extracting(turn -> turn.getReason() + turn.getAnswer().getDecision().getAllowed())
        .containsExactly("examsfalse", "overtrue", "false");
    assertThat(history.getTurns(0).getResponsible(0).getPermissionSet().getId()).isEqualTo(9_000);
    assertThat(history.getContinueFromRevision()).isEmpty();
    ExplainHistoryResponse part =
        history(request.toBuilder().setFromRevision(token(2)).setToRevision(token(3)).build());
    assertThat(part.getTurnsList()).hasSize(1);
    assertThat(part.getFrom().getDecision().getAllowed()).isFalse();
    for (String wrong : List.of(token(5), "other.1", "x", token(0))) {
      var of = request.toBuilder().setFromRevision(wrong).build();
      Status.Code code =
          wrong.equals(token(0)) ? Status.Code.FAILED_PRECONDITION : Status.Code.INVALID_ARGUMENT;
      assertRefused(code, () -> history(of)).startsWith("from_revision");
    }
  }

  private PreviewResponse preview(AdminBatch batch, int pageSize, String token) {
    return stub()
        .preview(
            PreviewRequest.newBuilder()
                .setBatch(batch)
                .setPageSize(pageSize)
                .setPageToken(token)
                .build());
  }

  private ExplainHistoryResponse history(ExplainHistoryRequest request) {
    return HistoryServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .explainHistory(request);
  }

  private PreviewServiceGrpc.PreviewServiceBlockingStub stub() {
    return PreviewServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private void awaitGate() {
    if (isGated) {
      gate.acquireUninterruptibly();
    }
  }

  private AdminBatch assign(String context, String role, String... users) {
    var batch = AdminBatch.newBuilder().setActor(2);
    for (String user : users) {
      batch.addCommands(
          AdminCommand.newBuilder()
              .setAssignRole(
                  AssignRole.newBuilder()
                      .setRoleId(site.roleId(role))
                      .setUserId(site.userId(user))
                      .setContext(Contexts.id(site.contextId(context)))));
    }
    return batch.build();
  }

  private static Server unstarted() {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).build();
  }

  private static TestSite siteOfStudents() {
    TestSite site =
        TestSite.classroom()
            .role("student")
            .role("manager")
            .allow("student", "course", REPLY)
            .allow("manager", "course", REPLY)
            .assign("ann", "student", "course");
    for (int i = 1; i <= 5; i++) {
      site.userId("u" + i);
    }
    return site;
  }

  private static String token(long position) {
    return new Revision(Oracle.REVISION.log(), position).token();
  }

  private static LogEntry entry(long position, String reason, Change change) {
    return new LogEntry(
        new Revision(Oracle.REVISION.log(), position),
        Instant.EPOCH,
        new Origin(2, reason, "", ""),
        List.of(change));
  }
}
