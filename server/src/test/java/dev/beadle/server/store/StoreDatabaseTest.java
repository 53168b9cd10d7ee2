package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.LogUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StoreDatabaseTest {
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

    inside.acquire(StoreConnections.READERS);
    assertThat(inside.tryAcquire(100, TimeUnit.MILLISECONDS)).as("a fourth is inside").isFalse();
    mayLeave.countDown();

    assertThat(reads).allSatisfy(read -> assertThat(read.get(30, TimeUnit.SECONDS)).isZero());
  }

  @Test
  void read_interruptedWhileWaiting_saysSoAndLeavesTheOthersTheirTurns() throws Exception {
    var inside = new Semaphore(0);
    var mayLeave = new CountDownLatch(1);
    List<CompletableFuture<Long>> reads = new ArrayList<>();
    for (int i = 0; i < StoreConnections.READERS; i++) {
      reads.add(onThreadOfItsOwn(() -> readAndStay(inside, mayLeave)));
    }
    inside.acquire(StoreConnections.READERS);

    Thread.currentThread().interrupt();
    assertThatThrownBy(this::entries)
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("cannot count: interrupted");
    assertThat(Thread.interrupted()).isTrue();

    mayLeave.countDown();
    for (CompletableFuture<Long> read : reads) {
      assertThat(read.get(30, TimeUnit.SECONDS)).isZero();
    }
    assertThat(entries()).isZero();
  }

  @Test
  void read_fails_givesItsTurnBack() {
    for (int i = 0; i <= StoreConnections.READERS; i++) {
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
