package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CapabilityDecision;
import dev.beadle.client.CapabilityMatrix;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.client.Questions;
import dev.beadle.client.WatchListener;
import dev.beadle.client.WatchSubscription;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CapableUser;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client library beside a server whose site changes: near cache, watch, lists. */
final class ClientFollowsServerTest {
  private static final String GRADE = "mod/assign:grade";
  private static final String RATE = "mod/forum:rate";
  private static final long[] USERS = {2, 12, 13, 14, 15, 21, 22};
  private static final long[] CONTEXTS = {1, 3, 31, 32, 45};

  private final AdminServed site = AdminServed.demo();
  private final AtomicInteger hits = new AtomicInteger();
  private final BeadleClient plain = site.served().connect();
  private final BeadleClient caching =
      BeadleClient.builder(site.served().target())
          .deadline(ServedSite.PATIENCE)
          .nearCache(new NearCachePolicy(1_000, Duration.ofMinutes(10)))
          .meters(
              new ClientMeters() {
                @Override
                public void nearCacheRead(boolean isHit) {
                  if (isHit) {
                    hits.incrementAndGet();
                  }
                }
              })
          .build();

  @AfterEach
  void close() {
    caching.close();
    plain.close();
    site.close();
  }

  /** nearCache: whatever changes, what is kept becomes what the server says, by the watch alone. */
  @Test
  void nearCache_siteChanges_followsTheServer() {
    warmUp();
    List<String[]> edits =
        List.of(
            command("{'assignRole': {'roleId': 3, 'userId': 22, 'context': {'id': 31}}}"),
            command(
                "{'setCapability': {'roleId': 5, 'context': {'id': 31}, 'capability': '"
                    + GRADE
                    + "', 'permission': 'ALLOW'}}"),
            command("{'lockContext': {'context': {'id': 31}, 'locked': true}}"),
            command("{'lockContext': {'context': {'id': 31}, 'locked': false}}"),
            command(
                "{'setCapability': {'roleId': 5, 'context': {'id': 1}, 'capability': '"
                    + RATE
                    + "', 'permission': 'PROHIBIT'}}"),
            command("{'unassignRole': {'roleId': 3, 'userId': 22, 'context': {'id': 31}}}"));
    for (String[] edit : edits) {
      site.apply(edit);
      List<Boolean> now = answers(plain);
      Await.until("the cache follows", () -> answers(caching).equals(now));
      warmUp();
    }
  }

  /** watch: what happens from where it was told to begin, once each and in order. */
  @Test
  void watch_siteChanges_tellsEachChangeOnce() throws Exception {
    String before = site.apply(command(assignment(22))).getRevision();
    var told = new LinkedBlockingQueue<ChangeSet>();
    var request = WatchRequest.newBuilder().setFromRevision(before).build();
    WatchListener listener = told::add;
    try (WatchSubscription watch = plain.watch(request, listener)) {
      List<String> written = new ArrayList<>();
      for (long user : new long[] {3, 20}) {
        written.add(site.apply(command(assignment(user))).getRevision());
      }
      for (String revision : written) {
        ChangeSet next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        assertThat(next.getRevision()).isEqualTo(revision);
      }
      Await.until("told", () -> watch.revision().equals(written.getLast()));
    }
    assertThat(told).isEmpty();
  }

  /** withConsistency: what was written is seen, whoever answers. */
  @Test
  void withConsistency_revision_seesTheWrite() {
    String revision = site.apply(command(assignment(22))).getRevision();
    BeadleClient after =
        plain.withConsistency(Consistency.newBuilder().setAtLeastRevision(revision).build());
    CapabilityDecision decision = after.decide(22, RATE, Contexts.id(45));
    assertThat(decision.isDecided()).isTrue();
    assertThat(decision.revision()).isEqualTo(revision);
  }

