package dev.beadle.server.graph;

import dev.beadle.server.graph.Relation.Values;
import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongsEditor;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Relation} being changed. Not thread-safe. */
final class RelationEditor {
  private final SiteTable table;
  private final IdIndex.Editor rowOfId;
  private final List<ColumnEditor> columns = new ArrayList<>();
  private int rowCount;

  RelationEditor(SiteTable table, IdIndex rowOfId, List<Values> columns, int rowCount) {
    this.table = table;
    this.rowOfId = rowOfId.edit();
    this.rowCount = rowCount;
    for (int i = 0; i < columns.size(); i++) {
      this.columns.add(new ColumnEditor(columns.get(i), i));
    }
  }

  int rowCount() {
    return rowCount;
  }

  /** Whether there is a row with this id. */
  boolean contains(long id) {
    return rowOfId.find(id) != IdIndex.ABSENT;
  }

  /** Puts a row, in the place of the one with its id if there is one. */
  void put(FactRow row) {
    int at = rowOfId.find(row.numberAt(0));
    if (at == IdIndex.ABSENT) {
      rowOfId.put(row.numberAt(0), rowCount);
      columns.forEach(column -> column.add(row, rowCount));
      rowCount++;
    } else {
      columns.forEach(column -> column.set(row, at));
    }
  }

  /** Takes the row with this id away, if there is one; the last row moves into its place. */
  void remove(long id) {
    int at = rowOfId.find(id);
    if (at == IdIndex.ABSENT) {
      return;
    }
    int last = rowCount - 1;
    rowOfId.put(columns.getFirst().numberAt(last), at);
    rowOfId.remove(id);
    columns.forEach(column -> column.removeByLast(at, last));
    rowCount--;
  }

  /** The relation; the editor must not be used afterwards. */
  Relation build() {
    return new Relation(
        table, rowOfId.build(), columns.stream().map(ColumnEditor::build).toList(), rowCount);
  }

  /** One column: numbers, looked up or not, or texts. */
  private static final class ColumnEditor {
    private final Values base;
    private final int column;
    private final LongColumn.@Nullable Editor numbers;
    private final RefColumn.@Nullable Editor<String> texts;
    private final @Nullable SortedLongsEditor index;

    ColumnEditor(Values base, int column) {
      this.base = base;
      this.column = column;
      this.numbers = base.numbers() == null ? null : base.numbers().edit();
      this.texts = base.texts() == null ? null : base.texts().edit();
      this.index = base.index() == null ? null : base.index().edit();
    }

    long numberAt(int row) {
      if (numbers == null) {
        throw new IllegalArgumentException("column " + column + " holds texts");
      }
      return numbers.get(row);
    }

    void add(FactRow added, int row) {
      if (texts != null) {
        texts.add(textOf(added));
      }
      if (numbers != null) {
        numbers.add(added.numberAt(column));
      }
      if (index != null) {
        index.add(Relation.indexKey(added.numberAt(column), row));
      }
    }

    void set(FactRow changed, int row) {
      if (texts != null && !changed.textAt(column).equals(texts.findAt(row))) {
        texts.set(row, textOf(changed));
      }
      if (numbers != null && numbers.get(row) != changed.numberAt(column)) {
        setNumber(numbers, row, changed.numberAt(column));
      }
    }

    /** Takes a row away by putting the last one in its place. */
    void removeByLast(int row, int last) {
      if (texts != null) {
        texts.set(row, texts.findAt(last));
        texts.removeLast();
      }
      if (numbers != null) {
        long moved = numbers.get(last);
        setNumber(numbers, row, moved);
        if (index != null) {
          index.remove(Relation.indexKey(moved, last));
        }
        numbers.removeLast();
      }
    }

    Values build() {
      return new Values(
          numbers == null ? base.numbers() : numbers.build(),
          texts == null ? base.texts() : texts.build(),
          index == null ? base.index() : index.build());
    }

    private void setNumber(LongColumn.Editor ofNumbers, int row, long value) {
      if (index != null) {
        index.remove(Relation.indexKey(ofNumbers.get(row), row));
        index.add(Relation.indexKey(value, row));
      }
      ofNumbers.set(row, value);
    }

    /** Names of plug-ins recur from change to change: one copy of each will do. */
    private String textOf(FactRow row) {
      return row.textAt(column).intern();
    }
  }
}
