package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.beadle.client.AdminRefusedException;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.model.Revision;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.StoreAddress;
import dev.beadle.server.store.StoreSettings;
import dev.beadle.server.testing.Meanwhile;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Consistency;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers, each a process of its own, on one PostgreSQL that writes to the disk. */
final class FleetTest {
  private static final int SERVERS = 3;
  private static final int LAG_WRITES = 200;
  private static final java.time.Duration LONGEST_LAG = java.time.Duration.ofSeconds(10);

  /** Half of them take longer, about, when nobody tells and all is found by looking. */
  private static final long LONGEST_MEDIAN_MILLIS = 400;

  private static final java.time.Duration LONGEST_RETURN = java.time.Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;

  private final List<ServingProcess> fleet = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private String data = "";

  @BeforeAll
  static void startDatabase() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    postgres.close();
  }

  @AfterEach
  void stop() {
    fleet.forEach(ServingProcess::close);
  }

  /** What one has acknowledged the others answer at its revision, and soon without being asked. */
  @Test
  void write_acknowledgedByOne_isSeenByTheOthers() throws Exception {
    startFleet();
    var millis = new long[LAG_WRITES];
    for (int i = 0; i < LAG_WRITES; i++) {
      String revision = ledger.write(fleet.getFirst().admin());
      long acknowledgedAt = System.nanoTime();
      for (ServingProcess other : fleet.subList(1, SERVERS)) {
        Await.until("seen", LONGEST_LAG, () -> other.revision().equals(revision));
      }
      millis[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledgedAt);
    }
    Arrays.sort(millis);
    System.out.printf(
        "visible in both others after: p50 %d ms, p99 %d ms, at most %d ms (%d writes)%n",
        millis[LAG_WRITES / 2], millis[LAG_WRITES * 99 / 100], millis[LAG_WRITES - 1], LAG_WRITES);
    assertThat(millis[LAG_WRITES / 2]).isLessThan(LONGEST_MEDIAN_MILLIS);
    for (int i = 0; i < 3 * SERVERS; i++) {
      String revision = ledger.write(fleet.get(i % SERVERS).admin());
      for (ServingProcess server : fleet) {
        assertThat(atLeast(server, revision).getFreshness().getRevision()).isEqualTo(revision);
      }
    }
    assertOneSite();
  }

  /** Concurrent writers at all of them: each position is given once. */
  @Test
  void writers_atAllOfThem_makeOneLog() throws Exception {
    startFleet();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < 3 * SERVERS; writer++) {
        ServingProcess server = fleet.get(writer % SERVERS);
        running.add(
            writers.submit(() -> {
              for (int i = 0; i < 20; i++) {
                var _ = ledger.writeAtLast(server.admin());
              }
            }));
      }
      finish(running);
    }
    assertThat(ledger.acknowledgedCount()).isEqualTo(3 * SERVERS * 20);
    assertOneSite();
  }

  /** One is killed while all are written to: the others go on, and it comes back. */
  @Test
  void server_killed_losesNothingAndReturns() throws Exception {
    startFleet();
    try (var writers = new Meanwhile()) {
      for (ServingProcess server : fleet) {
        writers.start(isOver -> writeUntil(isOver, server));
      }
      awaitAcknowledged(30);
      fleet.get(1).process().kill();
      awaitAcknowledged(ledger.acknowledgedCount() + 30);
      fleet.get(1).close();
      fleet.set(1, ServingProcess.start(folder, data));
      writers.start(isOver -> writeUntil(isOver, fleet.get(1)));
      awaitAcknowledged(ledger.acknowledgedCount() + 30);
    }
    ledger.repeatUnacknowledged(fleet.get(1).admin());
    assertThat(assertOneSite()).as("not acknowledged in the end").isZero();
  }

  /** One is stopped for a while: it never passes old facts off as new, and catches up. */
  @Test
  void server_paused_saysHowOldItsFactsAreAndCatchesUp() throws Exception {
    startFleet();
    ServingProcess paused = fleet.get(2);
    String revision = ledger.write(paused.admin());
    paused.process().signal("STOP");
    long stoppedAt = System.nanoTime();
    while (System.nanoTime() - stoppedAt < TimeUnit.SECONDS.toNanos(2)) {
      revision = ledger.writeAtLast(fleet.getFirst().admin());
    }
    String last = revision;
    // All was written longer ago than the questions allow for.
    Duration allowed = Durations.fromMillis(500);
    long writtenAt = System.nanoTime();
    Await.until("time", () -> System.nanoTime() - writtenAt > TimeUnit.MILLISECONDS.toNanos(1_000));
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> answerNotOlder(paused, allowed)));
    }
    paused.process().signal("CONT");
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isIn("UNAVAILABLE", last);
    }
    Await.until("it has caught up", () -> answerNotOlder(paused, allowed).equals(last));
    var _ = ledger.write(paused.admin());
    assertOneSite();
  }

  /** One is cut off from the database: it answers, says that it is stale, and recovers. */
  @Test
  void server_cutOff_answersRefusesWritesAndRecovers() throws Exception {
    newSite();
    try (Forwarder way = Forwarder.to(postgres.getPort())) {
      fleet.add(ServingProcess.start(folder, data));
      ServingProcess cut = ServingProcess.start(folder, url(way.port(), name()));
      fleet.add(cut);
      String before = ledger.write(cut.admin());
      way.cut();
      AdminRefusedException refused =
          catchThrowableOfType(AdminRefusedException.class, () -> ledger.write(cut.admin()));
      assertThat(refused).isNotNull();
      assertThat(refused.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      Await.until("it is stale", LONGEST_RETURN, cut::isStale);
      String meanwhile = ledger.write(fleet.getFirst().admin());
      assertThat(cut.revision()).isEqualTo(before);
      assertThat(answerNotOlder(cut, Durations.fromMillis(1))).isEqualTo("UNAVAILABLE");
      var impatient = cut.admin().withDeadline(java.time.Duration.ofSeconds(5));
      refused = catchThrowableOfType(AdminRefusedException.class, () -> ledger.write(impatient));
      assertThat(refused).as("at once").hasMessageContaining("stale");
      way.mend();
      long mendedAt = System.nanoTime();
      Await.until("it is back", LONGEST_RETURN, () -> cut.revision().equals(meanwhile));
      Await.until("it is not stale", LONGEST_RETURN, () -> !cut.isStale());
      System.out.printf(
          "back %d ms after the way was mended%n",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mendedAt));
      ledger.repeatUnacknowledged(cut.admin());
      assertOneSite();
    }
  }

  /** The connections of all of them are ended again and again: nothing is lost, nothing twice. */
  @Test
  void connections_endedDuringWrites_loseNothing() throws Exception {
    startFleet();
    try (var writers = new Meanwhile()) {
      for (ServingProcess server : fleet) {
        writers.start(isOver -> {
          while (!isOver.getAsBoolean()) {
            var _ = ledger.writeAtLast(server.admin());
          }
        });
      }
      for (int round = 0; round < 5; round++) {
        awaitAcknowledged(ledger.acknowledgedCount() + 20);
        execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + name()
                + "'");
      }
    }
    assertThat(assertOneSite()).as("not acknowledged in the end").isZero();
  }

  /** Three that start at once on an empty database make one site between them. */
  @Test
  void servers_startedAtOnceOnAnEmptyDatabase_serveOneSite() throws Exception {
    newDatabase();
    launchFleet();
    assertThat(new HashSet<>(fleet.stream().map(ServingProcess::revision).toList())).hasSize(1);
  }

  private void startFleet() throws IOException, SQLException {
    newSite();
    launchFleet();
  }

  private void launchFleet() throws IOException {
    List<ProcessRun> launched = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      launched.add(ServingProcess.launch(folder, data));
    }
    launched.forEach(process -> fleet.add(ServingProcess.of(process)));
  }

  private void newSite() throws SQLException {
    newDatabase();
    CommandRun imported =
        CommandRun.of("import", "--site", "" + CommandRun.demoFolder(), "--data", data);
    assertThat(imported.exitCode()).as(imported.err()).isEqualTo(ExitCode.YES);
  }

  private void newDatabase() throws SQLException {
    String name = "fleet" + DATABASES.incrementAndGet();
    execute("CREATE DATABASE " + name);
    data = url(postgres.getPort(), name);
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String name() {
    return data.replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  private static String url(int port, String name) {
    return "jdbc:postgresql://localhost:" + port + "/" + name + "?user=postgres";
  }

  private void writeUntil(BooleanSupplier isOver, ServingProcess server) {
    while (!isOver.getAsBoolean()) {
      try {
        var _ = ledger.write(server.admin());
      } catch (AdminRefusedException refused) {
        assertThat(refused.isOutcomeUnknown()).as(refused.getMessage()).isTrue();
        if (!server.process().isAlive()) {
          return;
        }
      }
    }
  }

  private void awaitAcknowledged(int count) {
    Await.until("writes", LONGEST_RETURN, () -> ledger.acknowledgedCount() >= count);
  }

  private static void finish(List<Future<?>> running) throws Exception {
    for (Future<?> writer : running) {
      try {
        writer.get(60, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        throw new AssertionError("a writer failed", failed.getCause());
      }
    }
  }

  /** All end at the same revision with the same answers, and the log holds what it must. */
  private int assertOneSite() {
    int unacknowledged;
    String head;
    try (SiteStore store =
        SiteStore.openToRead(
            StoreAddress.of(data, Map.of(), null), StoreSettings.DEFAULT, InstantSource.system())) {
      unacknowledged = ledger.verify(store.openLog());
      head = new Revision(store.openLog().identity(), store.openLog().head()).token();
    }
    List<List<Boolean>> answers = new ArrayList<>();
    for (ServingProcess server : fleet) {
      assertThat(atLeast(server, head).getFreshness().getRevision()).isEqualTo(head);
      answers.add(answers(server));
    }
    assertThat(new HashSet<>(answers)).hasSize(1);
    assertThat(answers.getFirst()).contains(true, false);
    return unacknowledged;
  }

  private static List<Boolean> answers(ServingProcess server) {
    var request =
        BatchCheckCapabilitiesRequest.newBuilder().addAllQuestions(Ledger.questions()).build();
    List<Boolean> answers = new ArrayList<>();
    for (CheckResult result : server.stub().batchCheckCapabilities(request).getResultsList()) {
      assertThat(result.hasDecision()).as("%s", result).isTrue();
      answers.add(result.getDecision().getAllowed());
    }
    return answers;
  }

  private static CheckCapabilityResponse atLeast(ServingProcess server, String revision) {
    return server.check(
        Ledger.QUESTION, Consistency.newBuilder().setAtLeastRevision(revision).build());
  }

  /** The revision of the answer, or the code of the refusal. */
  private static String answerNotOlder(ServingProcess server, Duration staleness) {
    try {
      return server
          .check(Ledger.QUESTION, Consistency.newBuilder().setMaxStaleness(staleness).build())
          .getFreshness()
          .getRevision();
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode().name();
    }
  }
}
