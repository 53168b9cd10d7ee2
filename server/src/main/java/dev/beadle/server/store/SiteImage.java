package dev.beadle.server.store;

import dev.beadle.server.graph.Oddity;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotImage;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the database of a folder that holds a snapshot of its site, so that a start need
 * not read every row of a checkpoint. It adds nothing: it may be deleted at any time, and whatever
 * is not as it should be about it makes the site be read from its rows. Used by one thread at a
 * time.
 */
final class SiteImage {
  static final String FILE = "beadle.image";

  private static final String UNFINISHED = FILE + ".new";
  private static final String MAGIC = "beadle image";

  /** How many times the bytes of a snapshot must be free before its image is written. */
  private static final long SPARED_TIMES = 4;

  private final Path folder;
  private final InstantSource clock;
  private final String build;

  /**
   * An image in a folder.
   *
   * @param build tells the running build of Beadle from others: only the one that wrote an image
   *     understands it
   */
  SiteImage(Path folder, InstantSource clock, String build) {
    this.folder = folder;
    this.clock = clock;
    this.build = build;
  }

  /** What the log says of an entry. */
  interface Checksums {
    /** The checksum of the entry at a position, or null when the log does not hold it. */
    @Nullable Long findAt(Revision revision);
  }

  /**
   * What an image holds.
   *
   * @param report of the last time that the site was read from rows
   */
  record Content(PolicySnapshot snapshot, LoadReport report) {}

  /** Why an image is left unused, although it is whole: it belongs to something else. */
  static final class ForeignImageException extends Exception {
    private static final long serialVersionUID = 1L;

    ForeignImageException(String reason) {
      super(reason);
    }
  }

  boolean exists() {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * Writes it, in the place of the one that is there.
   *
   * @param checksum of the entry of the log that made the snapshot
   * @return its bytes
   */
  long write(PolicySnapshot snapshot, LoadReport report, long checksum) throws IOException {
    Path unfinished = folder.resolve(UNFINISHED);
    try {
      // What a process has left behind that ended while it wrote one takes room, too.
      Files.deleteIfExists(unfinished);
      requireRoom(snapshot);
      writeTo(unfinished, snapshot, report, checksum);
      Files.move(
          unfinished,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return Files.size(folder.resolve(FILE));
  }

  private void writeTo(Path file, PolicySnapshot snapshot, LoadReport report, long checksum)
      throws IOException {
    try (var blocks = BlockFile.create(file)) {
      var image = new ImageWriter(blocks::write);
      image.text(MAGIC);
      image.text(build);
      image.text(snapshot.revisionToken());
      image.number(checksum);
      writeCounts(report.rows(), image);
      writeCounts(report.oddities(), image);
      SnapshotImage.write(snapshot, image);
      image.finish();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  /**
   * Reads it; what it holds counts as of now.
   *
   * @param checksums of the log that it must belong to
   * @throws ForeignImageException if it is that of another build, log or history
   * @throws IOException if it cannot be read
   * @throws MalformedImageException if it is damaged
   */
  Content read(Checksums checksums) throws IOException, ForeignImageException {
    Instant startedAt = clock.instant();
    try (var blocks = BlockFile.open(folder.resolve(FILE))) {
      var image = new ImageReader(blocks::read);
      requireOfThisBuild(image);
      requireOfThisLog(Revision.parse(image.text()), image.number(), checksums);
      Map<SiteTable, Long> rows = readCounts(SiteTable.class, image);
      Map<Oddity, Long> oddities = readCounts(Oddity.class, image);
      PolicySnapshot snapshot = SnapshotImage.read(image, startedAt);
      image.requireEnd();
      if (snapshot.assignments().epochSecond() > startedAt.getEpochSecond()) {
        throw new ForeignImageException("the clock is behind the time at which it was written");
      }
      PolicySnapshot now = snapshot.asOf(startedAt.toEpochMilli());
      var duration = Duration.between(startedAt, clock.instant());
      String source = "the image of revision " + snapshot.revisionToken();
      return new Content(now, new LoadReport(source, rows, oddities, duration));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  /** The log must not run out of room for the sake of a file that can be done without. */
  private void requireRoom(PolicySnapshot snapshot) throws IOException {
    long needed = SPARED_TIMES * snapshot.sizesInBytes().values().stream().mapToLong(b -> b).sum();
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < needed) {
      throw new IOException(usable + " bytes of room (expected: at least " + needed + ")");
    }
  }

  private void requireOfThisBuild(ImageReader image) throws IOException, ForeignImageException {
    if (!image.text().equals(MAGIC)) {
      throw new MalformedImageException("it is no image");
    }
    if (!image.text().equals(build)) {
      throw new ForeignImageException("another build wrote it");
    }
  }

  private static void requireOfThisLog(Revision revision, long checksum, Checksums checksums)
      throws ForeignImageException {
    Long expected = checksums.findAt(revision);
    if (expected == null || expected != checksum) {
      throw new ForeignImageException("the log does not lead to revision " + revision.token());
    }
  }

  private static <K extends Enum<K>> void writeCounts(Map<K, Long> counts, ImageWriter image) {
    image.number(counts.size());
    counts.forEach((key, count) -> {
      image.number(key.ordinal());
      image.number(count);
    });
  }

  private static <K extends Enum<K>> Map<K, Long> readCounts(Class<K> type, ImageReader image) {
    Map<K, Long> counts = new EnumMap<>(type);
    for (int i = image.length(); i > 0; i--) {
      counts.put(type.getEnumConstants()[image.smallNumber()], image.number());
    }
    return counts;
  }
}
