package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

/** An index is a map from ids to ordinals whose versions do not touch each other. */
final class IdIndexTest {
  private static final long[] ODD_IDS = {
    0,
    -1,
    1,
    511,
    512,
    513,
    -512,
    (1L << 32) - 1,
    1L << 32,
    (1L << 32) + 1,
    1L << 41,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE
  };

  private record Version(IdIndex index, Map<Long, Integer> expected) {}

  /** House, "Snapshots share structure": every version stays whole, whatever is made of it. */
  @Test
  void withAndWithout_manyVersions_leaveTheOldOnesAsTheyWere() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          List<Version> versions = new ArrayList<>();
          versions.add(built(random, random.nextInt(200)));
          for (int step = 0; step < 100; step++) {
            // Mostly on from the newest, so that pages fill and empty.
            int from =
                random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            versions.add(changed(versions.get(from), random));
          }
          versions.forEach(version -> assertWhole(version, random));
        });
  }

  /** The empty index finds nothing, wherever one looks. */
  @Test
  void find_inEmpty_isAbsent() {
    assertThat(IdIndex.EMPTY.size()).isZero();
    assertThat(new IdIndex.Builder().build().size()).isZero();
    for (long id : ODD_IDS) {
      assertThat(IdIndex.EMPTY.find(id)).isEqualTo(IdIndex.ABSENT);
      assertThat(IdIndex.EMPTY.without(id).find(id)).isEqualTo(IdIndex.ABSENT);
      assertThat(IdIndex.EMPTY.with(id, 5).find(id)).isEqualTo(5);
      assertThat(IdIndex.EMPTY.with(id, 5).without(id).size()).isZero();
    }
  }

  /** Negative, huge and ordinary ids live side by side. */
  @Test
  void find_oddIds_areToldApart() {
    IdIndex index = IdIndex.EMPTY;
    for (int i = 0; i < ODD_IDS.length; i++) {
      index = index.with(ODD_IDS[i], i);
    }
    for (int i = 0; i < ODD_IDS.length; i++) {
      assertThat(index.find(ODD_IDS[i])).isEqualTo(i);
      assertThat(index.find(ODD_IDS[i] ^ (1L << 45))).isEqualTo(IdIndex.ABSENT);
    }
    assertThat(index.size()).isEqualTo(ODD_IDS.length);
  }

  /** An id that is put again has its new ordinal, and is not counted twice. */
  @Test
  void with_knownId_replacesItsOrdinal() {
    for (int neighbours : new int[] {1, IdIndex.LEAST_IN_PAGE, IdIndex.PAGE_LENGTH}) {
      IdIndex index = IdIndex.EMPTY;
      for (int id = 0; id < neighbours; id++) {
        index = index.with(id, id);
      }
      IdIndex replaced = index.with(0, 77);
      assertThat(replaced.find(0)).isEqualTo(77);
      assertThat(replaced.size()).isEqualTo(neighbours);
      assertThat(index.find(0)).isZero();
    }
  }

  /** A builder adds an id once only, and says so. */
  @Test
  void add_knownId_isRefused() {
    var builder = new IdIndex.Builder();
    for (int id = 0; id < 40; id++) {
      assertThat(builder.add(id, id)).isTrue();
      assertThat(builder.add(id / 2, 1000)).isFalse();
      assertThat(builder.find(id)).isEqualTo(id);
    }
    assertThat(builder.size()).isEqualTo(40);
    assertThat(builder.find(40)).isEqualTo(IdIndex.ABSENT);
  }

  /** Ids of a sequence take about four bytes each. */
  @Test
  void sizeInBytes_denseIds_isFourBytesEach() {
    var builder = new IdIndex.Builder();
    for (int id = 1; id <= 100_000; id++) {
      builder.add(id, id);
    }
    assertThat(builder.build().sizeInBytes()).isLessThan(450_000);
  }

  /** Ids that lie alone take twelve bytes each, and no page. */
  @Test
  void sizeInBytes_loneIds_isTwelveBytesEach() {
    var builder = new IdIndex.Builder();
    for (int id = 0; id < 10_000; id++) {
      builder.add(id * 1_000_003L, id);
    }
    assertThat(builder.build().sizeInBytes()).isLessThan(121_000);
  }

  private static Version built(Random random, int length) {
    var builder = new IdIndex.Builder();
    Map<Long, Integer> expected = new HashMap<>();
    for (int ordinal = 0; ordinal < length; ordinal++) {
      long id = id(random);
      assertThat(builder.add(id, ordinal)).isEqualTo(expected.putIfAbsent(id, ordinal) == null);
    }
    assertSame(builder::find, expected);
    return new Version(builder.build(), expected);
  }

  private static Version changed(Version old, Random random) {
    Map<Long, Integer> expected = new HashMap<>(old.expected());
    if (random.nextInt(8) == 0) {
      return new Version(edited(old.index().edit(), random, expected), expected);
    }
    long id = id(random);
    if (random.nextInt(3) == 0) {
      expected.remove(id);
      return new Version(old.index().without(id), expected);
    }
    int ordinal = random.nextInt(Integer.MAX_VALUE);
    expected.put(id, ordinal);
    return new Version(old.index().with(id, ordinal), expected);
  }

  private static IdIndex edited(IdIndex.Editor editor, Random random, Map<Long, Integer> expected) {
    int removals = random.nextInt(4);
    for (int step = random.nextInt(150); step > 0; step--) {
      long id = id(random);
      if (random.nextInt(4) < removals) {
        expected.remove(id);
        editor.remove(id);
      } else {
        int ordinal = random.nextInt(Integer.MAX_VALUE);
        expected.put(id, ordinal);
        editor.put(id, ordinal);
      }
      assertThat(editor.find(id)).isEqualTo(expected.getOrDefault(id, IdIndex.ABSENT));
    }
    assertSame(editor::find, expected);
    assertThat(editor.size()).isEqualTo(expected.size());
    return editor.build();
  }

  /** Crowded together mostly, so that pages come into being; some far away. */
  private static long id(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> ODD_IDS[random.nextInt(ODD_IDS.length)];
      case 1 -> random.nextLong();
      case 2 -> (1L << 32) - 20 + random.nextInt(40);
      case 3 -> -random.nextInt(40);
      default -> random.nextInt(3) * 512L + random.nextInt(40);
    };
  }

  private static void assertWhole(Version version, Random random) {
    assertThat(version.index().size()).isEqualTo(version.expected().size());
    assertSame(version.index()::find, version.expected());
    for (int i = 0; i < 50; i++) {
      long id = id(random);
      assertThat(version.index().find(id))
          .isEqualTo(version.expected().getOrDefault(id, IdIndex.ABSENT));
    }
  }

  private static void assertSame(LongToIntFunction find, Map<Long, Integer> expected) {
    expected.forEach((id, ordinal) -> assertThat(find.applyAsInt(id)).isEqualTo(ordinal));
  }
}
