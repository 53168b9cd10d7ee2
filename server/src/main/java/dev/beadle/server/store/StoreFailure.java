package dev.beadle.server.store;

import dev.beadle.server.change.LogUnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says what went wrong in a database and what to do about it; never a password. Immutable and so
 * thread-safe.
 */
final class StoreFailure {
  private static final int PRIMARY_CODE = 0xFF;

  private final String description;
  private final String password;

  StoreFailure(StoreAddress address) {
    this.description = address.description();
    this.password = address instanceof StoreAddress.Server server ? server.access().password() : "";
  }

  /** A failure that is none of the database's. */
  LogUnavailableException saying(String what) {
    return new LogUnavailableException(description + ": " + what);
  }

  /** A failure whose message says all. */
  LogUnavailableException saying(String what, Throwable cause) {
    return new LogUnavailableException(description + ": " + what, cause);
  }

  /**
   * A failure of the database.
   *
   * @param what was being done
   */
  LogUnavailableException at(String what, SQLException failure) {
    return at(what, failure, "");
  }

  /**
   * A failure of the database after which one must know how things are now.
   *
   * @param what was being done
   * @param outcome whether it may have been done after all
   */
  LogUnavailableException at(String what, SQLException failure, String outcome) {
    String message =
        description + ": cannot " + what + ": " + said(failure) + adviceOn(failure) + outcome;
    return tellsSecret(failure)
        ? new LogUnavailableException(message)
        : new LogUnavailableException(message, failure);
  }

  /** Whether a row with the same key was there already. */
  static boolean isDuplicate(SQLException failure) {
    return "23505".equals(failure.getSQLState())
        || (failure instanceof SQLiteException sqlite
            && primary(sqlite) == SQLiteErrorCode.SQLITE_CONSTRAINT.code);
  }

  /** Whether the server cannot be reached, or no longer. */
  static boolean isConnectionLost(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.startsWith("08");
  }

  /** Whether the disk is full. */
  static boolean isFull(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && primary(sqlite) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  /** Whether somebody else holds the lock. */
  static boolean isBusy(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && (primary(sqlite) == SQLiteErrorCode.SQLITE_BUSY.code
            || primary(sqlite) == SQLiteErrorCode.SQLITE_LOCKED.code);
  }

  private static int primary(SQLiteException failure) {
    return failure.getResultCode().code & PRIMARY_CODE;
  }

  private String said(SQLException failure) {
    if (tellsSecret(failure)) {
      return "SQL state " + failure.getSQLState() + " (what the driver says holds the password)";
    }
    return String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private boolean tellsSecret(SQLException failure) {
    @Nullable Throwable told = failure;
    // Bounded, since a chain of causes may lead back into itself.
    for (int depth = 0; told != null && depth < 20; depth++) {
      if (!password.isEmpty() && told.toString().contains(password)) {
        return true;
      }
      told = told.getCause();
    }
    return false;
  }

  private static String adviceOn(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      return adviceOnSqlite(primary(sqlite));
    }
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case "53100" -> " (the server's disk is full: free some of it)";
      case "25006" -> " (the server is read-only: is it a standby?)";
      case "42501" -> " (the user lacks a right on it)";
      case "28P01", "28000" ->
          " (see "
              + StoreAddress.USER_VARIABLE
              + " and "
              + StoreAddress.PASSWORD_VARIABLE
              + " in the environment)";
      case "57014", "55P03" -> " (it took too long: is another process stopped while writing?)";
      default -> isConnectionLost(failure) ? " (is the server up and reachable?)" : "";
    };
  }

  private static String adviceOnSqlite(int code) {
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return " (the disk is full: free some of it)";
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code
        || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || code == SQLiteErrorCode.SQLITE_PERM.code) {
      return " (may this process write to the folder and to the files in it?)";
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return " (the file is damaged: restore it from a backup)";
    }
    if (code == SQLiteErrorCode.SQLITE_BUSY.code) {
      return " (another process is writing to it)";
    }
    return code == SQLiteErrorCode.SQLITE_IOERR.code ? " (is the disk in order?)" : "";
  }
}
