package dev.beadle.server.model;

import static java.util.Objects.requireNonNull;

/**
 * A column that is read of one of Moodle's tables.
 *
 * @param name the column's name, as in Moodle's database
 * @param kind how its values are read
 * @param isIndexed whether rows are looked up by its value; only numbers are
 */
public record Column(String name, Kind kind, boolean isIndexed) {
  public Column {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    if (isIndexed && kind.isText()) {
      throw new IllegalArgumentException("column " + name + " holds texts: it has no index");
    }
  }

  /** A column by whose value no rows are looked up. */
  public Column(String name, Kind kind) {
    this(name, kind, false);
  }

  /** How a column's values are read. */
  public enum Kind {
    /** A whole number that must be there. */
    KEY,
    /** A whole number; 0 when it is null. */
    NUMBER,
    /** A text; empty when it is null. */
    TEXT,
    /** A text for which the table may have no column at all; empty then. */
    OPTIONAL_TEXT,
    /** A number for which the table may have no column at all; 0 then. */
    OPTIONAL_NUMBER,
    /** A secret of which only its presence is kept: 1 when it is neither null nor empty. */
    PRESENCE;

    /** Whether its values are texts in the graph. */
    public boolean isText() {
      return switch (this) {
        case TEXT, OPTIONAL_TEXT -> true;
        case KEY, NUMBER, OPTIONAL_NUMBER, PRESENCE -> false;
      };
    }

    /** Whether the table may lack the column. */
    public boolean isOptional() {
      return switch (this) {
        case OPTIONAL_TEXT, OPTIONAL_NUMBER -> true;
        case KEY, NUMBER, TEXT, PRESENCE -> false;
      };
    }
  }

  static Column key(String name) {
    return new Column(name, Kind.KEY);
  }

  /** A key by whose value rows are looked up. */
  static Column reference(String name) {
    return new Column(name, Kind.KEY, true);
  }

  static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }
}
