package dev.beadle.server.moodle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * A dump that {@code pg_dump} wrote as plain SQL, compressed: statements, blocks of COPY, comments
 * and commands of psql, which are left out. Bodies of functions are not understood. Confined to one
 * thread.
 */
final class PgDump {
  private static final String END_OF_COPY = "\\.";

  private final BufferedReader lines;
  private final Statement statement;
  private final CopyManager copies;

  private PgDump(BufferedReader lines, Statement statement, CopyManager copies) {
    this.lines = lines;
    this.statement = statement;
    this.copies = copies;
  }

  /**
   * Restores a dump into an empty database. The connection is left with the dump's settings.
   *
   * @param connection PostgreSQL's own, not one that wraps it
   */
  static void restore(InputStream compressed, Connection connection)
      throws IOException, SQLException {
    try (var lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.UTF_8));
        Statement statement = connection.createStatement()) {
      var copies = new CopyManager(connection.unwrap(BaseConnection.class));
      new PgDump(lines, statement, copies).restore();
    }
  }

  private void restore() throws IOException, SQLException {
    String sql = findStatement();
    while (sql != null) {
      if (sql.startsWith("COPY ")) {
        copy(sql);
      } else {
        statement.execute(sql);
      }
      sql = findStatement();
    }
  }

  /** The next statement, or null at the end. */
  private @Nullable String findStatement() throws IOException {
    var sql = new StringBuilder();
    String line = lines.readLine();
    while (line != null) {
      boolean between = sql.isEmpty();
      if (!between || !(line.isEmpty() || line.startsWith("--") || line.startsWith("\\"))) {
        sql.append(line).append('\n');
        if (line.endsWith(";") && isOutsideText(sql)) {
          return sql.toString();
        }
      }
      line = lines.readLine();
    }
    if (!sql.isEmpty()) {
      throw new IOException("the dump ends within: " + sql);
    }
    return null;
  }

  private static boolean isOutsideText(CharSequence sql) {
    return sql.chars().filter(character -> character == '\'').count() % 2 == 0;
  }

  private void copy(String sql) throws IOException, SQLException {
    CopyIn copy = copies.copyIn(sql);
    for (String line = lines.readLine(); !END_OF_COPY.equals(line); line = lines.readLine()) {
      if (line == null) {
        copy.cancelCopy();
        throw new IOException("the dump ends within: " + sql);
      }
      byte[] row = (line + "\n").getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(row, 0, row.length);
    }
    copy.endCopy();
  }
}
