package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A set is a sorted set whose versions do not touch each other. */
final class SortedLongsTest {
  private static final long[] ODD_VALUES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -1L << 32,
    (-1L << 32) - 1,
    -1,
    0,
    1,
    (1L << 32) - 1,
    1L << 32,
    (1L << 32) + 1,
    Integer.MAX_VALUE,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  private record Version(SortedLongs set, SortedSet<Long> expected) {}

  /** House, "Snapshots share structure": every version stays whole, whatever is made of it. */
  @Test
  void edit_manyVersions_leavesTheOldOnesAsTheyWere() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          int range = 1 << random.nextInt(4, 30);
          List<Version> versions = new ArrayList<>();
          versions.add(built(random, range));
          for (int step = 0; step < 12; step++) {
            int from =
                random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            versions.add(edited(versions.get(from), random, range));
          }
          versions.forEach(version -> assertWhole(version, random, range));
        });
  }

  /** One at a time or in bulk: the same set. */
  @Test
  void withAndWithout_oneAtATime_areTheSet() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          int range = 1 << random.nextInt(2, 12);
          var expected = new TreeSet<Long>();
          SortedLongs set = SortedLongs.EMPTY;
          for (int step = 0; step < 1_000; step++) {
            long value = valueIn(random, range);
            if (random.nextBoolean()) {
              expected.add(value);
              set = set.with(value);
            } else {
              expected.remove(value);
              set = set.without(value);
            }
          }
          assertWhole(new Version(set, expected), random, range);
        });
  }

  @Test
  void of_oddValues_keepsThemApart() {
    SortedLongs set = SortedLongs.of(ODD_VALUES);
    SortedLongs oneByOne = SortedLongs.EMPTY;
    for (long value : ODD_VALUES) {
      assertThat(set.contains(value)).isTrue();
      assertThat(set.contains(value ^ 1L << 45)).isFalse();
      assertThat(set.without(value).contains(value)).isFalse();
      oneByOne = oneByOne.with(value).with(value);
    }
    assertThat(listOf(oneByOne)).isEqualTo(listOf(set)).hasSize(ODD_VALUES.length);
    assertThat(SortedLongs.EMPTY.ceiling(0, 3)).isEqualTo(3);
    assertThat(SortedLongs.EMPTY.contains(0)).isFalse();
  }

  /** Enough values for many branches, added in order, then at random, then taken away again. */
  @Test
  void edit_manyBranches_splitsAndShrinks() {
    var random = new Random(1);
    var expected = new TreeSet<Long>();
    SortedLongsEditor editor = SortedLongs.EMPTY.edit();
    for (long value = 0; value < 200_000; value++) {
      assertThat(editor.add(value * 3)).isTrue();
      expected.add(value * 3);
    }
    SortedLongs ascending = editor.build();
    assertThat(ascending.sizeInBytes()).isLessThan(2L * expected.size());
    editor = ascending.edit();
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextInt(600_000);
      assertThat(editor.add(value)).isEqualTo(expected.add(value));
    }
    SortedLongs both = editor.build();
    assertThat(listOf(both)).isEqualTo(List.copyOf(expected));
    editor = both.edit();
    for (long value = 0; value < 600_000; value++) {
      if (value % 1_000 != 0) {
        assertThat(editor.remove(value)).isEqualTo(expected.remove(value));
      }
    }
    SortedLongs few = editor.build();
    assertThat(listOf(few)).isEqualTo(List.copyOf(expected));
    assertThat(few.sizeInBytes()).isLessThan(100L * expected.size());
    assertThat(ascending.size()).isEqualTo(200_000);
  }

  /** Pairs of ordinals take what their ranges need, not eight bytes. */
  @Test
  void sizeInBytes_ofDensePairs_isSmall() {
    var random = new Random(1);
    var builder = new SortedLongs.Builder(0);
    for (int i = 0; i < 300_000; i++) {
      builder.add((long) random.nextInt(10_000) << 32 | random.nextInt(1_000_000));
    }
    SortedLongs set = builder.build();
    assertThat(set.sizeInBytes()).isLessThan(5 * set.size());
  }

  private static Version built(Random random, int range) {
    var expected = new TreeSet<Long>();
    var builder = new SortedLongs.Builder(random.nextInt(10));
    int count = random.nextInt(3_000);
    for (int i = 0; i < count; i++) {
      long value = valueIn(random, range);
      expected.add(value);
      builder.add(value);
    }
    return new Version(builder.build(), expected);
  }

  private static Version edited(Version old, Random random, int range) {
    var expected = new TreeSet<>(old.expected);
    SortedLongsEditor editor = old.set.edit();
    int steps = random.nextInt(600);
    int shareOfAdded = random.nextInt(11);
    for (int step = 0; step < steps; step++) {
      boolean adds = random.nextInt(10) < shareOfAdded;
      long value = valueIn(random, range);
      if (!adds && !expected.isEmpty() && random.nextInt(4) > 0) {
        SortedSet<Long> above = expected.tailSet(value);
        value = above.isEmpty() ? expected.last() : above.first();
      }
      if (adds) {
        assertThat(editor.add(value)).isEqualTo(expected.add(value));
      } else {
        assertThat(editor.remove(value)).isEqualTo(expected.remove(value));
      }
      assertThat(editor.contains(value)).isEqualTo(adds);
    }
    assertThat(editor.size()).isEqualTo(expected.size());
    return new Version(editor.build(), expected);
  }

  private static void assertWhole(Version version, Random random, int range) {
    assertThat(version.set.size()).isEqualTo(version.expected.size());
    assertThat(listOf(version.set)).isEqualTo(List.copyOf(version.expected));
    for (int i = 0; i < 50; i++) {
      long from = valueIn(random, range);
      SortedSet<Long> above = version.expected.tailSet(from);
      assertThat(version.set.contains(from)).isEqualTo(version.expected.contains(from));
      assertThat(version.set.ceiling(from, -3)).isEqualTo(above.isEmpty() ? -3L : above.first());
      long to = valueIn(random, range);
      List<Long> between = new ArrayList<>();
      version.set.forEach(from, to, between::add);
      assertThat(between)
          .isEqualTo(from > to ? List.of() : List.copyOf(version.expected.subSet(from, to)));
    }
  }

  /** Small and odd values, and pairs such as the graph keeps. */
  private static long valueIn(Random random, int range) {
    return switch (random.nextInt(8)) {
      case 0 -> ODD_VALUES[random.nextInt(ODD_VALUES.length)] + random.nextInt(range);
      case 1 -> random.nextLong();
      case 2, 3 -> (long) random.nextInt(range) << 32 | random.nextInt(range);
      default -> random.nextInt(range) - range / 4;
    };
  }

  private static List<Long> listOf(SortedLongs set) {
    List<Long> values = new ArrayList<>();
    set.forEach(values::add);
    return values;
  }
}
