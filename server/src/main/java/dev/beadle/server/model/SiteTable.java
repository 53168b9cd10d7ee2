package dev.beadle.server.model;

import static dev.beadle.server.model.Column.key;
import static dev.beadle.server.model.Column.number;
import static dev.beadle.server.model.Column.reference;
import static dev.beadle.server.model.Column.text;

import dev.beadle.server.model.Column.Kind;
import java.util.List;
import java.util.Locale;

/**
 * The tables of Moodle that the graph holds, and the columns that are read of each (rules §16). In
 * the order in which they are read: what a row refers to comes before it.
 */
public enum SiteTable {
  CAPABILITIES(
      key("id"),
      text("name"),
      text("captype"),
      number("contextlevel"),
      text("component"),
      number("riskbitmask")),
  ROLE(key("id"), text("name"), text("shortname"), number("sortorder"), text("archetype")),
  CONTEXT(
      key("id"),
      key("contextlevel"),
      key("instanceid"),
      text("path"),
      number("depth"),
      number("locked")),
  USER(
      key("id"),
      new Column("username", Kind.OPTIONAL_TEXT),
      number("deleted"),
      new Column("suspended", Kind.OPTIONAL_NUMBER)),
  CONFIG(text("name"), text("value")),
  COURSE(
      key("id"),
      reference("category"),
      text("shortname"),
      number("visible"),
      number("groupmode"),
      number("groupmodeforce"),
      number("defaultgroupingid")),
  COURSE_CATEGORIES(
      key("id"),
      new Column("parent", Kind.NUMBER, true),
      number("visible"),
      new Column("name", Kind.OPTIONAL_TEXT)),
  MODULES(key("id"), text("name"), number("visible")),
  COURSE_MODULES(
      key("id"),
      reference("course"),
      key("module"),
      number("instance"),
      number("visible"),
      number("groupmode"),
      number("groupingid"),
      number("deletioninprogress")),
  BLOCK_INSTANCES(key("id"), text("blockname"), new Column("parentcontextid", Kind.NUMBER, true)),
  ROLE_CAPABILITIES(
      key("id"), key("contextid"), key("roleid"), text("capability"), key("permission")),
  ROLE_ASSIGNMENTS(
      key("id"),
      key("roleid"),
      key("contextid"),
      key("userid"),
      text("component"),
      number("itemid"),
      // Ours, not Moodle's: from when until when the assignment counts, in seconds since 1970; 0 is
      // always and for ever.
      new Column("timestart", Kind.OPTIONAL_NUMBER),
      new Column("timeend", Kind.OPTIONAL_NUMBER)),
  ROLE_NAMES(key("id"), key("roleid"), reference("contextid"), text("name")),
  ROLE_CONTEXT_LEVELS(key("id"), reference("roleid"), key("contextlevel")),
  ROLE_ALLOW_ASSIGN(key("id"), reference("roleid"), key("allowassign")),
  ROLE_ALLOW_OVERRIDE(key("id"), reference("roleid"), key("allowoverride")),
  ROLE_ALLOW_SWITCH(key("id"), reference("roleid"), key("allowswitch")),
  ROLE_ALLOW_VIEW(key("id"), reference("roleid"), key("allowview")),
  ENROL(
      key("id"),
      text("enrol"),
      number("status"),
      reference("courseid"),
      number("sortorder"),
      number("roleid"),
      number("enrolstartdate"),
      number("enrolenddate"),
      new Column("password", Kind.PRESENCE)),
  USER_ENROLMENTS(
      key("id"),
      number("status"),
      reference("enrolid"),
      reference("userid"),
      number("timestart"),
      number("timeend")),
  GROUPS(
      key("id"),
      reference("courseid"),
      text("name"),
      number("visibility"),
      number("participation")),
  GROUPINGS(key("id"), reference("courseid"), text("name")),
  GROUPINGS_GROUPS(key("id"), reference("groupingid"), reference("groupid")),
  GROUPS_MEMBERS(key("id"), reference("groupid"), reference("userid"));

  // List.of gives an unmodifiable list, which the type does not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Column> columns;

  SiteTable(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Whether checks read the table; the others are kept for whoever asks about them. */
  public boolean isReadByChecks() {
    return switch (this) {
      case CAPABILITIES, ROLE, CONTEXT, USER, CONFIG, ROLE_CAPABILITIES, ROLE_ASSIGNMENTS -> true;
      case COURSE,
          COURSE_CATEGORIES,
          MODULES,
          COURSE_MODULES,
          BLOCK_INSTANCES,
          ROLE_NAMES,
          ROLE_CONTEXT_LEVELS,
          ROLE_ALLOW_ASSIGN,
          ROLE_ALLOW_OVERRIDE,
          ROLE_ALLOW_SWITCH,
          ROLE_ALLOW_VIEW,
          ENROL,
          USER_ENROLMENTS,
          GROUPS,
          GROUPINGS,
          GROUPINGS_GROUPS,
          GROUPS_MEMBERS ->
          false;
    };
  }

  /** The table's name in Moodle's database, without the prefix. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The columns that are read; the first one identifies a row. */
  public List<Column> columns() {
    return columns;
  }

  /**
   * The position of a column in {@link #columns()}.
   *
   * @throws IllegalArgumentException if the column is not read
   */
  public int positionOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException(tableName() + " has no column " + column);
  }
}