  /** withConsistency: it holds for every form of a question. */
  @Test
  void withConsistency_tooNewRevision_isRefusedInEveryForm() {
    BeadleClient tooEarly =
        plain
            .withDeadline(Duration.ofSeconds(1))
            .withConsistency(
                Consistency.newBuilder().setAtLeastRevision(revisionAfterTheLast()).build());
    CapabilityQuestion question = Questions.one(22, RATE, Contexts.id(45));
    var matrix =
        CheckCapabilityMatrixRequest.newBuilder()
            .setUserId(22)
            .addContexts(Contexts.id(45))
            .addCapabilities(RATE)
            .build();
    assertThat(tooEarly.decide(question).isDecided()).isFalse();
    assertThat(tooEarly.decideBatch(List.of(question)).getFirst().isDecided()).isFalse();
    assertThat(tooEarly.matrix(22, List.of(Contexts.id(45)), List.of(RATE)).statusOf(0).isOk())
        .isFalse();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> tooEarly.check(question),
            () -> tooEarly.checkBatch(List.of(question)),
            () -> tooEarly.checkMatrix(matrix),
            () -> tooEarly.explain(question))) {
      assertThatThrownBy(call).isInstanceOf(CheckFailedException.class);
    }
    assertThat(plain.checkMatrix(matrix).getFreshness().getRevision()).isNotEmpty();
  }

  private String revisionAfterTheLast() {
    String last =
        plain.check(Questions.one(22, RATE, Contexts.id(45))).getFreshness().getRevision();
    int dot = last.lastIndexOf('.');
    return last.substring(0, dot + 1) + (Long.parseLong(last.substring(dot + 1)) + 1);
  }

  /** search: the pages of a list, walked to its end, are the list. */
  @Test
  void search_pages_areTheWholeList() {
    List<Long> all = new ArrayList<>();
    for (CapableUser user : plain.search().whoCan(RATE, Contexts.id(45))) {
      all.add(user.getUserId());
    }
    assertThat(all).isNotEmpty();
    var small =
        WhoCanRequest.newBuilder()
            .setContext(Contexts.id(45))
            .addCapabilities(RATE)
            .setPageSize(1)
            .build();
    List<Long> walked = new ArrayList<>();
    for (CapableUser user :
        plain
            .search()
            .pages(SearchServiceGrpc.getWhoCanMethod(), small, WhoCanResponse::getUsersList)) {
      walked.add(user.getUserId());
    }
    assertThat(walked).isEqualTo(all);
    assertThat(plain.search().whatCan(12, Contexts.id(45)).getCapabilitiesList())
        .anyMatch(answer -> answer.getCapability().equals(RATE));
    assertThat(plain.search().whereCan(12, RATE)).isNotEmpty();
  }

  /** matrix, batch, lists: the same answers as one by one. */
  @Test
  void matrixAndBatch_areTheSingles() {
    var contexts = List.of(Contexts.id(1), Contexts.id(31), Contexts.id(45), Contexts.id(999));
    CapabilityMatrix matrix = plain.matrix(12, contexts, List.of(RATE, GRADE));
    for (int i = 0; i < contexts.size(); i++) {
      CapabilityDecision rate = plain.decide(12, RATE, contexts.get(i));
      CapabilityDecision grade = plain.decide(12, GRADE, contexts.get(i));
      assertThat(matrix.isAllowed(i, 0)).isEqualTo(rate.allowed());
      assertThat(matrix.isAllowed(i, 1)).isEqualTo(grade.allowed());
      assertThat(matrix.rule(i, 0)).isEqualTo(rate.rule());
      assertThat(matrix.statusOf(i).getCode()).isEqualTo(rate.status().getCode());
      assertThat(plain.hasAnyCapability(12, List.of(GRADE, RATE), contexts.get(i)))
          .isEqualTo(rate.allowed() || grade.allowed());
      assertThat(plain.hasAllCapabilities(12, List.of(GRADE, RATE), contexts.get(i)))
          .isEqualTo(rate.allowed() && grade.allowed());
    }
  }

  /** Asks until answers come from the cache. */
  private void warmUp() {
    int before = hits.get();
    Await.until(
        "the cache is on",
        () -> {
          answers(caching);
          return hits.get() > before + USERS.length;
        });
  }

  private static List<Boolean> answers(BeadleClient client) {
    List<Boolean> answers = new ArrayList<>();
    for (long user : USERS) {
      for (long context : CONTEXTS) {
        answers.add(client.hasCapability(user, GRADE, Contexts.id(context)));
        answers.add(client.hasCapability(user, RATE, Contexts.id(context)));
      }
    }
    return answers;
  }

  private static String assignment(long user) {
    return "{'assignRole': {'roleId': 5, 'userId': " + user + ", 'context': {'id': 31}}}";
  }

  private static String[] command(String json) {
    return new String[] {json};
  }
}
