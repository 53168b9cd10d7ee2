package dev.beadle.server.moodle;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parts of a JDBC URL. Only what cannot hold a secret is shown: the parameters never are.
 * Immutable and so thread-safe.
 *
 * @param scheme {@code postgresql}, {@code mariadb} or {@code mysql}
 * @param hosts one or more with commas between them, each with or without a port
 * @param parameters as they stand in the URL
 */
record DatabaseUrl(String scheme, String hosts, String database, List<Parameter> parameters) {
  private static final String HOST = "(?:[\\w.-]+|\\[[0-9A-Fa-f:.%]+])(?::\\d{1,5})?";

  // The characters that separate parts are not taken into the database's name, so that a URL with
  // a slip in it is refused rather than shown with a password in the wrong part.
  private static final Pattern FORM =
      Pattern.compile(
          "jdbc:(postgresql|mariadb|mysql)://"
              + ("(" + HOST + "(?:," + HOST + ")*)")
              + "/([^/?&=;@:#\\s]+)"
              + "(?:\\?(.*))?",
          Pattern.DOTALL);

  /**
   * A parameter of the driver's.
   *
   * @param text name, equals sign and value, or a name alone
   */
  record Parameter(String text) {
    String name() {
      int equals = text.indexOf('=');
      return equals < 0 ? text : text.substring(0, equals);
    }

    String value() {
      int equals = text.indexOf('=');
      return equals < 0 ? "" : text.substring(equals + 1);
    }

    boolean isNamed(String name) {
      return name().equalsIgnoreCase(name);
    }

    boolean isCredential() {
      return isNamed("user") || isNamed("password");
    }

    /** Whether the driver treats it as a secret: passwords of key stores and of keys, too. */
    boolean isSecret() {
      return name().toLowerCase(Locale.ROOT).contains("password");
    }

    @Override
    public String toString() {
      return "…";
    }
  }

  DatabaseUrl {
    parameters = List.copyOf(parameters);
  }

  /**
   * Takes a URL apart.
   *
   * @throws SiteReadException if it is not of the form; the message does not quote it
   */
  static DatabaseUrl parse(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      throw new SiteReadException(
          "unsupported database URL, not shown since it may hold a password (expected:"
              + " jdbc:postgresql://HOST:PORT/DATABASE, jdbc:mariadb://… or jdbc:mysql://…, user"
              + " and password as parameters or apart)");
    }
    List<Parameter> parameters = new ArrayList<>();
    String query = matcher.group(4);
    for (String text : query == null ? new String[0] : query.split("&", 0)) {
      if (!text.isEmpty()) {
        parameters.add(new Parameter(text));
      }
    }
    return new DatabaseUrl(matcher.group(1), matcher.group(2), matcher.group(3), parameters);
  }

  /** The SQL that the database speaks. */
  SqlDialect dialect() {
    return scheme.equals("postgresql") ? SqlDialect.POSTGRESQL : SqlDialect.MARIADB;
  }

  /** Scheme, hosts and database, for people. */
  String description() {
    return scheme + "://" + hosts + "/" + database;
  }

  /** The whole URL, for the driver. */
  String text() {
    String query = parameters.stream().map(Parameter::text).collect(Collectors.joining("&"));
    return "jdbc:" + description() + (query.isEmpty() ? "" : "?" + query);
  }

  boolean hasCredentials() {
    return parameters.stream().anyMatch(Parameter::isCredential);
  }

  DatabaseUrl withoutCredentials() {
    return new DatabaseUrl(
        scheme, hosts, database, parameters.stream().filter(p -> !p.isCredential()).toList());
  }

  /** The URL with a parameter set to a value, whatever it was. */
  DatabaseUrl with(String name, String value) {
    List<Parameter> changed = new ArrayList<>(parameters);
    changed.removeIf(parameter -> parameter.isNamed(name));
    changed.add(new Parameter(name + "=" + value));
    return new DatabaseUrl(scheme, hosts, database, changed);
  }

  /**
   * The value of a parameter, or empty; of several the last. Read as the driver reads it:
   * PostgreSQL's decodes percent signs, MariaDB's takes it as it stands.
   *
   * @throws SiteReadException if it cannot be decoded
   */
  String credential(String name) {
    String value = "";
    for (Parameter parameter : parameters) {
      if (parameter.isNamed(name)) {
        value = parameter.value();
      }
    }
    return switch (dialect()) {
      case MARIADB -> value;
      case POSTGRESQL -> decoded(name, value);
    };
  }

  /** The values that no message may hold, as they stand in the URL and as the driver reads them. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter.isSecret()) {
        secrets.add(parameter.value());
        secrets.add(credential(parameter.name()));
      }
    }
    return secrets;
  }

  @Override
  public String toString() {
    return description();
  }

  private String decoded(String name, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // What it says quotes the value, so it is not passed on.
      throw new SiteReadException(
          description()
              + ": the URL's parameter `"
              + name
              + "` has a percent sign that begins no code (write % as %25)");
    }
  }
}
