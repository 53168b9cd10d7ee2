package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.LogUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StoreDatabaseTest {
  private static final int AT_ONCE = 3;
  private static final String ENTRIES = "SELECT count(*) FROM beadle_log";

  @TempDir private Path folder;
  private StoreDatabase database;

  @BeforeEach
  void open() {
    database = StoreDatabase.open(new StoreAddress.Folder(folder), StoreSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void read_manyAtOnce_threeDoAndTheOthersWait() throws Exception {
    var inside = new Semaphore(0);
    var mayLeave = new CountDownLatch(1);
    List<CompletableFuture<Long>> reads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      reads.add(onThreadOfItsOwn(() -> readAndStay(inside, mayLeave)));
    }

    inside.acquire(AT_ONCE);
    assertThat(inside.tryAcquire(100, TimeUnit.MILLISECONDS)).as("a fourth is inside").isFalse();
    mayLeave.countDown();

    assertThat(reads).allSatisfy(read -> assertThat(read.get(30, TimeUnit.SECONDS)).isZero());
  }

  @Test
  void read_interruptedWhileWaiting_saysSoAndLeavesTheOthersTheirTurns() throws Exception {
    var inside = new Semaphore(0);
    var mayLeave = new CountDownLatch(1);
    List<CompletableFuture<Long>> reads = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      reads.add(onThreadOfItsOwn(() -> readAndStay(inside, mayLeave)));
    }
    inside.acquire(AT_ONCE);

    var waiting = new CompletableFuture<Thread>();
    var wasInterrupted = new AtomicBoolean();
    CompletableFuture<Long> interrupted =
        onThreadOfItsOwn(() -> {
          waiting.complete(Thread.currentThread());
          try {
            return entries();
          } finally {
            wasInterrupted.set(Thread.interrupted());
          }
        });
    Thread waiter = waiting.get(30, TimeUnit.SECONDS);
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    waiter.interrupt();
    assertThatThrownBy(() -> interrupted.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(InterruptedException.class)
        .cause()
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("cannot count: interrupted while it waited for its turn");
    assertThat(wasInterrupted).isTrue();

    mayLeave.countDown();
    for (CompletableFuture<Long> read : reads) {
      assertThat(read.get(30, TimeUnit.SECONDS)).isZero();
    }
    assertThat(entries()).isZero();
  }

  /** A thread that is told to stop may still find out what has become of its work. */
  @Test
  void read_interruptedBefore_reads() {
    Thread.currentThread().interrupt();
    assertThat(entries()).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Else the next reader would have to make them, for which a full disk has no room. */
  @Test
  void read_betweenReads_theFilesThatItNeedsStay() {
    assertThat(entries()).isZero();
    assertThat(folder.resolve("beadle.db-shm")).exists();
    assertThatThrownBy(() -> database.read("look", c -> StoreDialect.number(c, "SELECT nothing")))
        .isInstanceOf(LogUnavailableException.class);
    assertThat(folder.resolve("beadle.db-shm")).exists();
  }

  @Test
  void close_whileSomebodyReads_waitsForHimAndRefusesTheNext() throws Exception {
    var inside = new Semaphore(0);
    var mayLeave = new CountDownLatch(1);
    CompletableFuture<Long> reading = onThreadOfItsOwn(() -> readAndStay(inside, mayLeave));
    inside.acquire();
    CompletableFuture<Boolean> closing =
        onThreadOfItsOwn(() -> {
          database.close();
          return reading.isDone();
        });
    assertThatThrownBy(
            () -> {
              while (true) {
                long _ = entries();
              }
            })
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("the store is closed");
    assertThat(closing).isNotDone();
    mayLeave.countDown();
    assertThat(reading.get(30, TimeUnit.SECONDS)).isZero();
    closing.get(30, TimeUnit.SECONDS);
    assertThat(folder.resolve("beadle.db-shm")).doesNotExist();
    assertThatThrownBy(this::entries)
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("the store is closed");
  }

  @Test
  void read_ofAFileThatHasGone_makesNone() throws Exception {
    database.close();
    Files.delete(folder.resolve("beadle.db"));
    Readers readers = StoreConnections.sqliteReaders(folder);
    assertThatThrownBy(() -> readers.read(c -> StoreDialect.number(c, ENTRIES)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("unable to open");
    assertThat(folder.resolve("beadle.db")).doesNotExist();
    readers.close();
  }

  @Test
  void read_fails_givesItsTurnBack() {
    for (int i = 0; i <= AT_ONCE; i++) {
      assertThatThrownBy(() -> database.read("look", c -> StoreDialect.number(c, "SELECT nothing")))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("cannot look: ");
    }

    assertThat(entries()).isZero();
  }

  @Test
  void read_thatWrites_isRefused() {
    assertThatThrownBy(() ->
            database.read(
                "read",
                c -> c.createStatement().execute("UPDATE beadle_schema_history SET success=0")))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("readonly");
  }

  private long entries() {
    return database.read("count", c -> StoreDialect.number(c, ENTRIES));
  }

  private long readAndStay(Semaphore inside, CountDownLatch mayLeave) {
    return database.read(
        "count",
        connection -> {
          inside.release();
          try {
            mayLeave.await();
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
          return StoreDialect.number(connection, ENTRIES);
        });
  }

  private static <T> CompletableFuture<T> onThreadOfItsOwn(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().daemon().start(task));
  }
}
