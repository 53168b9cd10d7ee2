package dev.beadle.server.moodle;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Moodle's database. Neither its text nor any message about it shows the credentials.
 *
 * @param url a JDBC URL without user and password: {@code jdbc:postgresql://}, {@code
 *     jdbc:mariadb://} or {@code jdbc:mysql://}, hosts with or without ports, a database, and
 *     perhaps parameters of the driver's
 * @param user empty to leave it to the driver
 * @param password empty for none
 * @param prefix of the tables' names, such as {@code mdl_}: up to 40 letters, digits or
 *     underscores, since it goes into SQL
 */
public record DatabaseAccess(String url, String user, String password, String prefix) {
  /** The variable of the environment that holds the user. */
  public static final String USER_VARIABLE = "BEADLE_SITE_USER";

  /** The variable of the environment that holds the password. */
  public static final String PASSWORD_VARIABLE = "BEADLE_SITE_PASSWORD";

  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_]{0,40}");

  /**
   * Checks the parts.
   *
   * @throws SiteReadException if the URL is not of this form or holds credentials, or the prefix
   *     has other characters or is longer
   */
  public DatabaseAccess {
    requireNonNull(user, USER);
    requireNonNull(password, PASSWORD);
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    if (parsed.hasCredentials()) {
      throw new SiteReadException(parsed.description() + ": the URL still holds credentials");
    }
    if (!PREFIX.matcher(prefix).matches()) {
      throw new SiteReadException(
          "table prefix `" + prefix + "` (expected: up to 40 letters, digits or underscores)");
    }
  }

  /**
   * Gathers the credentials. User and password, each by itself, are the first that is not empty of:
   * the file's, the environment's, the URL's.
   *
   * @param url as above, but with or without the parameters {@code user} and {@code password}
   * @param environment of the process: {@link #USER_VARIABLE} and {@link #PASSWORD_VARIABLE} are
   *     looked at
   * @param credentialsFile a properties file in UTF-8 with the keys {@code user} and {@code
   *     password} (a backslash is written twice there), or null for none
   * @throws SiteReadException if the URL or the prefix is refused as above, or the file cannot be
   *     read or has other keys
   */
  public static DatabaseAccess of(
      String url, String prefix, Map<String, String> environment, @Nullable Path credentialsFile) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    Properties file = credentialsFile == null ? new Properties() : read(credentialsFile);
    String user =
        firstFilled(
            file.getProperty(USER, ""),
            environment.getOrDefault(USER_VARIABLE, ""),
            parsed.credential(USER));
    String password =
        firstFilled(
            file.getProperty(PASSWORD, ""),
            environment.getOrDefault(PASSWORD_VARIABLE, ""),
            parsed.credential(PASSWORD));
    return new DatabaseAccess(parsed.withoutCredentials().text(), user, password, prefix);
  }

  /** Scheme, hosts, ports and database, for people: without credentials or parameters. */
  public String description() {
    return parsedUrl().description();
  }

  @Override
  public String toString() {
    return "DatabaseAccess[" + description() + ", prefix=" + prefix + "]";
  }

  /** The URL in its parts. */
  DatabaseUrl parsedUrl() {
    return DatabaseUrl.parse(url);
  }

  private static Properties read(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new SiteReadException(file + ": cannot be read: " + unreadable, unreadable);
    }
    Set<String> keys = properties.stringPropertyNames();
    // The keys are not quoted: a password on a line of its own would be one.
    if (keys.isEmpty() || !List.of(USER, PASSWORD).containsAll(keys)) {
      throw new SiteReadException(
          file + ": not a file of credentials (expected: the keys `user` and `password` only)");
    }
    return properties;
  }

  private static String firstFilled(String... candidates) {
    for (String candidate : candidates) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return "";
  }
}
