package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A persistent list of references is a list whose versions do not touch each other. */
final class RefColumnTest {
  private record Version(RefColumn<String> column, List<@Nullable String> expected) {}

  /** House, "Snapshots share structure": every version stays whole, whatever is made of it. */
  @Test
  void with_manyVersions_leavesTheOldOnesAsTheyWere() {
    Seeds.check(
        50,
        seed -> {
          var random = new Random(seed);
          List<Version> versions = new ArrayList<>();
          versions.add(built(random, random.nextInt(2 * RefColumn.CHUNK_LENGTH)));
          for (int step = 0; step < 30; step++) {
            Version old = versions.get(random.nextInt(versions.size()));
            // Past the end now and then: it grows.
            int index = random.nextInt(old.expected().size() + (random.nextInt(4) == 0 ? 700 : 1));
            versions.add(withOne(old, index, value(random)));
          }
          versions.forEach(RefColumnTest::assertWhole);
        });
  }

  /** A column of absent references takes no room for them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 1_000_000})
  void ofAbsent_anyLength_holdsNothing(int length) {
    RefColumn<String> column = RefColumn.ofAbsent(length);
    assertThat(column.length()).isEqualTo(length);
    for (int i = 0; i < length; i += Math.max(1, length / 100)) {
      assertThat(column.findAt(i)).isNull();
    }
    assertThat(column.sizeInBytes(_ -> 1000)).isLessThan(length / 100 + 100);
  }

  /** References may be set far apart, and in any order. */
  @Test
  void set_farApart_leavesTheRestAbsent() {
    var builder = new RefColumn.Builder<String>();
    builder.set(100_000, "far");
    builder.set(3, "near");
    builder.set(50_000, null);
    assertThat(builder.length()).isEqualTo(100_001);
    assertThat(builder.findAt(100_000)).isEqualTo("far");
    assertThat(builder.findAt(100_001)).isNull();
    builder.add("last");
    RefColumn<String> column = builder.build();
    assertThat(column.length()).isEqualTo(100_002);
    assertThat(column.findAt(3)).isEqualTo("near");
    assertThat(column.findAt(4)).isNull();
    assertThat(column.findAt(100_001)).isEqualTo("last");
  }

  /** A reference that is set to absent is absent. */
  @Test
  void with_null_removesTheReference() {
    var builder = new RefColumn.Builder<String>();
    builder.add("one");
    RefColumn<String> column = builder.build();
    assertThat(column.with(0, null).findAt(0)).isNull();
    assertThat(column.findAt(0)).isEqualTo("one");
    builder.set(0, null);
    assertThat(builder.findAt(0)).isNull();
  }

  /** Every reference that is there is counted once. */
  @Test
  void sizeInBytes_fewReferences_countsThem() {
    var builder = new RefColumn.Builder<String>();
    builder.set(0, "a");
    builder.set(10, "b");
    builder.set(10_000, "c");
    long empty = builder.build().sizeInBytes(_ -> 0);
    assertThat(builder.build().sizeInBytes(_ -> 100)).isEqualTo(empty + 300);
  }

  private static @Nullable String value(Random random) {
    return random.nextInt(3) == 0 ? null : "value " + random.nextInt();
  }

  private static Version withOne(Version old, int index, @Nullable String value) {
    List<@Nullable String> expected = new ArrayList<>(old.expected());
    while (expected.size() <= index) {
      expected.add(null);
    }
    expected.set(index, value);
    return new Version(old.column().with(index, value), expected);
  }

  private static Version built(Random random, int length) {
    var builder = new RefColumn.Builder<String>();
    List<@Nullable String> expected = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      String value = value(random);
      builder.add(value);
      expected.add(value);
    }
    return new Version(builder.build(), expected);
  }

  private static void assertWhole(Version version) {
    List<@Nullable String> actual = new ArrayList<>();
    for (int i = 0; i < version.column().length(); i++) {
      actual.add(version.column().findAt(i));
    }
    assertThat(actual).isEqualTo(version.expected());
  }

  /** Graph: only what is there is visited, in its order, across chunks without any. */
  @Test
  void forEachPresent_fewReferences_visitsThose() {
    var builder = new RefColumn.Builder<String>();
    for (int index : new int[] {3, 0, 511, 5_000, 512}) {
      builder.set(index, "at " + index);
    }
    builder.set(3, null);
    List<Integer> visited = new ArrayList<>();
    builder.build().forEachPresent(visited::add);
    assertThat(visited).containsExactly(0, 511, 512, 5_000);
    RefColumn.<String>ofAbsent(600).forEachPresent(index -> visited.clear());
    assertThat(visited).hasSize(4);
  }
}
