package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
  private static final String LOG = Oracle.REVISION.log();
  private static final long FIRST = Oracle.REVISION.position();

  private static StoreKind.Server server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = new StoreKind.Server();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Law: what is loaded from a checkpoint is what was saved. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks", "random", "medium", "mutations", "stock"})
  void checkpoint_ofARecordedSite_loadsAsItWasSaved(String dataset) {
    PolicySnapshot saved = Oracle.load(dataset).snapshot();
    var address = new StoreAddress.Folder(folder);
    try (SiteStore store = open(address)) {
      store.startLog(saved, false, LoadProgress.SILENT);
    }
    try (SiteStore store = open(address)) {
      assertSame(store.load(LoadProgress.SILENT).snapshot(), saved);
    }
  }

  @Test
  void checkpoint_onAServer_loadsAsItWasSaved() throws SQLException {
    PolicySnapshot saved = Oracle.load("random").snapshot();
    try (SiteStore store = open(server.newDatabase())) {
      store.startLog(saved, false, LoadProgress.SILENT);
      assertSame(store.load(LoadProgress.SILENT).snapshot(), saved);
    }
  }

  /** Servers that start together on an empty database: one makes the site, the others find it. */
  @Test
  void startLog_severalAtOnce_oneMakesTheSite() throws Exception {
    PolicySnapshot tiny = Oracle.load("tiny").snapshot();
    int servers = 6;
    for (int round = 0; round < 4; round++) {
      StoreAddress address = server.newDatabase();
      try (SiteStore _ = open(address);
          var threads = Executors.newFixedThreadPool(servers)) {
        var together = new CyclicBarrier(servers);
        List<Future<Boolean>> made = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
          made.add(threads.submit(() -> hasFounded(address, tiny, together)));
        }
        int winners = 0;
        for (Future<Boolean> one : made) {
          winners += one.get(1, TimeUnit.MINUTES) ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    }
  }

  private static boolean hasFounded(
      StoreAddress address, PolicySnapshot site, CyclicBarrier together) throws Exception {
    try (SiteStore store = open(address)) {
      together.await(1, TimeUnit.MINUTES);
      try {
        store.startLog(site, false, LoadProgress.SILENT);
        return true;
      } catch (LogUnavailableException refused) {
        assertThat(store.isEmpty()).as(refused.getMessage()).isFalse();
        return false;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void load_afterEntries_appliesThem(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      append(store, 1, 3);
      SiteStore.Opened opened = store.load(LoadProgress.SILENT);
      assertThat(opened.entries()).isEqualTo(3);
      assertThat(opened.snapshot().revision().position()).isEqualTo(FIRST + 3);
      assertThat(defaultRole(opened.snapshot())).isEqualTo("3");
      assertThat(defaultRole(store.load(FIRST + 2, LoadProgress.SILENT).snapshot())).isEqualTo("2");
      assertThatThrownBy(() -> store.load(FIRST + 4, LoadProgress.SILENT))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("the log ends at 4, before 5");
    }
  }

  /** An id that was given away once is never given again, even across a restart. */
  @Test
  void lastIds_ofARowThatIsGone_areKept() {
    PolicySnapshot tiny = Oracle.load("tiny").snapshot();
    long gone = tiny.lastIds().of(SiteTable.ROLE) + 5;
    try (SiteStore store = open(new StoreAddress.Folder(folder))) {
      store.startLog(tiny, false, LoadProgress.SILENT);
      Change made = new Change.RoleDefined(gone, "", "made", 99, "");
      store
          .openLog()
          .append(
              List.of(
                  TestEntries.entry(
                      LOG, FIRST + 1, "", List.of(made, new Change.RoleDeleted(gone)))));
      store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
      SiteStore.Opened again = store.load(LoadProgress.SILENT);
      assertThat(again.entries()).isZero();
      assertThat(again.snapshot().lastIds().of(SiteTable.ROLE)).isEqualTo(gone);
    }
  }

  @ParameterizedTest
  @EnumSource
  void checkpoints_oneAfterTheOther_leaveTwoAndTheLogBetweenThem(StoreKind kind)
      throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      for (int i = 1; i <= 9; i += 3) {
        append(store, i, 3);
        store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
      }
      assertThat(store.checkpoints().complete(LOG))
          .extracting(CheckpointRow::position)
          .containsExactly(FIRST + 9, FIRST + 6);
      assertThat(store.checkpoints().findLatest(LOG)).isEqualTo(FIRST + 9);
      assertThat(store.openLog().tail()).isEqualTo(FIRST + 6);
      assertThat(defaultRole(store.load(FIRST + 8, LoadProgress.SILENT).snapshot())).isEqualTo("8");
      assertThatThrownBy(() -> store.load(FIRST + 5, LoadProgress.SILENT))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("no checkpoint goes back that far");
    }
  }

  @ParameterizedTest
  @EnumSource
  void load_ofADamagedCheckpoint_fallsBackToTheOneBefore(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      append(store, 1, 4);
      store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
    }
    StoreKind.execute(
        address, "UPDATE beadle_checkpoint_chunk SET crc = crc + 1 WHERE checkpoint = 2");
    try (SiteStore store = open(address)) {
      SiteStore.Opened opened = store.load(LoadProgress.SILENT);
      assertThat(opened.entries()).isEqualTo(4);
      assertThat(defaultRole(opened.snapshot())).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @EnumSource
  void load_whenEveryCheckpointIsDamaged_isRefusedNamingEach(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      append(store, 1, 4);
      store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
    }
    StoreKind.execute(
        address, "DELETE FROM beadle_checkpoint_chunk WHERE checkpoint = 2 AND number = 3");
    StoreKind.execute(address, "UPDATE beadle_checkpoint SET header_crc = 7 WHERE id = 1");
    try (SiteStore store = open(address)) {
      assertThatThrownBy(() -> store.load(LoadProgress.SILENT))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("no checkpoint is whole (restore a backup)")
          .hasMessageContaining("the checkpoint of revision recorded.5, chunk 3 (user): is missing")
          .hasMessageContaining("the checkpoint at position 1: its header is missing or damaged");
    }
  }

  @Test
  void checkpoint_thatWasNotFinished_doesNotCountAndGoes() throws SQLException {
    var address = new StoreAddress.Folder(folder);
    try (SiteStore store = started(address)) {
      append(store, 1, 2);
    }
    StoreKind.execute(
        address,
        "INSERT INTO beadle_checkpoint (id, log, position, started_at) VALUES (9, 'recorded', 3, 0)");
    StoreKind.execute(
        address,
        "INSERT INTO beadle_checkpoint_chunk (checkpoint, number, crc, bytes)"
            + " VALUES (9, 0, 0, x'00')");
    try (SiteStore store = open(address)) {
      assertThat(store.load(LoadProgress.SILENT).entries()).isEqualTo(2);
      assertThat(store.checkpoints().findLatest(LOG)).isEqualTo(FIRST);
    }
    assertThat(count(address, "SELECT count(*) FROM beadle_checkpoint_chunk WHERE checkpoint = 9"))
        .isZero();
  }

  @Test
  void checkpoint_ofAPositionThatTheLogDoesNotHold_isRefused() {
    PolicySnapshot tiny = Oracle.load("tiny").snapshot();
    try (SiteStore store = started(new StoreAddress.Folder(folder))) {
      PolicySnapshot later = tiny.with(tiny.assignments());
      assertThatThrownBy(() -> store.checkpoints().write(later))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("no checkpoint of position 2: the log reaches from 1 to 1");
      assertThat(store.checkpoints().findLatest(LOG)).isEqualTo(FIRST);
    }
  }

  /** Compares the rows that two snapshots stand for, and what is kept beside them. */
  static void assertSame(PolicySnapshot loaded, PolicySnapshot saved) {
    assertThat(loaded.revision()).isEqualTo(saved.revision());
    assertThat(loaded.lastIds()).isEqualTo(saved.lastIds());
    assertThat(loaded.capabilities().deprecated()).isEqualTo(saved.capabilities().deprecated());
    for (SiteTable table : SiteTable.values()) {
      assertThat(rows(loaded, table)).as(table.tableName()).isEqualTo(rows(saved, table));
    }
  }

  private static Set<TableRow> rows(PolicySnapshot snapshot, SiteTable table) {
    Set<TableRow> rows = new HashSet<>();
    FactCursor cursor = SnapshotRows.of(snapshot, table);
    while (cursor.next()) {
      assertThat(rows.add(TableRow.copyOf(table, cursor))).isTrue();
    }
    return rows;
  }

  private static void append(SiteStore store, int from, int count) {
    for (int i = from; i < from + count; i++) {
      assertThat(
              store
                  .openLog()
                  .append(
                      List.of(TestEntries.setting(LOG, FIRST + i, "defaultuserroleid", "" + i))))
          .isTrue();
    }
  }

  private static String defaultRole(PolicySnapshot snapshot) {
    return String.valueOf(snapshot.settings().values().get("defaultuserroleid"));
  }

  private static long count(StoreAddress address, String query) throws SQLException {
    try (var connection = StoreKind.connect(address)) {
      return StoreDialect.number(connection, query);
    }
  }

  private static SiteStore open(StoreAddress address) {
    return SiteStore.open(address, StoreKind.QUICK, InstantSource.system());
  }

  private static SiteStore started(StoreAddress address) {
    SiteStore store = open(address);
    store.startLog(Oracle.load("tiny").snapshot(), false, LoadProgress.SILENT);
    return store;
  }
}
