package dev.beadle.server.graph;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table that no check reads, column by column: groups, enrolments, courses and the
 * like. Immutable and so thread-safe.
 */
public final class Relation {
  /** What {@link #find} answers for an id without a row. */
  public static final int ABSENT = IdIndex.ABSENT;

  private static final long INDEXED_BITS = 0x3FFF_FFFF;

  private final SiteTable table;
  private final IdIndex rowOfId;
  private final List<Values> columns;
  private final int rowCount;

  Relation(SiteTable table, IdIndex rowOfId, List<Values> columns, int rowCount) {
    this.table = table;
    this.rowOfId = rowOfId;
    this.columns = columns;
    this.rowCount = rowCount;
  }

  /**
   * One column.
   *
   * @param numbers null when it holds texts
   * @param texts null when it holds numbers
   * @param index a value, as {@link #indexKey}, and its row; null when it is not looked up
   */
  record Values(
      @Nullable LongColumn numbers,
      @Nullable RefColumn<String> texts,
      @Nullable SortedLongs index) {
    void write(ImageWriter image) {
      image.flag(numbers != null);
      if (numbers != null) {
        numbers.write(image);
      }
      image.flag(index != null);
      if (index != null) {
        index.write(image);
      }
      image.flag(texts != null);
      if (texts != null) {
        Map<String, Integer> dictionary = dictionaryOf(texts);
        image.number(dictionary.size());
        dictionary.keySet().forEach(image::text);
        texts.write(image, (text, to) -> to.number(requireNonNull(dictionary.get(text))));
      }
    }

    static Values read(ImageReader image) {
      LongColumn numbers = image.flag() ? LongColumn.read(image) : null;
      SortedLongs index = image.flag() ? SortedLongs.read(image) : null;
      return new Values(numbers, image.flag() ? readTexts(image) : null, index);
    }

    /** Names of plug-ins recur in every row: each text, once, and its place. */
    private static Map<String, Integer> dictionaryOf(RefColumn<String> texts) {
      Map<String, Integer> dictionary = new LinkedHashMap<>();
      texts.forEachPresent(
          row -> dictionary.putIfAbsent(requireNonNull(texts.findAt(row)), dictionary.size()));
      return dictionary;
    }

    private static RefColumn<String> readTexts(ImageReader image) {
      String[] dictionary = new String[image.length()];
      for (int i = 0; i < dictionary.length; i++) {
        dictionary[i] = image.text();
      }
      return RefColumn.read(image, from -> dictionary[from.smallNumber()]);
    }
  }

  /** The row with this id, or {@link #ABSENT}. */
  public int find(long id) {
    return rowOfId.find(id);
  }

  public int rowCount() {
    return rowCount;
  }

  /**
   * The number in a row, 0 to {@link #rowCount()} - 1.
   *
   * @param column its position in {@link SiteTable#columns()}
   */
  public long numberAt(int row, int column) {
    LongColumn numbers = columns.get(column).numbers();
    if (numbers == null) {
      throw new IllegalArgumentException(table + " column " + column + " holds texts");
    }
    return numbers.get(row);
  }

  /**
   * The text in a row, 0 to {@link #rowCount()} - 1.
   *
   * @param column its position in {@link SiteTable#columns()}
   */
  public String textAt(int row, int column) {
    RefColumn<String> texts = columns.get(column).texts();
    if (texts == null) {
      throw new IllegalArgumentException(table + " column " + column + " holds numbers");
    }
    String text = texts.findAt(row);
    return text == null ? "" : text;
  }

  /** The row at {@code row}, 0 to {@link #rowCount()} - 1, by value. */
  public TableRow rowAt(int row) {
    Object[] values = new Object[columns.size()];
    for (int column = 0; column < values.length; column++) {
      values[column] =
          columns.get(column).numbers() == null ? textAt(row, column) : numberAt(row, column);
    }
    return TableRow.of(table, values);
  }

  /**
   * The rows with {@code value} in a column of numbers. Cost: O(answers) when the column is indexed
   * ({@link Column#isIndexed}), else one look at every row.
   */
  public void forEachWith(String column, long value, IntConsumer action) {
    int at = table.positionOf(column);
    SortedLongs index = columns.get(at).index();
    if (index != null) {
      long from = indexKey(value, 0);
      // Values that differ may have the same key, since it has not all their bits.
      index.forEach(
          from,
          from + (1L << Integer.SIZE),
          key -> {
            if (numberAt((int) key, at) == value) {
              action.accept((int) key);
            }
          });
      return;
    }
    for (int row = 0; row < rowCount; row++) {
      if (numberAt(row, at) == value) {
        action.accept(row);
      }
    }
  }

