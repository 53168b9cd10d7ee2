package dev.beadle.server.moodle;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a database driver said, unless that holds a secret: drivers have quoted the URL or a
 * parameter before. Immutable and so thread-safe.
 */
final class DriverFailure {
  private final String description;
  private final List<String> secrets;

  DriverFailure(DatabaseAccess access) {
    this.description = access.description();
    List<String> candidates = new ArrayList<>(access.parsedUrl().secrets());
    candidates.add(access.password());
    // A password that is part of the database's or the user's name is no secret, and a message
    // about that database or user is worth more.
    candidates.removeIf(secret ->
        secret.isEmpty() || description.contains(secret) || access.user().contains(secret));
    this.secrets = List.copyOf(candidates);
  }

  /**
   * An exception that says where, and what the driver said.
   *
   * @param where what was being done, and to what
   */
  SiteReadException at(String where, Exception failure) {
    String start = description + where + ": ";
    if (tellsSecret(failure, Collections.newSetFromMap(new IdentityHashMap<>()))) {
      return new SiteReadException(
          start + codeOf(failure) + " (what the driver says holds the password and is left out)");
    }
    String message = failure.getMessage();
    String said = message == null ? codeOf(failure) : message.strip().replaceAll("\\s+", " ");
    return new SiteReadException(start + said, failure);
  }

  private static String codeOf(Exception failure) {
    return failure instanceof SQLException sql && sql.getSQLState() != null
        ? "SQL state " + sql.getSQLState()
        : failure.getClass().getSimpleName();
  }

  /** Whether a message of it, or of anything that hangs on it, holds a secret. */
  private boolean tellsSecret(@Nullable Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    String said = failure.toString();
    if (secrets.stream().anyMatch(said::contains) || tellsSecret(failure.getCause(), seen)) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (tellsSecret(suppressed, seen)) {
        return true;
      }
    }
    return failure instanceof SQLException sql && tellsSecret(sql.getNextException(), seen);
  }
}
