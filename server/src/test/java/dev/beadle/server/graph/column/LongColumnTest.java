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

/** A persistent list of longs is an array whose versions do not touch each other. */
final class LongColumnTest {
  /** How far values may lie apart: around the limits of each way to pack a chunk. */
  private static final long[] SPREADS = {
    0, 1, 0xFF, 0x100, 0xFFFF, 0x1_0000, 0xFFFF_FFFFL, 0x1_0000_0000L, Long.MAX_VALUE, -1
  };

  /** A column, and what it is to hold. */
  private static final class Version {
    private final LongColumn column;
    private final long[] expected;

    Version(LongColumn column, long[] expected) {
      this.column = column;
      this.expected = expected;
    }
  }

  /** House, "Snapshots share structure": every version stays whole, whatever is made of it. */
  @Test
  void withAndPlus_manyVersions_leaveTheOldOnesAsTheyWere() {
    Seeds.check(
        50,
        seed -> {
          var random = new Random(seed);
          List<Version> versions = new ArrayList<>();
          versions.add(built(values(random, random.nextInt(2 * LongColumn.CHUNK_LENGTH + 2))));
          for (int step = 0; step < 30; step++) {
            Version old = versions.get(random.nextInt(versions.size()));
            versions.add(random.nextBoolean() ? withOne(old, random) : plusOne(old, random));
          }
          versions.forEach(LongColumnTest::assertWhole);
        });
  }

  /** Around the ends of chunks, where mistakes are made. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 1023, 1024, 2048, 3000})
  void build_anyLength_holdsEveryValue(int length) {
    var random = new Random(length);
    Version version = built(values(random, length));
    assertWhole(version);
    assertWhole(plusOne(version, random));
  }

  /** However far apart the values of a chunk lie, they come back as they were. */
  @Test
  void build_extremesInOneChunk_comeBack() {
    long[][] cases = {
      {Long.MIN_VALUE, Long.MAX_VALUE},
      {Long.MIN_VALUE, 0},
      {-1, Long.MAX_VALUE},
      {Long.MAX_VALUE, Long.MAX_VALUE},
      {Long.MIN_VALUE, Long.MIN_VALUE},
      {Long.MAX_VALUE - 0xFF, Long.MAX_VALUE},
      {Long.MIN_VALUE, Long.MIN_VALUE + 0xFFFF_FFFFL},
      {0, 0xFFFF_FFFFL},
      {0, 0x1_0000_0000L},
      {-0x8000_0000L, 0x7FFF_FFFFL}
    };
    for (long[] values : cases) {
      assertWhole(built(values));
    }
  }

  /** A builder may be read while it is filled, in the open chunk and in closed ones. */
  @Test
  void get_whileBuilding_readsEveryValueSoFar() {
    var builder = new LongColumn.Builder();
    for (int i = 0; i < 1600; i++) {
      builder.add(i * 1_000_003L);
      assertThat(builder.get(i)).isEqualTo(i * 1_000_003L);
      assertThat(builder.get(i / 2)).isEqualTo(i / 2 * 1_000_003L);
    }
    assertThat(builder.length()).isEqualTo(1600);
  }

  /** What is outside is refused, so that a wrong ordinal never reads another's value. */
  @Test
  void get_outside_isRefused() {
    LongColumn column = built(values(new Random(1), LongColumn.CHUNK_LENGTH)).column;
    for (int index : new int[] {-1, LongColumn.CHUNK_LENGTH, Integer.MAX_VALUE}) {
      assertThat(IntColumnTest.refused(() -> column.get(index))).as("%s", index).isTrue();
    }
  }

  /** A chunk takes as many bytes as the spread of its values needs; equal values take none. */
  @Test
  void sizeInBytes_smallSpread_isSmall() {
    int length = 10 * LongColumn.CHUNK_LENGTH;
    assertThat(built(new long[length]).column.sizeInBytes()).isLessThan(500);
    assertThat(growing(length, 1).column.sizeInBytes()).isLessThan(2L * length + 1000);
    assertThat(growing(length, 1 << 20).column.sizeInBytes()).isLessThan(4L * length + 1000);
    assertThat(growing(length, 1L << 40).column.sizeInBytes()).isLessThan(8L * length + 1000);
  }

  private static Version growing(int length, long step) {
    long[] values = new long[length];
    for (int i = 0; i < length; i++) {
      values[i] = i * step;
    }
    Version version = built(values);
    assertWhole(version);
    return version;
  }

  private static long[] values(Random random, int length) {
    long spread = SPREADS[random.nextInt(SPREADS.length)];
    long base = random.nextBoolean() ? random.nextLong() : random.nextInt(1000);
    return random.longs(length).map(value -> base + within(value, spread)).toArray();
  }

  /** A number from 0 to the spread, which is unsigned. */
  private static long within(long value, long spread) {
    return spread == -1 ? value : Long.remainderUnsigned(value, spread + 1);
  }

  private static Version withOne(Version old, Random random) {
    if (old.expected.length == 0) {
      return old;
    }
    long[] expected = old.expected.clone();
    int index = random.nextInt(expected.length);
    expected[index] = values(random, 1)[0];
    return new Version(old.column.with(index, expected[index]), expected);
  }

  private static Version plusOne(Version old, Random random) {
    long[] expected = Arrays.copyOf(old.expected, old.expected.length + 1);
    expected[expected.length - 1] = values(random, 1)[0];
    return new Version(old.column.plus(expected[expected.length - 1]), expected);
  }

  private static Version built(long[] values) {
    var builder = new LongColumn.Builder();
    Arrays.stream(values).forEach(builder::add);
    return new Version(builder.build(), values);
  }

  private static void assertWhole(Version version) {
    long[] actual = new long[version.column.length()];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = version.column.get(i);
    }
    assertThat(actual).isEqualTo(version.expected);
  }
}
