package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A persistent list of ints is an array whose versions do not touch each other. */
final class IntColumnTest {
  /** A column, and what it is to hold. */
  private static final class Version {
    private final IntColumn column;
    private final int[] expected;

    Version(IntColumn column, int[] expected) {
      this.column = column;
      this.expected = expected;
    }
  }

  /** House, "Snapshots share structure": every version stays whole, whatever is made of it. */
  @Test
  void withAndPlus_manyVersions_leaveTheOldOnesAsTheyWere() {
    Seeds.check(
        30,
        seed -> {
          var random = new Random(seed);
          List<Version> versions = new ArrayList<>();
          versions.add(
              built(random.ints(random.nextInt(2 * IntColumn.CHUNK_LENGTH + 2)).toArray()));
          for (int step = 0; step < 30; step++) {
            Version old = versions.get(random.nextInt(versions.size()));
            versions.add(
                random.nextBoolean() ? withOne(old, random) : plusOne(old, random.nextInt()));
          }
          versions.forEach(IntColumnTest::assertWhole);
        });
  }

  /** Around the ends of chunks, where mistakes are made. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 2047, 2048, 4096, 5000})
  void build_anyLength_holdsEveryValue(int length) {
    int[] values = new Random(length).ints(length).toArray();
    Version version = built(values);
    assertWhole(version);
    assertWhole(plusOne(version, Integer.MIN_VALUE));
  }

  /** A builder may be read and changed while it is filled. */
  @Test
  void set_whileBuilding_replacesTheValue() {
    var builder = new IntColumn.Builder();
    for (int i = 0; i < 3000; i++) {
      builder.add(i);
      assertThat(builder.get(i)).isEqualTo(i);
      builder.set(i / 2, -i);
    }
    assertThat(builder.length()).isEqualTo(3000);
    assertThat(builder.get(1499)).isEqualTo(-2999);
    assertThat(builder.build().get(1499)).isEqualTo(-2999);
  }

  /** What is outside is refused, so that a wrong ordinal never reads another's value. */
  @Test
  void get_outside_isRefused() {
    IntColumn column = built(new int[IntColumn.CHUNK_LENGTH]).column;
    for (int index : new int[] {-1, IntColumn.CHUNK_LENGTH, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(refused(() -> column.get(index))).as("%s", index).isTrue();
    }
  }

  /** It takes about four bytes for each value. */
  @Test
  void sizeInBytes_manyValues_isFourBytesEach() {
    IntColumn column = built(new int[100 * IntColumn.CHUNK_LENGTH]).column;
    assertThat(column.sizeInBytes())
        .isBetween(400L * IntColumn.CHUNK_LENGTH, 410L * IntColumn.CHUNK_LENGTH);
  }

  static boolean refused(Runnable read) {
    try {
      read.run();
      return false;
    } catch (IndexOutOfBoundsException expected) {
      return true;
    }
  }

  private static Version withOne(Version old, Random random) {
    if (old.expected.length == 0) {
      return old;
    }
    int[] expected = old.expected.clone();
    int index = random.nextInt(expected.length);
    expected[index] = random.nextInt();
    return new Version(old.column.with(index, expected[index]), expected);
  }

  private static Version plusOne(Version old, int value) {
    int[] expected = Arrays.copyOf(old.expected, old.expected.length + 1);
    expected[expected.length - 1] = value;
    return new Version(old.column.plus(value), expected);
  }

  private static Version built(int[] values) {
    var builder = new IntColumn.Builder();
    Arrays.stream(values).forEach(builder::add);
    return new Version(builder.build(), values);
  }

  private static void assertWhole(Version version) {
    int[] actual = new int[version.column.length()];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = version.column.get(i);
    }
    assertThat(actual).isEqualTo(version.expected);
  }
}
