package dev.beadle.server.verification;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.DecisionFormat.RowReader;
import dev.beadle.server.verification.DecisionFormat.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of files of recorded decisions, known by their base names. */
public enum DecisionKind {
  /** Questions about another user. */
  HAS_CAPABILITY(
      Setting.ANY_SITE,
      rows(
          CheckRows::hasCapability,
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The same, each with one setting that differs from the site's. */
  HAS_CAPABILITY_VARIANTS(
      Setting.VARIANTS,
      rows(
          CheckRows::variant,
          text("variant"),
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The current user, with one or two roles switched to. */
  ROLE_SWITCH(
      Setting.ANY_SITE,
      rows(
          CheckRows::roleSwitch,
          key("userid"),
          number("switch1contextid"),
          number("switch1roleid"),
          number("switch2contextid"),
          number("switch2roleid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The current user, in a "log in as" session. */
  LOGIN_AS(
      Setting.ANY_SITE,
      rows(
          CheckRows::loginAs,
          key("userid"),
          key("loginascontextid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** Questions about another user, after each step of a series of changes. */
  HAS_CAPABILITY_BY_STEP(
      Setting.STEPS,
      rows(
          CheckRows::byStep,
          key("step"),
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed")));

  /** What the site must be for the questions of a kind. */
  enum Setting {
    /** The site at hand, or a running server's. */
    ANY_SITE,
    /** The site at hand. */
    SITE_AT_HAND,
    /** The site at hand, with one setting changed. */
    VARIANTS,
    /** The site at hand, after a step of a series of changes. */
    STEPS
  }

  private final Setting setting;

  // Method references without state in unmodifiable records: the type does not say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DecisionFormat format;

  DecisionKind(Setting setting, DecisionFormat format) {
    this.setting = setting;
    this.format = format;
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
            + ", with its ending)");
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
    return setting == Setting.ANY_SITE;
  }

  /** Whether each question says which setting differs from the site's. */
  public boolean hasVariants() {
    return setting == Setting.VARIANTS;
  }

  /** Whether each question says after which step of a series of changes it was asked. */
  public boolean hasSteps() {
    return setting == Setting.STEPS;
  }

  /** The base name of its files. */
  public String baseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  DecisionFormat format() {
    return format;
  }

  private static DecisionFormat rows(RowReader reader, Column... columns) {
    return new Table(List.of(columns), reader);
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
