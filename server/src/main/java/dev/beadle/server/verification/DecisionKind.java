package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.moodle.SiteReadException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of files of recorded decisions, known by their base names. */
public enum DecisionKind {
  /** Questions about another user. */
  HAS_CAPABILITY(
      CheckRows::hasCapability,
      key("userid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** The same, each with one setting that differs from the site's. */
  HAS_CAPABILITY_VARIANTS(
      CheckRows::variant,
      text("variant"),
      key("userid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** The current user, with one or two roles switched to. */
  ROLE_SWITCH(
      CheckRows::roleSwitch,
      key("userid"),
      number("switch1contextid"),
      number("switch1roleid"),
      number("switch2contextid"),
      number("switch2roleid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** The current user, in a "log in as" session. */
  LOGIN_AS(
      CheckRows::loginAs,
      key("userid"),
      key("loginascontextid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** Questions about another user, after each step of a series of changes. */
  HAS_CAPABILITY_BY_STEP(
      CheckRows::byStep,
      key("step"),
      key("userid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed"));

  /** What a row of a file says. */
  @FunctionalInterface
  interface RowReader {
    RecordedDecision read(FactRow row, long line);
  }

  // Method references without state, and an unmodifiable list: the types do not say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final RowReader reader;

  @SuppressWarnings("ImmutableEnumChecker") // see above
  private final List<Column> columns;

  DecisionKind(RowReader reader, Column... columns) {
    this.reader = reader;
    this.columns = List.of(columns);
  }

  /**
   * The kind of a file.
   *
   * @throws SiteReadException if its base name is none of the known ones
   */
  public static DecisionKind of(Path file) {
    String baseName = baseNameOf(file);
    for (DecisionKind kind : values()) {
      if (kind.baseName().equals(baseName)) {
        return kind;
      }
    }
    throw new SiteReadException(
        file
            + ": unknown kind of decisions (expected a file named "
            + Arrays.stream(values()).map(DecisionKind::baseName).collect(Collectors.joining(", "))
            + ", with .csv or .csv.gz)");
  }

  /** The name of a file without its folder and its endings. */
  static String baseNameOf(Path file) {
    Path fileName = file.getFileName();
    String name = fileName == null ? "" : fileName.toString();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** Whether a running server is asked the questions of this kind. */
  public boolean isAskedOfServers() {
    return switch (this) {
      case HAS_CAPABILITY, ROLE_SWITCH, LOGIN_AS -> true;
      case HAS_CAPABILITY_VARIANTS, HAS_CAPABILITY_BY_STEP -> false;
    };
  }

  /** Whether each question says after which step of a series of changes it was asked. */
  public boolean hasSteps() {
    return switch (this) {
      case HAS_CAPABILITY_BY_STEP -> true;
      case HAS_CAPABILITY, HAS_CAPABILITY_VARIANTS, ROLE_SWITCH, LOGIN_AS -> false;
    };
  }

  /** The base name of its files. */
  public String baseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Column> columns() {
    return columns;
  }

  RecordedDecision read(FactRow row, long line) {
    return reader.read(row, line);
  }

  private static Column key(String name) {
    return new Column(name, Kind.KEY);
  }

  private static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  private static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }
}