  /** Starts a version with rows changed; this one stays as it is. */
  RelationEditor edit() {
    return new RelationEditor(table, rowOfId, columns, rowCount);
  }

  /** What an index holds for a row: its value, folded to {@link #INDEXED_BITS}, above the row. */
  static long indexKey(long value, int row) {
    long folded = (value ^ value >> Integer.SIZE) & INDEXED_BITS;
    return folded << Integer.SIZE | row;
  }

  /** All rows. */
  FactCursor rows() {
    return new Rows(this);
  }

  void write(ImageWriter image) {
    image.number(rowCount);
    rowOfId.write(image);
    columns.forEach(values -> values.write(image));
  }

  static Relation read(SiteTable table, ImageReader image) {
    int rowCount = image.length();
    IdIndex rowOfId = IdIndex.read(image);
    List<Values> columns = new ArrayList<>();
    for (Column _ : table.columns()) {
      columns.add(Values.read(image));
    }
    return new Relation(table, rowOfId, List.copyOf(columns), rowCount);
  }

  /** The bytes it takes; texts that recur are counted each time. */
  public long sizeInBytes() {
    long bytes = rowOfId.sizeInBytes();
    for (Values values : columns) {
      bytes += values.numbers() == null ? 0 : values.numbers().sizeInBytes();
      bytes += values.texts() == null ? 0 : values.texts().sizeInBytes(ObjectSize::ofString);
      bytes += values.index() == null ? 0 : values.index().sizeInBytes();
    }
    return bytes;
  }

  private static final class Rows implements FactCursor {
    private final Relation relation;
    private int row = -1;

    Rows(Relation relation) {
      this.relation = relation;
    }

    @Override
    public boolean next() {
      row++;
      return row < relation.rowCount;
    }

    @Override
    public long numberAt(int column) {
      return relation.numberAt(row, column);
    }

    @Override
    public String textAt(int column) {
      return relation.textAt(row, column);
    }
  }

  /** Gathers the rows of one table. Not thread-safe. */
  static final class Builder {
    private final SiteTable table;
    private final IdIndex.Builder rowOfId = new IdIndex.Builder();
    private final LongColumn.@Nullable Builder[] numbers;
    private final RefColumn.@Nullable Builder<String>[] texts;
    private final Map<String, String> seenTexts = new HashMap<>();
    private int rowCount;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Builder(SiteTable table) {
      this.table = table;
      List<Column> columns = table.columns();
      this.numbers = new LongColumn.Builder[columns.size()];
      this.texts = new RefColumn.Builder[columns.size()];
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).kind().isText()) {
          texts[i] = new RefColumn.Builder<>();
        } else {
          numbers[i] = new LongColumn.Builder();
        }
      }
    }

    void add(FactRow row) {
      long id = row.numberAt(0);
      if (!rowOfId.add(id, rowCount)) {
        throw new InvalidFactException("id", "duplicate " + table.tableName() + " id " + id);
      }
      rowCount++;
      for (int i = 0; i < numbers.length; i++) {
        LongColumn.Builder ofNumbers = numbers[i];
        RefColumn.Builder<String> ofTexts = texts[i];
        if (ofNumbers != null) {
          ofNumbers.add(row.numberAt(i));
        } else if (ofTexts != null) {
          // Names of plug-ins recur in every row: one copy of each will do.
          ofTexts.add(seenTexts.computeIfAbsent(row.textAt(i), text -> text));
        }
      }
    }

    Relation build() {
      Values[] columns = new Values[numbers.length];
      for (int i = 0; i < columns.length; i++) {
        LongColumn.Builder ofNumbers = numbers[i];
        RefColumn.Builder<String> ofTexts = texts[i];
        LongColumn builtNumbers = ofNumbers == null ? null : ofNumbers.build();
        columns[i] =
            new Values(
                builtNumbers,
                ofTexts == null ? null : ofTexts.build(),
                builtNumbers != null && table.columns().get(i).isIndexed()
                    ? indexOf(builtNumbers)
                    : null);
      }
      return new Relation(table, rowOfId.build(), List.of(columns), rowCount);
    }

    private static SortedLongs indexOf(LongColumn numbers) {
      var index = new SortedLongs.Builder(numbers.length());
      for (int row = 0; row < numbers.length(); row++) {
        index.add(indexKey(numbers.get(row), row));
      }
      return index.build();
    }
  }
}
