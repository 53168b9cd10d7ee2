package dev.beadle.server.moodle;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The current row of a CSV file, filled in field by field by the parser. */
final class CsvRow extends CsvCallbackHandler<CsvRow> {
  private static final int IGNORED = -1;
  private static final int LONGEST_QUOTED_VALUE = 60;

  private final List<Column> columns;
  private final long[] numbers;
  private final String[] texts;
  private List<String> header = new ArrayList<>();
  private int @Nullable [] columnOfField;
  private long line;
  private int fields;
  private RecordType type = RecordType.DATA;
  private @Nullable String problem;

  CsvRow(List<Column> columns) {
    this.columns = columns;
    this.numbers = new long[columns.size()];
    this.texts = new String[columns.size()];
    Arrays.fill(texts, "");
  }

  long numberAt(int column) {
    return numbers[column];
  }

  String textAt(int column) {
    return texts[column];
  }

  /** The line on which the row begins, from 1; 0 before the first. */
  long line() {
    return line;
  }

  /** What is wrong with the row, or null. */
  @Nullable String findProblem() {
    int expected = header.size();
    if (problem == null && fields != expected) {
      return "row of " + fields + " fields (expected: " + expected + ", as in the header)";
    }
    return problem;
  }

  /** Takes the fields read so far for the header; gives what is wrong with it, or null. */
  @Nullable String endHeader() {
    Map<String, Integer> positions = CsvFile.positions(header);
    int[] targets = new int[header.size()];
    Arrays.fill(targets, IGNORED);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Integer position = CsvFile.findPosition(positions, column);
      if (position != null) {
        targets[position] = i;
      } else if (!column.kind().isOptional()) {
        return "missing column `" + column.name() + "`";
      }
    }
    columnOfField = targets;
    return null;
  }

  @Override
  protected RecordType getRecordType() {
    return type;
  }

  @Override
  protected int getFieldCount() {
    return fields;
  }

  @Override
  protected void beginRecord(long startingLine) {
    line = startingLine;
    fields = 0;
    type = RecordType.DATA;
    problem = null;
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean quoted) {
    int field = fields++;
    if (columnOfField == null) {
      header.add(new String(buffer, offset, length).strip());
    } else if (field < columnOfField.length && columnOfField[field] != IGNORED) {
      setValue(columnOfField[field], buffer, offset, length);
    }
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    type = RecordType.COMMENT;
  }

  @Override
  protected void setEmpty() {
    type = RecordType.EMPTY;
  }

  @Override
  protected CsvRow buildRecord() {
    return this;
  }

  private void setValue(int column, char[] buffer, int offset, int length) {
    Kind kind = columns.get(column).kind();
    switch (kind) {
      case TEXT, OPTIONAL_TEXT -> texts[column] = textOf(texts[column], buffer, offset, length);
      case PRESENCE -> numbers[column] = length == 0 ? 0 : 1;
      case KEY -> setNumber(column, buffer, offset, length);
      case NUMBER, OPTIONAL_NUMBER -> {
        numbers[column] = 0;
        if (length > 0) {
          setNumber(column, buffer, offset, length);
        }
      }
    }
  }

  private void setNumber(int column, char[] buffer, int offset, int length) {
    try {
      numbers[column] = Numbers.parse(buffer, offset, length);
    } catch (NumberFormatException malformed) {
      if (problem == null) {
        int shown = Math.min(length, LONGEST_QUOTED_VALUE);
        problem =
            "column "
                + columns.get(column).name()
                + ": malformed number `"
                + new String(buffer, offset, shown)
                + "`";
      }
    }
  }

  /** The text, which more often than not is the one of the row before. */
  private static String textOf(String previous, char[] buffer, int offset, int length) {
    if (previous.length() == length) {
      int i = 0;
      while (i < length && previous.charAt(i) == buffer[offset + i]) {
        i++;
      }
      if (i == length) {
        return previous;
      }
    }
    return length == 0 ? "" : new String(buffer, offset, length);
  }
}
