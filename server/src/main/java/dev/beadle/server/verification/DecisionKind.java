package dev.beadle.server.verification;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.RecordedDecision.HeldRole;
import dev.beadle.server.verification.RecordedDecision.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of files of recorded decisions, known by their base names. */
public enum DecisionKind {
  /** Questions about another user. */
  HAS_CAPABILITY(
      key("userid"), text("capability"), key("contextid"), key("doanything"), key("allowed")),
  /** The same, each with one setting that differs from the site's. */
  HAS_CAPABILITY_VARIANTS(
      text("variant"),
      key("userid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** The current user, with one or two roles switched to. */
  ROLE_SWITCH(
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
      key("userid"),
      key("loginascontextid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed")),
  /** Questions about another user, after each step of a series of changes. */
  HAS_CAPABILITY_BY_STEP(
      key("step"),
      key("userid"),
      text("capability"),
      key("contextid"),
      key("doanything"),
      key("allowed"));

  // List.of gives an unmodifiable list, which the type does not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Column> columns;

  DecisionKind(Column... columns) {
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

  String baseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Column> columns() {
    return columns;
  }

  RecordedDecision read(FactRow row, long line) {
    return switch (this) {
      case HAS_CAPABILITY -> ofOther(row, line, "", 0);
      case HAS_CAPABILITY_VARIANTS -> ofOther(row, line, row.textAt(0), 1);
      case HAS_CAPABILITY_BY_STEP -> ofOther(row, line, Long.toString(row.numberAt(0)), 1);
      case ROLE_SWITCH ->
          new RecordedDecision(
              line,
              "",
              row.numberAt(0),
              row.textAt(5),
              row.numberAt(6),
              new Session(row.numberAt(7) != 0, true, switches(row), List.of(), 0),
              row.numberAt(8) != 0);
      case LOGIN_AS ->
          new RecordedDecision(
              line,
              "",
              row.numberAt(0),
              row.textAt(2),
              row.numberAt(3),
              new Session(row.numberAt(4) != 0, true, List.of(), List.of(), row.numberAt(1)),
              row.numberAt(5) != 0);
    };
  }

  private static RecordedDecision ofOther(FactRow row, long line, String group, int first) {
    return new RecordedDecision(
        line,
        group,
        row.numberAt(first),
        row.textAt(first + 1),
        row.numberAt(first + 2),
        Session.ofOther(row.numberAt(first + 3) != 0),
        row.numberAt(first + 4) != 0);
  }

  /** The second switch of a context replaces the first, as in Moodle's session. */
  private static List<HeldRole> switches(FactRow row) {
    List<HeldRole> switches = new ArrayList<>();
    for (int column = 1; column <= 3; column += 2) {
      long contextId = row.numberAt(column);
      if (contextId != 0) {
        switches.removeIf(earlier -> earlier.contextId() == contextId);
        switches.add(new HeldRole(contextId, row.numberAt(column + 1)));
      }
    }
    return switches;
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
