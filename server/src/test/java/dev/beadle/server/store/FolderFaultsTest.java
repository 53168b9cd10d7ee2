package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders in which something is wrong: refused or recovered, never guessed at. */
final class FolderFaultsTest {
  private static final String LOG = Oracle.REVISION.log();

  @TempDir private Path folder;

  @Test
  void open_ofAFolderThatIsInUse_isRefused() {
    try (SiteStore first = started()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another process uses this folder");
      // The attempt has not given the lock away.
      assertThatThrownBy(this::open).isInstanceOf(LogUnavailableException.class);
      try (SiteStore reader = openToRead()) {
        assertThat(reader.openLog().head()).isEqualTo(first.openLog().head());
        assertThatThrownBy(() -> reader.openLog().append(List.of(entry(2))))
            .isInstanceOf(IllegalStateException.class);
      }
    }
    open().close();
  }

  @Test
  void open_whereNothingCanBeWritten_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused(file, "cannot make the folder");
    assertRefused(Path.of("/proc/beadle"), "cannot make the folder");
    Files.createDirectory(folder.resolve("beadle.db"));
    assertRefused(folder, "may this process write to the folder");
  }

  @Test
  void open_ofAFileThatIsNoDatabase_isRefused() throws IOException {
    Files.writeString(folder.resolve("beadle.db"), "not a database at all ".repeat(100));
    assertRefused(folder, "the file is damaged: restore it from a backup");
  }

  private static void assertRefused(Path place, String message) {
    assertThatThrownBy(() ->
            SiteStore.open(new StoreAddress.Folder(place), StoreKind.QUICK, InstantSource.system()))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining(place.toString())
        .hasMessageContaining(message);
  }

  /** SQLITE_FULL is real: the database may not grow by more than some pages. */
  @Test
  void append_onAFullDisk_writesNothingAndWorksAgainLater() {
    started().close();
    var nobody = new LogNotifications(null, StoreKind.QUICK.pollInterval());
    try (var database = StoreDatabase.open(new StoreAddress.Folder(folder), StoreKind.QUICK);
        var log = new SqlChangeLog(database, LOG, nobody)) {
      long pages = log.sizeInBytes() / 4096;
      database.perform(
          "limit the size",
          connection -> {
            try (var statement = connection.createStatement()) {
              statement.execute("PRAGMA max_page_count = " + (pages + 20));
            }
          });
      long head = fill(log);
      assertThat(log.head()).isEqualTo(head);
      try (SiteStore reader = openToRead()) {
        assertThat(reader.load(LoadProgress.SILENT).snapshot().revision().position())
            .isEqualTo(head);
      }
      // The limit was the connection's, which is not used again: its transaction has ended by
      // itself.
      assertThat(log.append(List.of(large(head + 1), large(head + 2)))).isTrue();
      assertThat(log.read(head, 10)).hasSize(2);
    }
  }

  private static long fill(SqlChangeLog log) {
    for (long position = 2; position < 1000; position++) {
      try {
        assertThat(log.append(List.of(large(position)))).isTrue();
      } catch (LogUnavailableException full) {
        assertThat(full)
            .hasMessageContaining("the disk is full: free some of it")
            .hasMessageContaining("nothing was written");
        return position - 1;
      }
    }
    throw new AssertionError("the disk was never full");
  }

  /** A byte flipped anywhere is noticed, does no harm, or lies where nothing is read. */
  @Test
  void load_afterAFlippedByte_isTheSameSiteOrRefused() throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    try (SiteStore store = started()) {
      for (long position = 2; position <= 30; position++) {
        entries.add(entry(position));
      }
      assertThat(store.openLog().append(entries)).isTrue();
    }
    Path file = folder.resolve("beadle.db");
    byte[] whole = Files.readAllBytes(file);
    var random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      refused += isRefused(entries) ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  private boolean isRefused(List<LogEntry> entries) {
    try (SiteStore store = openToRead()) {
      assertThat(store.openLog().read(1, 100)).isEqualTo(entries);
      assertThat(store.load(LoadProgress.SILENT).snapshot().settings().values())
          .containsEntry("defaultuserroleid", "30");
      return false;
    } catch (LogUnavailableException refusal) {
      return true;
    }
  }

  @Test
  void load_ofAFileWithoutItsLastPages_isRefused() throws IOException {
    try (SiteStore store = started()) {
      assertThat(store.openLog().append(List.of(entry(2)))).isTrue();
    }
    try (var file = new RandomAccessFile(folder.resolve("beadle.db").toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertThatThrownBy(
            () -> {
              try (SiteStore store = open()) {
                store.load(LoadProgress.SILENT);
              }
            })
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("restore");
  }

  /** What a power cut leaves of a write that was not acknowledged: its beginning. */
  @Test
  void open_ofATruncatedWriteAheadLog_recoversWholeEntries() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectory(copy);
    try (SiteStore store = started()) {
      for (long position = 2; position <= 10; position++) {
        assertThat(store.openLog().append(List.of(entry(position)))).isTrue();
      }
      // As they are on the disk while the process runs.
      for (String name : new String[] {"beadle.db", "beadle.db-wal"}) {
        Files.copy(folder.resolve(name), copy.resolve(name));
      }
    }
    try (var wal = FileChannel.open(copy.resolve("beadle.db-wal"), StandardOpenOption.WRITE)) {
      wal.truncate(wal.size() - 100);
    }
    var address = new StoreAddress.Folder(copy);
    try (SiteStore store = SiteStore.open(address, StoreKind.QUICK, InstantSource.system())) {
      long head = store.openLog().head();
      assertThat(head).isEqualTo(9);
      assertThat(store.openLog().read(1, 100)).hasSize(8).last().isEqualTo(entry(9));
      assertThat(store.load(LoadProgress.SILENT).entries()).isEqualTo(8);
    }
  }

  private static LogEntry entry(long position) {
    return TestEntries.setting(LOG, position, "defaultuserroleid", "" + position);
  }

  private static LogEntry large(long position) {
    return TestEntries.setting(LOG, position, "unread", "1".repeat(3000));
  }

  private SiteStore open() {
    return SiteStore.open(new StoreAddress.Folder(folder), StoreKind.QUICK, InstantSource.system());
  }

  private SiteStore openToRead() {
    return SiteStore.openToRead(
        new StoreAddress.Folder(folder), StoreKind.QUICK, InstantSource.system());
  }

  private SiteStore started() {
    SiteStore store = open();
    store.startLog(Oracle.load("tiny").snapshot(), false, LoadProgress.SILENT);
    return store;
  }
}
