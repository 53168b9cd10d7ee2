package dev.beadle.server.store;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.moodle.DatabaseAccess;
import dev.beadle.server.moodle.SiteReadException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a store is. Neither its text nor any message about it shows credentials. */
public sealed interface StoreAddress {
  /** The variable of the environment that holds the user of a store on a server. */
  String USER_VARIABLE = "BEADLE_DATA_USER";

  /** The variable of the environment that holds the password of a store on a server. */
  String PASSWORD_VARIABLE = "BEADLE_DATA_PASSWORD";

  /** For people: without credentials. */
  String description();

  /** An SQLite database in a folder of its own; one process at a time. */
  record Folder(Path path) implements StoreAddress {
    public Folder {
      requireNonNull(path, "path");
    }

    @Override
    public String description() {
      return path.toString();
    }
  }

  /** A PostgreSQL database, which several processes may share. */
  record Server(DatabaseAccess access) implements StoreAddress {
    public Server {
      requireNonNull(access, "access");
    }

    @Override
    public String description() {
      return access.description();
    }
  }

  /**
   * Reads an address.
   *
   * @param text a folder, or {@code jdbc:postgresql://HOST:PORT/DATABASE} with or without
   *     parameters
   * @param environment of the process: {@link #USER_VARIABLE} and {@link #PASSWORD_VARIABLE} are
   *     looked at
   * @param credentialsFile a properties file with {@code user} and {@code password}, or null
   * @throws LogUnavailableException if it is neither; a URL is not quoted, it may hold a password
   */
  static StoreAddress of(
      String text, Map<String, String> environment, @Nullable Path credentialsFile) {
    String place = text.strip();
    if (!place.contains("://") && !place.startsWith("jdbc:")) {
      return folder(place);
    }
    if (!place.startsWith("jdbc:postgresql:")) {
      throw new LogUnavailableException(
          "unsupported store, not shown since it may hold a password (expected: a folder, or"
              + " jdbc:postgresql://HOST:PORT/DATABASE)");
    }
    Map<String, String> credentials =
        Map.of(
            DatabaseAccess.USER_VARIABLE, environment.getOrDefault(USER_VARIABLE, ""),
            DatabaseAccess.PASSWORD_VARIABLE, environment.getOrDefault(PASSWORD_VARIABLE, ""));
    try {
      return new Server(DatabaseAccess.of(place, "", credentials, credentialsFile));
    } catch (SiteReadException refused) {
      throw new LogUnavailableException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static StoreAddress folder(String place) {
    // SQLite's driver would take what follows a question mark for its own parameters.
    if (place.isEmpty() || place.contains("?")) {
      throw new LogUnavailableException(
          "data `" + place + "` (expected: a folder without a question mark in its name)");
    }
    try {
      return new Folder(Path.of(place).toAbsolutePath().normalize());
    } catch (InvalidPathException malformed) {
      throw new LogUnavailableException("data: no folder can have this name", malformed);
    }
  }
}
