package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SqlChangeLogTest {
  private static final String LOG = Oracle.REVISION.log();
  private static final long FIRST = Oracle.REVISION.position();

  private static final int OPENERS = 4;

  private static StoreKind.Server server;
  private static PolicySnapshot tiny;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = new StoreKind.Server();
    tiny = Oracle.load("tiny").snapshot();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void log_ofANewStore_beginsAndEndsAtTheSitesRevision(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = open(address)) {
      assertThat(store.isEmpty()).isTrue();
      assertThatThrownBy(store::openLog)
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("the store is empty");
      store.startLog(tiny, false, LoadProgress.SILENT);
      assertThat(store.isEmpty()).isFalse();
      assertThat(store.openLog().identity()).isEqualTo(LOG);
      assertThat(store.openLog().head()).isEqualTo(FIRST);
      assertThat(store.openLog().tail()).isEqualTo(FIRST);
      assertThat(store.openLog().read(FIRST, 10)).isEmpty();
      assertThat(store.openLog().sizeInBytes()).isPositive();
    }
  }

  /** Flyway alone lets one of them fail on what another has half made. */
  @RepeatedTest(10)
  void open_byManyAtOnceOnAnEmptyDatabase_makesTheTablesOnce() throws Exception {
    StoreAddress address = server.newDatabase();
    var start = new CountDownLatch(OPENERS);
    List<Future<Boolean>> opened = new ArrayList<>();
    try (ExecutorService openers = Executors.newFixedThreadPool(OPENERS)) {
      for (int i = 0; i < OPENERS; i++) {
        opened.add(
            openers.submit(() -> {
              start.countDown();
              start.await();
              try (SiteStore store = open(address)) {
                return store.isEmpty();
              }
            }));
      }
    }
    for (Future<Boolean> one : opened) {
      assertThat(one.get()).isTrue();
    }
  }

  /** A process that is stopped while it makes the tables. */
  @Test
  void open_whileAnotherMakesTheTablesAndStops_isRefusedInTime() throws SQLException {
    StoreAddress address = server.newDatabase();
    try (Connection other = StoreKind.connect(address);
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + StoreDatabase.MIGRATION_LOCK + ")");
      assertThatThrownBy(() -> open(address))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("cannot make or update the tables")
          .hasMessageContaining("is another process stopped while writing?");
    }
    open(address).close();
  }

  /** House, "The way of one change": what is logged is what is applied. */
  @ParameterizedTest
  @EnumSource
  void entries_appendedAndReadAgain_areTheSame(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    List<LogEntry> written = TestEntries.any(LOG, FIRST + 1, 60, new Random(1));
    try (SiteStore store = started(address)) {
      assertThat(store.openLog().append(written.subList(0, 1))).isTrue();
      assertThat(store.openLog().append(written.subList(1, 60))).isTrue();
      assertThat(store.openLog().append(List.of())).isTrue();
    }
    try (SiteStore store = open(address)) {
      SqlChangeLog log = store.openLog();
      assertThat(log.head()).isEqualTo(FIRST + 60);
      assertThat(log.read(FIRST, 1000)).isEqualTo(written);
      assertThat(log.read(FIRST, 7)).isEqualTo(written.subList(0, 7));
      assertThat(log.read(FIRST + 20, 7)).isEqualTo(written.subList(20, 27));
      assertThat(log.read(FIRST + 60, 7)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void append_whereSomebodyElseHasWritten_writesNothing(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      LogEntry first = TestEntries.setting(LOG, FIRST + 1, "forcelogin", "1");
      LogEntry other = TestEntries.setting(LOG, FIRST + 1, "forcelogin", "0");
      LogEntry next = TestEntries.setting(LOG, FIRST + 2, "forcelogin", "2");
      assertThat(store.openLog().append(List.of(first))).isTrue();
      assertThat(store.openLog().append(List.of(other, next))).isFalse();
      assertThat(store.openLog().read(FIRST, 10)).containsExactly(first);
      assertThat(store.openLog().append(List.of(next))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void append_ofEntriesThatDoNotFollow_isRefused(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      SqlChangeLog log = store.openLog();
      assertThatThrownBy(() -> log.append(List.of(TestEntries.setting(LOG, FIRST + 2, "a", "1"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("entry 3 does not follow 1");
      assertThatThrownBy(
              () -> log.append(List.of(TestEntries.setting("other", FIRST + 1, "a", "1"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("other.2 does not follow");
      assertThat(log.head()).isEqualTo(FIRST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void findByKey_ofAKeyThatWasWritten_givesItsEntry(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      SqlChangeLog log = store.openLog();
      LogEntry keyed = TestEntries.entry(LOG, FIRST + 1, "once", changes("a", "1"));
      LogEntry plain = TestEntries.entry(LOG, FIRST + 2, "", changes("a", "2"));
      LogEntry again = TestEntries.entry(LOG, FIRST + 3, "once", changes("a", "3"));
      assertThat(log.append(List.of(keyed, plain))).isTrue();
      assertThat(log.findByKey("once")).isEqualTo(keyed);
      assertThat(log.findByKey("never")).isNull();
      assertThat(log.findByKey("")).isNull();
      assertThatThrownBy(() -> log.append(List.of(again)))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("an idempotency key");
      assertThat(log.head()).isEqualTo(FIRST + 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_ofDamagedEntries_isRefusedNamingTheEntry(StoreKind kind) throws SQLException {
    assertDamage(
        kind,
        "UPDATE beadle_log_entry SET reason = 'another' WHERE position = 4",
        "entry 4 is not as it was written");
    assertDamage(kind, "DELETE FROM beadle_log_entry WHERE position = 4", "entry 4 is missing");
    assertDamage(kind, "DELETE FROM beadle_log_entry WHERE position > 8", "entry 9 is missing");
    assertDamage(kind, "DELETE FROM beadle_log_entry", "entry 2 is missing");
    assertDamage(
        kind,
        "UPDATE beadle_log SET head_checksum = 7",
        "entry 11 is not the one that was written last");
    assertDamage(
        kind,
        "UPDATE beadle_log_entry SET position = 100 WHERE position = 5;"
            + "UPDATE beadle_log_entry SET position = 5 WHERE position = 6;"
            + "UPDATE beadle_log_entry SET position = 6 WHERE position = 100",
        "entry 5 is not as it was written");
  }

  private void assertDamage(StoreKind kind, String sql, String message) throws SQLException {
    StoreAddress address = kind.newStore(folder.resolve("s" + sql.hashCode()), server);
    try (SiteStore store = started(address)) {
      assertThat(store.openLog().append(TestEntries.any(LOG, FIRST + 1, 10, new Random(2))))
          .isTrue();
    }
    for (String statement : sql.split(";", -1)) {
      StoreKind.execute(address, statement);
    }
    try (SiteStore store = open(address)) {
      assertThatThrownBy(() -> store.openLog().read(FIRST, 100))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("the log is damaged: " + message);
      assertThatThrownBy(() -> store.load(LoadProgress.SILENT))
          .isInstanceOf(LogUnavailableException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void truncate_ofTheOldest_keepsTheRestVerifiable(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    List<LogEntry> written = TestEntries.any(LOG, FIRST + 1, 20, new Random(3));
    try (SiteStore store = started(address)) {
      SqlChangeLog log = store.openLog();
      assertThat(log.append(written)).isTrue();
      log.truncate(FIRST + 5);
      assertThat(log.tail()).isEqualTo(FIRST + 5);
      assertThat(log.read(FIRST + 5, 100)).isEqualTo(written.subList(5, 20));
      assertThatThrownBy(() -> log.read(FIRST + 4, 1))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("begins after position 6 and no longer reaches back to 5");
      log.truncate(Long.MAX_VALUE);
      assertThat(log.tail()).isEqualTo(log.head());
      LogEntry next = TestEntries.setting(LOG, FIRST + 21, "a", "b");
      assertThat(log.append(List.of(next))).isTrue();
      assertThat(log.read(FIRST + 20, 5)).containsExactly(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void log_thatWasReplaced_isGoneForWhoeverHoldsIt(StoreKind kind) throws SQLException {
    StoreAddress address = kind.newStore(folder, server);
    try (SiteStore store = started(address)) {
      SqlChangeLog old = store.openLog();
      PolicySnapshot other =
          Oracle.loader().load(Oracle.rows("quirks"), new Revision("other", 1)).snapshot();
      assertThatThrownBy(() -> store.startLog(other, false, LoadProgress.SILENT))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("log recorded is there already");
      store.startLog(other, true, LoadProgress.SILENT);
      assertThat(store.openLog().identity()).isEqualTo("other");
      assertThatThrownBy(() -> old.append(List.of(TestEntries.setting(LOG, FIRST + 1, "a", "1"))))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("log recorded is gone: the store was replaced by log other");
    }
  }

  /** Issue of a fleet: any of several may write, and each position is written once. */
  @Test
  void append_byManyAtOnce_writesEachPositionOnce() throws Exception {
    StoreAddress address = StoreKind.POSTGRESQL.newStore(folder, server);
    int writers = 4;
    int each = 25;
    try (SiteStore first = started(address);
        SiteStore second = open(address);
        ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<Integer>> conflicts = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        SqlChangeLog log = (writer % 2 == 0 ? first : second).openLog();
        String name = "w" + writer;
        conflicts.add(threads.submit(() -> appendAll(log, name, each)));
      }
      for (Future<Integer> one : conflicts) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isNotNegative();
      }
      SqlChangeLog log = first.openLog();
      assertThat(log.head()).isEqualTo(FIRST + (long) writers * each);
      assertThat(log.read(FIRST, 1000))
          .extracting(LogEntry::changes)
          .doesNotHaveDuplicates()
          .hasSize(writers * each);
    }
  }

  private static int appendAll(SqlChangeLog log, String name, int count) {
    int conflicts = 0;
    for (int i = 0; i < count; i++) {
      while (!log.append(List.of(TestEntries.setting(LOG, log.head() + 1, name, "" + i)))) {
        conflicts++;
      }
    }
    return conflicts;
  }

  @Test
  void follow_whenAnotherWrites_wakesAtOnce() throws Exception {
    StoreAddress address = StoreKind.POSTGRESQL.newStore(folder, server);
    // So slow that only a notification can be the reason.
    var slow = new StoreSettings(Duration.ofSeconds(50), 0, Duration.ofSeconds(5));
    try (SiteStore writer = started(address);
        SiteStore reader = SiteStore.open(address, slow, InstantSource.system());
        SqlChangeLog followed = reader.openLog()) {
      var listening = new CountDownLatch(1);
      var woken = new CountDownLatch(2);
      followed.follow(() -> {
        listening.countDown();
        woken.countDown();
      });
      assertThat(listening.await(20, TimeUnit.SECONDS)).isTrue();
      SqlChangeLog log = writer.openLog();
      assertThat(log.append(List.of(TestEntries.setting(LOG, FIRST + 1, "a", "1")))).isTrue();
      assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> followed.follow(() -> {})).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void follow_whenItsConnectionIsCut_connectsAgain() throws Exception {
    StoreAddress address = StoreKind.POSTGRESQL.newStore(folder, server);
    try (SiteStore store = started(address);
        SqlChangeLog followed = store.openLog()) {
      var before = new CountDownLatch(1);
      var after = new CountDownLatch(10);
      followed.follow(() -> {
        before.countDown();
        after.countDown();
      });
      assertThat(before.await(20, TimeUnit.SECONDS)).isTrue();
      StoreKind.execute(
          address,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
      // The pool's connections were cut as well: at the second attempt at the latest it works.
      assertThat(headDespiteCuts(followed)).isEqualTo(FIRST);
    }
  }

  private static long headDespiteCuts(SqlChangeLog log) {
    for (int attempt = 0; attempt < 5; attempt++) {
      try {
        return log.head();
      } catch (LogUnavailableException lost) {
        assertThat(lost).hasMessageContaining("cannot read the log");
      }
    }
    return -1;
  }

  private static List<Change> changes(String name, String value) {
    return List.of(new Change.SettingChanged(name, value));
  }

  private static SiteStore open(StoreAddress address) {
    return SiteStore.open(address, StoreKind.QUICK, InstantSource.system());
  }

  private static SiteStore started(StoreAddress address) {
    SiteStore store = open(address);
    store.startLog(tiny, false, LoadProgress.SILENT);
    return store;
  }
}
