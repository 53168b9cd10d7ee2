package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.SnapshotFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start from an image, and every reason not to trust one. */
final class SiteImageTest {
  private static final String LOG = Oracle.REVISION.log();
  private static final long FIRST = Oracle.REVISION.position();
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir private Path folder;
  private StoreAddress address;
  private Path image;

  @BeforeEach
  void name() {
    address = new StoreAddress.Folder(folder);
    image = folder.resolve(SiteImage.FILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks", "random", "medium"})
  void resume_withAnImage_isTheSameAsItsRows(String dataset) {
    SiteLoader.Loaded site = Oracle.load(dataset);
    try (SiteStore store = startedWithImage(site)) {
      SiteStore.Opened resumed = store.resume(LoadProgress.SILENT);
      assertThat(resumed.isOfImage()).isTrue();
      SiteStore.Opened loaded = store.load(LoadProgress.SILENT);
      assertThat(loaded.isOfImage()).isFalse();
      SnapshotFacts.assertSame(resumed.snapshot(), loaded.snapshot(), "a start from an image");
      assertThat(resumed.report().rows()).isEqualTo(site.report().rows());
      assertThat(resumed.report().oddities()).isEqualTo(site.report().oddities());
      assertThat(resumed.report().source()).contains(site.snapshot().revisionToken());
      assertThat(resumed.snapshot().readAt()).isEqualTo(NOW);
    }
  }

  @Test
  void resume_withoutAnImage_readsRows() {
    try (SiteStore store = started(Oracle.load("tiny"))) {
      assertResumesFromRows(store);
    }
  }

  @Test
  void resume_entriesAfterTheImage_appliesThem() {
    try (SiteStore store = startedWithImage(Oracle.load("tiny"))) {
      append(store, 1, 3, "a");
      SiteStore.Opened resumed = store.resume(LoadProgress.SILENT);
      assertThat(resumed.isOfImage()).isTrue();
      assertThat(resumed.entries()).isEqualTo(3);
      SnapshotFacts.assertSame(
          resumed.snapshot(), store.load(LoadProgress.SILENT).snapshot(), "three entries");
      store.keepImage(resumed.snapshot(), resumed.report());
      assertThat(store.resume(LoadProgress.SILENT).entries()).isZero();
    }
  }

  /** Never wrong: whatever byte of it changes, the rows are read. */
  @Test
  void resume_damagedImage_readsRows() throws IOException {
    try (SiteStore store = startedWithImage(Oracle.load("tiny"))) {
      byte[] whole = Files.readAllBytes(image);
      var random = new Random(7);
      for (int i = 0; i < 40; i++) {
        byte[] damaged = whole.clone();
        // The heads of blocks, too.
        damaged[i < 16 ? i : random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(image, damaged);
        assertResumesFromRows(store);
      }
      for (int length : new int[] {0, 5, 8, whole.length / 2, whole.length - 1}) {
        Files.write(image, Arrays.copyOf(whole, length));
        assertResumesFromRows(store);
      }
      Files.write(image, Arrays.copyOf(whole, whole.length + 8));
      assertResumesFromRows(store);
      Files.write(image, whole);
      assertThat(store.resume(LoadProgress.SILENT).isOfImage()).isTrue();
    }
  }

  /** A version may understand the same bytes otherwise. */
  @Test
  void resume_imageOfAnotherBuild_readsRows() throws IOException {
    SiteLoader.Loaded site = Oracle.load("tiny");
    try (SiteStore store = started(site)) {
      Long checksum = store.openLog().findChecksum(FIRST);
      assertThat(checksum).isNotNull();
      new SiteImage(folder, clock(NOW), "another").write(site.snapshot(), site.report(), checksum);
      assertResumesFromRows(store);
    }
  }

  @Test
  void resume_imageOfAnotherLog_readsRows() {
    SiteLoader.Loaded tiny = Oracle.load("tiny");
    try (SiteStore store = startedWithImage(Oracle.load("quirks"))) {
      PolicySnapshot other =
          Oracle.loader().load(Oracle.rows("tiny"), new Revision("another", FIRST)).snapshot();
      store.startLog(other, true, LoadProgress.SILENT);
      assertResumesFromRows(store);
      SnapshotFacts.assertSame(
          store.resume(LoadProgress.SILENT).snapshot(), tiny.snapshot(), "a replacement");
    }
  }

  /** A backup that is put back has positions that mean something else than they did. */
  @Test
  void resume_logThatWentOnOtherwise_readsRows() throws IOException {
    Path backup = folder.resolve("backup");
    try (SiteStore store = started(Oracle.load("tiny"))) {
      append(store, 1, 1, "a");
    }
    Files.copy(folder.resolve(StoreConnections.FILE), backup);
    try (SiteStore store = open(NOW)) {
      append(store, 2, 3, "a");
      SiteStore.Opened opened = store.load(LoadProgress.SILENT);
      store.keepImage(opened.snapshot(), opened.report());
      assertThat(store.resume(LoadProgress.SILENT).isOfImage()).isTrue();
    }
    Files.copy(backup, folder.resolve(StoreConnections.FILE), StandardCopyOption.REPLACE_EXISTING);
    try (SiteStore store = open(NOW)) {
      assertResumesFromRows(store);
      append(store, 2, 3, "b");
      assertResumesFromRows(store);
      assertThat(release(store.resume(LoadProgress.SILENT))).isEqualTo("b4");
    }
  }

  @Test
  void resume_imageFromBeforeTheLog_readsRows() {
    try (SiteStore store = startedWithImage(Oracle.load("tiny"))) {
      for (int i = 1; i <= 9; i += 3) {
        append(store, i, 3, "a");
        store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
      }
      assertThat(store.openLog().tail()).isGreaterThan(FIRST);
      assertResumesFromRows(store);
    }
  }

  /** What has begun or ended since the image was written is decided by the clock of the start. */
  @ParameterizedTest
  @ValueSource(longs = {0, 30, 90, 150})
  void resume_laterThanTheImage_countsAsOfNow(long seconds) {
    SiteLoader.Loaded site = siteWithAWindow(NOW.plusSeconds(60), NOW.plusSeconds(120));
    try (SiteStore store = startedWithImage(site)) {
      assertThat(store.resume(LoadProgress.SILENT).isOfImage()).isTrue();
    }
    try (SiteStore store = open(NOW.plusSeconds(seconds))) {
      SiteStore.Opened resumed = store.resume(LoadProgress.SILENT);
      assertThat(resumed.isOfImage()).isTrue();
      SnapshotFacts.assertSame(
          resumed.snapshot(), store.load(LoadProgress.SILENT).snapshot(), "a while");
    }
  }

  /** Time does not run backwards in a snapshot, but a clock can be set back. */
  @Test
  void resume_clockBehindTheImage_readsRows() {
    try (SiteStore store =
        startedWithImage(siteWithAWindow(NOW.minusSeconds(60), NOW.plusSeconds(60)))) {
      assertThat(store.resume(LoadProgress.SILENT).isOfImage()).isTrue();
    }
    try (SiteStore store = open(NOW.minusSeconds(90))) {
      assertResumesFromRows(store);
    }
  }

  /** An image never keeps a start from going the long way. */
  @Test
  void resume_damagedEntryAfterTheImage_goesOnFromACheckpoint() throws SQLException {
    try (SiteStore store = startedWithImage(Oracle.load("tiny"))) {
      append(store, 1, 6, "a");
      store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
    }
    StoreKind.execute(
        address, "UPDATE beadle_log_entry SET reason = 'another' WHERE position = " + (FIRST + 3));
    try (SiteStore store = open(NOW)) {
      assertResumesFromRows(store);
      assertThat(release(store.resume(LoadProgress.SILENT))).isEqualTo("a6");
    }
  }

  @Test
  void keepImage_leftoverOfAnother_isGone() throws IOException {
    Path leftover = folder.resolve(SiteImage.FILE + ".new");
    Files.writeString(leftover, "half of an image");
    try (SiteStore store = startedWithImage(Oracle.load("tiny"))) {
      assertThat(leftover).doesNotExist();
      assertThat(store.resume(LoadProgress.SILENT).isOfImage()).isTrue();
    }
  }

  @Test
  void keepImage_fileThatCannotBeWritten_changesNothing() throws IOException {
    SiteLoader.Loaded site = Oracle.load("tiny");
    Files.createDirectories(folder.resolve(SiteImage.FILE + ".new").resolve("occupied"));
    try (SiteStore store = startedWithImage(site)) {
      assertThat(image).doesNotExist();
      assertResumesFromRows(store);
    }
  }

  @Test
  void keepImage_onAServer_isNotNeeded() throws IOException, SQLException {
    SiteLoader.Loaded site = Oracle.load("tiny");
    try (var server = new StoreKind.Server();
        SiteStore store = SiteStore.open(server.newDatabase(), StoreKind.QUICK, clock(NOW))) {
      store.startLog(site.snapshot(), false, LoadProgress.SILENT);
      store.keepImage(site.snapshot(), site.report());
      assertResumesFromRows(store);
    }
  }

  private static void assertResumesFromRows(SiteStore store) {
    SiteStore.Opened resumed = store.resume(LoadProgress.SILENT);
    assertThat(resumed.isOfImage()).isFalse();
    SnapshotFacts.assertSame(
        resumed.snapshot(), store.load(LoadProgress.SILENT).snapshot(), "a start from rows");
  }

  private SiteStore started(SiteLoader.Loaded site) {
    SiteStore store = open(NOW);
    store.startLog(site.snapshot(), false, LoadProgress.SILENT);
    return store;
  }

  private SiteStore startedWithImage(SiteLoader.Loaded site) {
    SiteStore store = started(site);
    store.keepImage(site.snapshot(), site.report());
    return store;
  }

  private SiteStore open(Instant now) {
    return SiteStore.open(address, StoreKind.QUICK, clock(now));
  }

  private static InstantSource clock(Instant now) {
    return InstantSource.fixed(now);
  }

  /** The tiny site, read now, with an assignment of its own time. */
  private static SiteLoader.Loaded siteWithAWindow(Instant start, Instant end) {
    SiteLoader.Loaded tiny = Oracle.load("tiny");
    var editor = SnapshotEditor.of(tiny.snapshot());
    editor.put(
        TableRow.of(
            SiteTable.ROLE_ASSIGNMENTS,
            999_999,
            5,
            1,
            2,
            "",
            0,
            start.getEpochSecond(),
            end.getEpochSecond()));
    return new SiteLoader.Loaded(editor.build(Oracle.REVISION, NOW), tiny.report());
  }

  private static void append(SiteStore store, int from, int count, String values) {
    for (int i = from; i < from + count; i++) {
      Change change = new Change.SettingChanged("defaultfrontpageroleid", "" + i);
      Change named = new Change.SettingChanged("release", values + i);
      assertThat(
              store
                  .openLog()
                  .append(List.of(TestEntries.entry(LOG, FIRST + i, "", List.of(change, named)))))
          .isTrue();
    }
  }

  private static String release(SiteStore.Opened opened) {
    return opened.snapshot().settings().valueOf("release");
  }
}
