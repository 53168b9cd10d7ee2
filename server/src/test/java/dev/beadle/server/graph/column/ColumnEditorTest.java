package dev.beadle.server.graph.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A column that is edited is a list; the column it began with stays as it was. */
final class ColumnEditorTest {
  private static final int SEEDS = 60;

  /** What the editors of the three columns have in common. */
  private interface Target {
    void set(int index, long value);

    void add(long value);

    void removeLast();
  }

  /** House, "Snapshots share structure": the old version stays whole. */
  @Test
  void intColumn_edited_isTheListAndLeavesTheOldOne() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          IntColumn column = new IntColumn.Builder().build();
          List<@Nullable Long> expected = new ArrayList<>();
          for (int round = 0; round < 6; round++) {
            IntColumn old = column;
            List<@Nullable Long> oldValues = new ArrayList<>(expected);
            IntColumn.Editor editor = column.edit();
            change(random, expected, targetOf(editor));
            assertList(expected, editor::length, i -> (long) editor.get(i));
            IntColumn edited = editor.build();
            assertList(expected, edited::length, i -> (long) edited.get(i));
            assertList(oldValues, old::length, i -> (long) old.get(i));
            column = edited.plus(7);
            expected.add(7L);
          }
        });
  }

  @Test
  void longColumn_edited_isTheListAndLeavesTheOldOne() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          LongColumn column = new LongColumn.Builder().build();
          List<@Nullable Long> expected = new ArrayList<>();
          for (int round = 0; round < 6; round++) {
            LongColumn old = column;
            List<@Nullable Long> oldValues = new ArrayList<>(expected);
            LongColumn.Editor editor = column.edit();
            change(random, expected, targetOf(editor));
            assertList(expected, editor::length, editor::get);
            LongColumn edited = editor.build();
            assertList(expected, edited::length, edited::get);
            assertList(oldValues, old::length, old::get);
            assertThat(edited.sizeInBytes()).isEqualTo(builtOf(expected).sizeInBytes());
            column = edited.plus(7);
            expected.add(7L);
          }
        });
  }

  @Test
  void refColumn_edited_isTheListAndLeavesTheOldOne() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          RefColumn<Long> column = new RefColumn.Builder<Long>().build();
          List<@Nullable Long> expected = new ArrayList<>();
          for (int round = 0; round < 6; round++) {
            RefColumn<Long> old = column;
            List<@Nullable Long> oldValues = new ArrayList<>(expected);
            RefColumn.Editor<Long> editor = column.edit();
            change(random, expected, targetOf(editor));
            setPastTheEnd(random, expected, editor);
            assertList(expected, editor::length, editor::findAt);
            RefColumn<Long> edited = editor.build();
            assertList(expected, edited::length, edited::findAt);
            assertList(oldValues, old::length, old::findAt);
            column = edited.with(expected.size(), 7L);
            expected.add(7L);
          }
        });
  }

  /** A column of absent references takes no chunk, and none after the only one is gone. */
  @Test
  void refColumn_editedToBeEmpty_takesNoChunks() {
    RefColumn.Editor<Long> editor = RefColumn.<Long>ofAbsent(2_000).edit();
    editor.set(5, null);
    editor.add(1L);
    editor.removeLast();
    editor.set(3_000, 5L);
    while (editor.length() > 2_000) {
      editor.removeLast();
    }
    assertThat(editor.build().sizeInBytes(_ -> 0L))
        .isLessThan(ObjectSize.ofArray(RefColumn.CHUNK_LENGTH, ObjectSize.REFERENCE) * 2);
  }

  private static Target targetOf(IntColumn.Editor editor) {
    return target(
        (index, value) -> editor.set(index, (int) value),
        value -> editor.add(value.intValue()),
        editor::removeLast);
  }

  private static Target targetOf(LongColumn.Editor editor) {
    return target(editor::set, editor::add, editor::removeLast);
  }

  private static Target targetOf(RefColumn.Editor<Long> editor) {
    return target(editor::set, editor::add, editor::removeLast);
  }

  @FunctionalInterface
  private interface Setter {
    void set(int index, long value);
  }

  private static Target target(Setter setter, Consumer<Long> adder, Runnable remover) {
    return new Target() {
      @Override
      public void set(int index, long value) {
        setter.set(index, value);
      }

      @Override
      public void add(long value) {
        adder.accept(value);
      }

      @Override
      public void removeLast() {
        remover.run();
      }
    };
  }

  private static void change(Random random, List<@Nullable Long> expected, Target target) {
    int steps = random.nextInt(2_500);
    int kinds = 2 + random.nextInt(3);
    for (int step = 0; step < steps; step++) {
      int kind = random.nextInt(kinds);
      long value = random.nextInt(1 << random.nextInt(1, 31));
      if (kind == 0 && !expected.isEmpty()) {
        expected.removeLast();
        target.removeLast();
      } else if (kind == 1 && !expected.isEmpty()) {
        int index = random.nextInt(expected.size());
        expected.set(index, value);
        target.set(index, value);
      } else {
        expected.add(value);
        target.add(value);
      }
    }
  }

  private static void setPastTheEnd(
      Random random, List<@Nullable Long> expected, RefColumn.Editor<Long> editor) {
    int index = expected.size() + random.nextInt(1_200);
    while (expected.size() < index) {
      expected.add(null);
    }
    expected.add(9L);
    editor.set(index, 9L);
  }

  private static LongColumn builtOf(List<@Nullable Long> values) {
    var builder = new LongColumn.Builder();
    values.forEach(builder::add);
    return builder.build();
  }

  private static void assertList(
      List<@Nullable Long> expected, IntSupplier length, IntFunction<@Nullable Long> get) {
    assertThat(length.getAsInt()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(get.apply(i)).as("index %d", i).isEqualTo(expected.get(i));
    }
  }
}
