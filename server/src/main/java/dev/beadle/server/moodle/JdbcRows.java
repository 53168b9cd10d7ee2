package dev.beadle.server.moodle;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;

/** The rows of one table of a database. Confined to one thread. */
final class JdbcRows implements RowCursor {
  /** How many rows are held at a time. */
  private static final int FETCH_ROWS = 10_000;

  private static final int LONGEST_QUOTED_VALUE = 60;
  private static final int ABSENT = 0;

  private final ReadOnlySession session;
  private final String table;
  private final List<Column> columns;
  private final PreparedStatement statement;
  private final ResultSet rows;

  /** By column, the position in the result, from 1, or {@link #ABSENT}. */
  private final int[] positions;

  /** By column, whether its type in the database holds nothing but whole numbers of 64 bits. */
  private final boolean[] whole;

  private final long[] numbers;
  private final String[] texts;
  private long rowCount;
  private boolean identified;

  private JdbcRows(
      ReadOnlySession session,
      String table,
      List<Column> columns,
      PreparedStatement statement,
      ResultSet rows) {
    this.session = session;
    this.table = table;
    this.columns = columns;
    this.statement = statement;
    this.rows = rows;
    this.positions = new int[columns.size()];
    this.whole = new boolean[columns.size()];
    this.numbers = new long[columns.size()];
    this.texts = new String[columns.size()];
    Arrays.fill(texts, "");
  }

  /**
   * Runs a query.
   *
   * @param table what to call it in messages, after the database
   * @param present the columns that the query gives, in its order
   * @param statement the query; closed with the cursor, or at once when this fails
   */
  static JdbcRows open(
      ReadOnlySession session,
      String table,
      SiteTable siteTable,
      List<Column> present,
      PreparedStatement statement)
      throws SQLException {
    try {
      statement.setFetchSize(FETCH_ROWS);
      List<Column> columns = siteTable.columns();
      var cursor = new JdbcRows(session, table, columns, statement, statement.executeQuery());
      cursor.locate(present);
      return cursor;
    } catch (SQLException failed) {
      closeQuietly(statement);
      throw failed;
    }
  }

  private void locate(List<Column> present) throws SQLException {
    ResultSetMetaData types = rows.getMetaData();
    for (int i = 0; i < columns.size(); i++) {
      positions[i] = present.indexOf(columns.get(i)) + 1;
      whole[i] = positions[i] != ABSENT && isWhole(types.getColumnType(positions[i]));
    }
  }

  private static boolean isWhole(int type) {
    return type == Types.BIGINT
        || type == Types.INTEGER
        || type == Types.SMALLINT
        || type == Types.TINYINT;
  }

  @Override
  public boolean next() {
    try {
      if (!rows.next()) {
        return false;
      }
      rowCount++;
      identified = false;
      for (int i = 0; i < positions.length; i++) {
        if (positions[i] != ABSENT) {
          read(i);
          identified = true;
        }
      }
      return true;
    } catch (SQLException failed) {
      throw session.failure(table + ": broke off after " + rowCount + " rows", failed);
    }
  }

  private void read(int column) throws SQLException {
    switch (columns.get(column).kind()) {
      case TEXT, OPTIONAL_TEXT -> texts[column] = textOf(column);
      case KEY -> numbers[column] = numberOf(column, true);
      case NUMBER, OPTIONAL_NUMBER, PRESENCE -> numbers[column] = numberOf(column, false);
    }
  }

  private String textOf(int column) throws SQLException {
    String text = rows.getString(positions[column]);
    return text == null ? "" : text;
  }

  private long numberOf(int column, boolean required) throws SQLException {
    if (whole[column]) {
      try {
        long number = rows.getLong(positions[column]);
        return number != 0 || !required || !rows.wasNull() ? number : refuseNull(column);
      } catch (SQLException _) {
        // An unsigned number beyond 64 bits; its text says so below.
      }
    }
    String text = rows.getString(positions[column]);
    if (text == null || text.isEmpty()) {
      return required ? refuseNull(column) : 0;
    }
    return parse(column, text);
  }

  private long parse(int column, String text) {
    try {
      return Numbers.parse(text.toCharArray(), 0, text.length());
    } catch (NumberFormatException malformed) {
      String shown = text.substring(0, Math.min(text.length(), LONGEST_QUOTED_VALUE));
      throw new SiteReadException(
          where(columns.get(column).name()) + ": malformed number `" + shown + "`", malformed);
    }
  }

  private long refuseNull(int column) {
    throw new SiteReadException(
        where(columns.get(column).name()) + ": nothing there (expected: a whole number)");
  }

  @Override
  public long numberAt(int column) {
    return numbers[column];
  }

  @Override
  public String textAt(int column) {
    return texts[column];
  }

  @Override
  public String where(String column) {
    return session.description() + table + ", " + row() + ", column " + column;
  }

  /** The row by its first column, or by its number while that has not been read. */
  private String row() {
    if (!identified) {
      return "row " + rowCount;
    }
    Column first = columns.getFirst();
    return first.name() + " " + (first.kind().isText() ? texts[0] : Long.toString(numbers[0]));
  }

  @Override
  public void close() {
    closeQuietly(rows);
    closeQuietly(statement);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception _) {
      // What was read is whole; a connection that is broken says so at its next use.
    }
  }
}
