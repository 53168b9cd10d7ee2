package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Refusals.assertRefused;
import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.PastFacts;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.Revision;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.AnswerTurn;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** history.proto over a real connection. */
final class HistoryServiceTest {
  private final TestSite site = siteOfStudents();
  private final SnapshotStore snapshots = new SnapshotStore(2, 1);
  private final PastLog log = new PastLog(Oracle.REVISION.log());
  private final Workers workers = new Workers("history");
  private volatile Instant now = Instant.EPOCH;
  private Server server = unstarted();
  private ManagedChannel channel = ServedSite.channelTo("127.0.0.1:1");

  /** Facts of position 1. */
  private final PastFacts past =
      new PastFacts() {
        @Override
        public long earliest() {
          return 1;
        }

        @Override
        public PolicySnapshot at(long position) {
          return site.snapshot();
        }
      };

  @BeforeEach
  void start() throws IOException {
    serve(past);
  }

  private void serve(PastFacts facts) throws IOException {
    AdminSites sites = AdminSites.ofOnly("one");
    sites.open(
        new AdminSites.Site(
            snapshots,
            _ -> CompletableFuture.failedFuture(new AssertionError("nothing is written")),
            log,
            _ -> {
              throw new AssertionError("nothing is planned");
            },
            facts));
    server.shutdownNow();
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                new HistoryService(
                    new HistoryService.Parts(
                        sites, () -> now, workers, 2, new LongCallMetrics(() -> 0))))
            .build()
            .start();
    channel.shutdownNow();
    channel = ServedSite.channelTo("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    workers.close();
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

  /** Time after the last entry counts too, and a history goes on where the one before ended. */
  @Test
  void explainHistory_assignmentEndsAfterwards_tellsUntilNow() {
    Change timed =
        new Change.RoleAssigned(
            9_001,
            site.roleId("student"),
            site.contextId("course"),
            site.userId("u1"),
            "",
            0,
            0,
            50);
    log.append(List.of(entry(2, "guest lecture", timed)));
    var request =
        ExplainHistoryRequest.newBuilder()
            .setUserId(site.userId("u1"))
            .setContextId(site.contextId("forum"))
            .setCapability(REPLY)
            .build();
    assertThat(history(request).getTurnsList())
        .extracting(AnswerTurn::getReason)
        .containsExactly("guest lecture");
    now = Instant.ofEpochSecond(50);
    ExplainHistoryResponse later = history(request);
    assertThat(later.getTurnsCount()).isEqualTo(2);
    assertThat(later.getTurns(1).getResponsibleList()).isEmpty();
    assertThat(later.getTurns(1).getBoundaries(0).getKind()).isEqualTo(ExpiryEvent.Kind.KIND_ENDS);
    assertThat(later.getTurns(1).getAt().getSeconds()).isEqualTo(50);
    assertThat(later.getTo().getDecision().getAllowed()).isFalse();
    ExplainHistoryResponse atRevision =
        history(request.toBuilder().setToRevision(token(2)).build());
    assertThat(atRevision.getTo().getDecision().getAllowed()).isTrue();
  }

  /** Beyond the bound of one answer, continue_from_revision says where the next one begins. */
  @Test
  void explainHistory_moreTurnsThanOneAnswerTells_goesOn() {
    var set = permission(-1000);
    var gone =
        new Change.PermissionRemoved(
            9_000, site.contextId("cat"), site.roleId("student"), REPLY, -1000);
    int count = HistoryAnswerer.MOST_TURNS + 700;
    List<LogEntry> entries = new ArrayList<>();
    for (int position = 2; position < count + 2; position++) {
      entries.add(entry(position, "", position % 2 == 0 ? set : gone));
    }
    log.append(entries);
    var request =
        ExplainHistoryRequest.newBuilder()
            .setUserId(site.userId("ann"))
            .setContextId(site.contextId("forum"))
            .setCapability(REPLY);
    ExplainHistoryResponse part = history(request.build());
    List<String> turns = new ArrayList<>();
    int parts = 1;
    while (true) {
      part.getTurnsList().forEach(turn -> turns.add(turn.getAnswer().getRevision()));
      if (part.getContinueFromRevision().isEmpty()) {
        break;
      }
      String end = part.getContinueFromRevision();
      assertThat(part.getTo().getRevision()).isEqualTo(end);
      part = history(request.setFromRevision(end).build());
      assertThat(part.getFrom().getRevision()).isEqualTo(end);
      parts++;
    }
    assertThat(parts).isEqualTo(2);
    assertThat(turns).doesNotHaveDuplicates().hasSize(count);
    assertThat(part.getTo().getRevision()).isEqualTo(token(count + 1));
  }

  /** Without earlier facts, only the recent revisions can be told of, and this is said. */
  @Test
  void explainHistory_onlyRecentFacts_reachesBackToThem() throws IOException {
    serve(PastFacts.NONE);
    log.append(List.of(entry(2, "", permission(-1000)), entry(3, "", permission(1))));
    PolicySnapshot second = TestSite.classroom().snapshot().with(site.snapshot().assignments());
    snapshots.publish(second);
    var request =
        ExplainHistoryRequest.newBuilder()
            .setUserId(site.userId("ann"))
            .setContextId(site.contextId("forum"))
            .setCapability(REPLY);
    assertThat(history(request.build()).getFrom().getRevision()).isEqualTo(token(2));
    assertRefused(
            Status.Code.FAILED_PRECONDITION,
            () -> history(request.setFromRevision(token(1)).build()))
        .contains("does not reach back so far");
  }

  private ExplainHistoryResponse history(ExplainHistoryRequest request) {
    return HistoryServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .explainHistory(request);
  }

  private Change permission(long permission) {
    return new Change.PermissionSet(
        9_000, site.contextId("cat"), site.roleId("student"), REPLY, permission);
  }

  private static Server unstarted() {
    return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).build();
  }

  private static TestSite siteOfStudents() {
    TestSite site =
        TestSite.classroom()
            .role("student")
            .allow("student", "course", REPLY)
            .assign("ann", "student", "course");
    site.userId("u1");
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
