package dev.beadle.server.moodle;

import static java.util.stream.Collectors.joining;

import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.model.SiteTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A site as the tables of its database, PostgreSQL, MariaDB or MySQL, all as of the moment at which
 * it was opened; one connection, which cannot write. Only the columns and settings that decide are
 * asked for: of a secret no more than whether there is one. Confined to one thread; one table at a
 * time. Cost: the rows are streamed, some thousands at a time.
 */
public final class JdbcTables implements TableSource {
  /** A table that hardly anything but Moodle has, by which its prefix is found. */
  private static final String TELLING_TABLE = "role_context_levels";

  private final ReadOnlySession session;

  private JdbcTables(ReadOnlySession session) {
    this.session = session;
  }

  /**
   * Connects to a site's database.
   *
   * @throws SiteReadException if it cannot be reached or refuses
   */
  public static JdbcTables open(DatabaseAccess access) {
    return new JdbcTables(ReadOnlySession.open(access));
  }

  @Override
  public RowCursor open(SiteTable table) {
    String name = session.prefix() + table.tableName();
    String where = ", table " + name;
    try {
      List<Column> present = presentColumns(table, name);
      return JdbcRows.open(session, where, table, present, select(table, name, present));
    } catch (SQLException failed) {
      throw session.failure(where + ": cannot be read", failed);
    }
  }

  @Override
  public String description() {
    return session.description();
  }

  @Override
  public void close() {
    session.close();
  }

  /** The columns to read of those that the site's table has. */
  private List<Column> presentColumns(SiteTable table, String name) throws SQLException {
    Map<String, Boolean> readable = readableByColumn(name);
    if (readable.isEmpty()) {
      throw missingTable(table, name);
    }
    List<Column> present = new ArrayList<>();
    for (Column column : table.columns()) {
      Boolean mayRead = readable.get(column.name());
      if (mayRead == null) {
        requireMayLack(column, name);
      } else if (!mayRead) {
        throw forbidden(name, column);
      } else {
        present.add(column);
      }
    }
    return present;
  }

  /** The table's columns, and whether the user may read each. Empty when there is no table. */
  private Map<String, Boolean> readableByColumn(String name) throws SQLException {
    SqlDialect dialect = session.dialect();
    Map<String, Boolean> readable = new HashMap<>();
    try (PreparedStatement statement =
        session.connection().prepareStatement(dialect.columnsQuery())) {
      statement.setString(1, dialect.tableParameter(name));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          readable.put(rows.getString(1).toLowerCase(Locale.ROOT), rows.getBoolean(2));
        }
      }
    }
    return readable;
  }

  private void requireMayLack(Column column, String name) throws SQLException {
    if (!column.kind().isOptional()) {
      throw new SiteReadException(
          description() + ", table " + name + ": missing column `" + column.name() + "`");
    }
    // To take a column that is merely hidden for a missing one would be to take everybody for
    // not suspended, so the database is asked again.
    if (session.dialect().hidesUnreadableColumns() && exists(column, name)) {
      throw forbidden(name, column);
    }
  }

  private boolean exists(Column column, String name) throws SQLException {
    SqlDialect dialect = session.dialect();
    String probe =
        "SELECT " + dialect.quoted(column.name()) + " FROM " + dialect.quoted(name) + " LIMIT 0";
    try (PreparedStatement statement = session.connection().prepareStatement(probe)) {
      statement.executeQuery().close();
      return true;
    } catch (SQLException failed) {
      if (SqlDialect.isUnknownColumn(failed)) {
        return false;
      }
      throw failed;
    }
  }

  private SiteReadException forbidden(String name, Column column) {
    return new SiteReadException(
        description()
            + ", table "
            + name
            + ": column `"
            + column.name()
            + "` may not be read by this user (expected: the right to SELECT it)");
  }

  private PreparedStatement select(SiteTable table, String name, List<Column> present)
      throws SQLException {
    SqlDialect dialect = session.dialect();
    String columns = present.stream().map(this::expression).collect(joining(", "));
    String sql = "SELECT " + columns + " FROM " + dialect.quoted(name);
    if (table != SiteTable.CONFIG) {
      return session.connection().prepareStatement(sql);
    }
    List<String> settings = SiteSettings.NAMES.stream().sorted().toList();
    String marks = String.join(", ", Collections.nCopies(settings.size(), "?"));
    PreparedStatement statement =
        session
            .connection()
            .prepareStatement(sql + " WHERE " + dialect.quoted("name") + " IN (" + marks + ")");
    for (int i = 0; i < settings.size(); i++) {
      statement.setString(i + 1, settings.get(i));
    }
    return statement;
  }

  /** What is asked for: the column, or, of a secret, only whether it is there. */
  private String expression(Column column) {
    String name = session.dialect().quoted(column.name());
    // By its length: for MariaDB a text of blanks equals an empty one, for PHP it does not.
    return column.kind() == Kind.PRESENCE
        ? "CASE WHEN LENGTH(" + name + ") > 0 THEN 1 ELSE 0 END"
        : name;
  }

  private SiteReadException missingTable(SiteTable table, String name) throws SQLException {
    List<String> prefixes = prefixesInUse();
    String found = prefixes.stream().map(p -> "`--table-prefix=" + p + "`").collect(joining(", "));
    String hint;
    if (prefixes.contains(session.prefix())) {
      hint = "other tables of Moodle's with this prefix are there";
    } else if (prefixes.isEmpty()) {
      hint =
          "expected: Moodle's database, the prefix of its tables in --table-prefix, and a user who"
              + " may read them";
    } else {
      hint = "tables of Moodle's are there with another prefix: " + found;
    }
    return new SiteReadException(
        description()
            + ": no table `"
            + name
            + "` (Moodle's `"
            + table.tableName()
            + "` with the prefix `"
            + session.prefix()
            + "`); "
            + hint);
  }

  private List<String> prefixesInUse() throws SQLException {
    List<String> prefixes = new ArrayList<>();
    try (PreparedStatement statement =
        session.connection().prepareStatement(session.dialect().tablesQuery())) {
      statement.setString(1, "%" + TELLING_TABLE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1);
          // The pattern takes any character for an underscore.
          if (name.endsWith(TELLING_TABLE)) {
            prefixes.add(name.substring(0, name.length() - TELLING_TABLE.length()));
          }
        }
      }
    }
    Collections.sort(prefixes);
    return prefixes;
  }
}
