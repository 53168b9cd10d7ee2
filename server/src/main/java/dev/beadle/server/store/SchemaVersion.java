package dev.beadle.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Whether the tables need a migration at all. Flyway finds that out too, but takes most of a second
 * of a start for it, since it looks for migrations on the class path first. Stateless.
 */
final class SchemaVersion {
  /** Where the migrations are on the class path. */
  static final String MIGRATIONS = "dev/beadle/server/store/migration";

  /** The table in which Flyway notes what it has done. */
  static final String HISTORY = "beadle_schema_history";

  /** The version of the last of the migrations. */
  static final String NEWEST = "1";

  private SchemaVersion() {}

  /**
   * Whether the last migration is done, and none has failed. Cost: one query.
   *
   * @throws dev.beadle.server.change.LogUnavailableException if the server cannot be reached
   */
  static boolean isNewest(DataSource source, StoreFailure failure) {
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT version, success FROM " + HISTORY + " ORDER BY installed_rank");
        ResultSet row = query.executeQuery()) {
      String last = "";
      while (row.next()) {
        if (!row.getBoolean(2)) {
          return false;
        }
        last = row.getString(1);
      }
      return NEWEST.equals(last);
    } catch (SQLException refused) {
      if (StoreFailure.isConnectionLost(refused)) {
        throw failure.at("open the store", refused);
      }
      // There is no such table yet; whatever else is wrong, Flyway says it.
      return false;
    }
  }
}
