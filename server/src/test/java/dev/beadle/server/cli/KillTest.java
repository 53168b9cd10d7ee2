package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CapabilityFile;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteExport;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.StoreAddress;
import dev.beadle.server.store.StoreSettings;
import dev.beadle.server.testing.SnapshotFacts;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is written to by several at once is killed again and again. Five times by default;
 * {@code -Dbeadle.crash.rounds=100} for more.
 */
final class KillTest {
  private static final int ROUNDS = Integer.getInteger("beadle.crash.rounds", 5);
  private static final int WRITERS = 4;
  private static final int MOST_WRITES = 150;

  @TempDir private Path folder;

  private final Ledger ledger = new Ledger();

  /** What was acknowledged is there; what was not is there whole, or not at all. */
  @Test
  void server_killedDuringWrites_keepsWhatItAcknowledged() throws Exception {
    Path data = folder.resolve("data");
    CommandRun imported =
        CommandRun.of("import", "--site", "" + CommandRun.demoFolder(), "--data", "" + data);
    assertThat(imported.exitCode()).as(imported.err()).isEqualTo(ExitCode.YES);
    var random = new Random(1);
    int unacknowledged = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      PolicySnapshot expected = verify(data, round);
      try (var server = ServingProcess.start(folder, "" + data)) {
        assertThat(server.revision()).isEqualTo(expected.revisionToken());
        assertThat(answers(server)).as("round %d", round).isEqualTo(answers(expected));
        ledger.repeatUnacknowledged(server.admin());
        writeAndKill(server, 1 + random.nextInt(MOST_WRITES));
      }
      unacknowledged += unacknowledged(data);
    }
    PolicySnapshot _ = verify(data, ROUNDS + 1);
    System.out.printf(
        "%d rounds: %d batches acknowledged, all there; %d there that were not acknowledged%n",
        ROUNDS, ledger.acknowledgedCount(), unacknowledged);
  }

  private void writeAndKill(ServingProcess server, int writes) throws Exception {
    int enough = ledger.acknowledgedCount() + writes;
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        running.add(writers.submit(() -> writeToItsEnd(server)));
      }
      try {
        Await.until(
            "it is written to",
            Duration.ofSeconds(60),
            () -> ledger.acknowledgedCount() >= enough || !server.process().isAlive());
      } finally {
        // What ends the writers, too.
        server.process().kill();
      }
      for (Future<?> writer : running) {
        writer.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(ledger.acknowledgedCount()).isGreaterThanOrEqualTo(enough);
  }

  private void writeToItsEnd(ServingProcess server) {
    try {
      while (true) {
        var _ = ledger.write(server.admin());
      }
    } catch (AdminRefusedException refused) {
      assertThat(refused.isOutcomeUnknown()).as(refused.getMessage()).isTrue();
    }
  }

  private int unacknowledged(Path data) {
    try (SiteStore store = open(data)) {
      return ledger.verify(store.openLog());
    }
  }

  /** The log, the facts that it leads to, and the same facts by way of an export. */
  private PolicySnapshot verify(Path data, int round) throws IOException {
    try (SiteStore store = open(data)) {
      int _ = ledger.verify(store.openLog());
      PolicySnapshot site = store.load(LoadProgress.SILENT).snapshot();
      assertThat(site.revision().position()).isEqualTo(store.openLog().head());
      assertThat(items(site)).as("round %d", round).isEqualTo(Ledger.items(store.openLog()));
      Path export = folder.resolve("export" + round);
      SiteExport.write(site, export, LoadProgress.SILENT);
      PolicySnapshot again = read(export, site);
      SnapshotFacts.assertSame(again, site, "round " + round);
      return again;
    }
  }

  private static PolicySnapshot read(Path export, PolicySnapshot site) {
    var deprecated = CapabilityFile.read(export.resolve(SiteExport.CAPABILITIES_FILE));
    try (CsvTables tables = CsvTables.in(export)) {
      return new SiteLoader(deprecated, InstantSource.system(), LoadProgress.SILENT)
          .load(tables, site.revision())
          .snapshot();
    }
  }

  private static Set<Long> items(PolicySnapshot site) {
    Set<Long> items = new TreeSet<>();
    FactCursor rows = SnapshotRows.of(site, SiteTable.ROLE_ASSIGNMENTS);
    while (rows.next()) {
      if (Ledger.isOurs(rows.textAt(4))) {
        assertThat(items.add(rows.numberAt(5))).as("once").isTrue();
      }
    }
    return items;
  }

  private static List<Boolean> answers(ServingProcess server) {
    var request =
        BatchCheckCapabilitiesRequest.newBuilder().addAllQuestions(Ledger.questions()).build();
    return server.stub().batchCheckCapabilities(request).getResultsList().stream()
        .map(CheckResult::getDecision)
        .map(dev.beadle.v1.Decision::getAllowed)
        .toList();
  }

  private static List<Boolean> answers(PolicySnapshot site) {
    var engine = new DecisionPoint(new Resolver());
    List<Boolean> answers = new ArrayList<>();
    for (CapabilityQuestion question : Ledger.questions()) {
      var query =
          new AccessQuery(
              question.getUserId(),
              Names.context(site, question.getContext().getId(), "context"),
              Names.capability(site, question.getCapability(), "capability"),
              Environment.DEFAULT);
      answers.add(engine.decide(site, query).isAllowed());
    }
    return answers;
  }

  private static SiteStore open(Path data) {
    return SiteStore.openToRead(
        new StoreAddress.Folder(data), StoreSettings.DEFAULT, InstantSource.system());
  }
}
