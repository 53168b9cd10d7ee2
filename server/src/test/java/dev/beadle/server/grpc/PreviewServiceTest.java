package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Refusals.assertRefused;
import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.admin.AdminPlanner;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeDraft;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.impact.ImpactPreview;
import dev.beadle.server.impact.Plan;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.AnswerFlip;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.CapabilityRisk;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.Period;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewPersonRequest;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** preview.proto over a real connection. */
final class PreviewServiceTest {
  private final TestSite site = siteOfStudents();
  private final SnapshotStore snapshots = new SnapshotStore(2, 1);
  private final Workers workers = new Workers("preview");
  private final Semaphore gate = new Semaphore(0);
  private final LongCallMetrics metrics = new LongCallMetrics(() -> 0);
  private volatile boolean isGated;

  private Server server = unstarted();
  private ManagedChannel channel = ServedSite.channelTo("127.0.0.1:1");

  @BeforeEach
  void start() throws IOException {
    snapshots.publish(site.snapshot());
    var planner = new AdminPlanner(StandardDefinitions.standard(), AdminPlanner.MOST_CHANGES);
    AdminSites sites = AdminSites.ofOnly("one");
    sites.open(
        new AdminSites.Site(
            snapshots,
            _ -> CompletableFuture.failedFuture(new AssertionError("nothing is written")),
            new PastLog(Oracle.REVISION.log()),
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
                        sites,
                        BatchMapper.ofConnections(AdminLimits.DEFAULT),
                        Oracle.CLOCK,
                        workers,
                        2,
                        metrics)))
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
    workers.close();
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
    assertThat(page.getGivers(0).getRoleShortName()).isEqualTo("manager");
    assertThat(page.getLaterTotal()).isZero();
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

  /** What begins later is not counted, but said; what has begun is, and its end is said. */
  @Test
  void preview_assignmentsWithWindows_saysWhatComesLater() {
    PreviewResponse future = preview(timed("u1", 100, 200), 5, "");
    assertThat(future.getTotals().getGains()).isZero();
    assertThat(future.getLaterTotal()).isEqualTo(2);
    assertThat(future.getLaterList())
        .extracting(ExpiryEvent::getKind)
        .containsExactly(ExpiryEvent.Kind.KIND_BEGINS, ExpiryEvent.Kind.KIND_ENDS);
    assertThat(future.getLater(0).getAt().getSeconds()).isEqualTo(100);
    assertThat(future.getLater(0).getAssignment().getUserId()).isEqualTo(site.userId("u1"));
    PreviewResponse begun = preview(timed("u1", 0, 200), 5, "");
    assertThat(begun.getTotals().getGains()).isEqualTo(2);
    assertThat(begun.getLaterList()).extracting(ExpiryEvent::getAt).hasSize(1);
    assertThat(begun.getLater(0).getKind()).isEqualTo(ExpiryEvent.Kind.KIND_ENDS);
  }

  /** Whoever hangs up, or whose deadline passes, ends the work and makes room for another. */
  @Test
  void preview_callerGoesOrDeadlinePasses_endsTheWork() {
    isGated = true;
    AdminBatch batch = assign("course", "manager", "u1");
    var request = PreviewRequest.newBuilder().setBatch(batch).build();
    var one = PreviewServiceGrpc.newFutureStub(channel).preview(request);
    Await.until("a preview at work", () -> gate.getQueueLength() == 1);
    one.cancel(true);
    assertRefused(
        Status.Code.DEADLINE_EXCEEDED,
        () ->
            PreviewServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                .preview(request));
    Await.until("both at work", () -> gate.getQueueLength() == 2);
    isGated = false;
    gate.release(2);
    Await.until("nothing in flight", () -> inFlight() == 0);
    assertThat(preview(batch, 1, "").getTotals().getGains()).isPositive();
  }

  /** A comparison that nobody waits for is not finished. */
  @Test
  void of_cancelled_throws() {
    Plan plan =
        _ ->
            List.of(
                new Change.PermissionSet(
                    9_000, site.contextId("cat"), site.roleId("student"), REPLY, -1000));
    assertThatThrownBy(() -> ImpactPreview.of(site.snapshot(), plan, Instant.EPOCH, () -> true))
        .isInstanceOf(CancellationException.class);
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

  private long inFlight() {
    return metrics.collect().stream()
        .filter(snapshot -> snapshot instanceof GaugeSnapshot)
        .map(GaugeSnapshot.class::cast)
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .mapToLong(point -> (long) point.getValue())
        .sum();
  }

  private AdminBatch timed(String user, long startsAt, long endsAt) {
    AdminBatch batch = assign("course", "manager", user);
    AdminCommand command = batch.getCommands(0);
    return batch.toBuilder()
        .setCommands(
            0,
            command.toBuilder()
                .setAssignRole(
                    command.getAssignRole().toBuilder()
                        .setPeriod(Period.newBuilder().setStartsAt(startsAt).setEndsAt(endsAt))))
        .build();
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
}
