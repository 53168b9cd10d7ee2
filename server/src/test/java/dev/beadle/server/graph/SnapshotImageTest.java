package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RandomChanges;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.SnapshotFacts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law "image == snapshot", for every structure. */
class SnapshotImageTest {
  private static final Instant READ_AT = Instant.ofEpochSecond(1_800_000_000);

  /** Not a field is forgotten: whatever a part is made of comes back. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks", "stock"})
  void read_recordedSite_equalsFieldByField(String dataset) {
    PolicySnapshot snapshot = Oracle.load(dataset).snapshot();
    PolicySnapshot restored = restored(imageOf(snapshot));
    assertThat(restored)
        .usingRecursiveComparison()
        .ignoringFields("readAt", "readAtMillis")
        .withStrictTypeChecking()
        .isEqualTo(snapshot);
    assertThat(restored.readAt()).isEqualTo(READ_AT);
  }

  @Test
  void read_largerSite_saysTheSame() {
    PolicySnapshot snapshot = Oracle.load("medium").snapshot();
    List<byte[]> image = imageOf(snapshot);
    assertThat(image).as("blocks, so that arrays cross their ends").hasSizeGreaterThan(1);
    PolicySnapshot restored = restored(image);
    SnapshotFacts.assertSame(restored, snapshot, "an image");
    assertThat(restored.sizesInBytes()).isEqualTo(snapshot.sizesInBytes());
  }

  /** Damaged sites too, and changed ones; and what is changed afterwards changes alike. */
  @Test
  void read_changedSite_saysTheSameAndChangesAlike() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot snapshot = RandomSite.of(seed).snapshot();
          for (int i = 0; i < 5; i++) {
            PolicySnapshot restored = restored(imageOf(snapshot), snapshot.readAt());
            SnapshotFacts.assertSame(restored, snapshot, "an image");
            assertThat(restored.revision()).isEqualTo(snapshot.revision());
            assertThat(restored.nextBoundaryMillis()).isEqualTo(snapshot.nextBoundaryMillis());
            var series = new RandomChanges(snapshot, random);
            List<Change> changes = series.next();
            PolicySnapshot changed = series.current();
            SnapshotFacts.assertSame(
                RandomChanges.applied(restored, changes), changed, List.of("an image", changes));
            snapshot = changed;
          }
        });
  }

  @Test
  void read_blocksThatEndTooEarly_isRefused() {
    List<byte[]> image = imageOf(Oracle.load("medium").snapshot());
    assertThatThrownBy(() -> restored(image.subList(0, image.size() - 1)))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("ends too early");
  }

  @Test
  void read_moreThanASnapshot_isRefused() {
    List<byte[]> image = new ArrayList<>(imageOf(RandomSite.of(1).snapshot()));
    image.add(new byte[8]);
    assertThatThrownBy(() -> restored(image))
        .isInstanceOf(MalformedImageException.class)
        .hasMessageContaining("more than a snapshot");
  }

  private static List<byte[]> imageOf(PolicySnapshot snapshot) {
    List<byte[]> blocks = new ArrayList<>();
    var writer =
        new ImageWriter(block -> {
          byte[] bytes = new byte[block.remaining()];
          block.get(bytes);
          blocks.add(bytes);
        });
    SnapshotImage.write(snapshot, writer);
    writer.finish();
    return blocks;
  }

  private static PolicySnapshot restored(List<byte[]> image) {
    return restored(image, READ_AT);
  }

  private static PolicySnapshot restored(List<byte[]> image, Instant readAt) {
    Deque<byte[]> blocks = new ArrayDeque<>(image);
    var reader =
        new ImageReader(() -> {
          byte[] block = blocks.poll();
          return block == null ? null : ByteBuffer.wrap(block);
        });
    PolicySnapshot restored = SnapshotImage.read(reader, readAt);
    reader.requireEnd();
    return restored;
  }
}
