package dev.beadle.server.reference;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * Tables looked through from the first row to the last, and checks of what a session's user and
 * others may, for {@link ReferenceCourses} and {@link ReferenceGroups}. Thread-safe, if the caller
 * leaves the tables alone.
 */
final class ReferenceRows {
  private final Map<String, List<Map<String, String>>> tables;
  private final ReferenceEngine engine;

  ReferenceRows(Map<String, List<Map<String, String>>> tables) {
    this.tables = tables;
    this.engine = new ReferenceEngine(tables, RandomSites.DEPRECATED);
  }

  List<Map<String, String>> of(String table) {
    return tables.getOrDefault(table, List.of());
  }

  boolean exists(String table, Predicate<Map<String, String>> wanted) {
    return of(table).stream().anyMatch(wanted);
  }

  /** Throws NoSuchElementException if there is no such row. */
  Map<String, String> row(String table, long id) {
    return of(table).stream()
        .filter(row -> number(row, "id") == id)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(table + " " + id));
  }

  boolean hasRow(String table, long id) {
    return exists(table, row -> number(row, "id") == id);
  }

  /** Throws NoSuchElementException if the thing has no context. */
  long contextOf(int level, long instanceId) {
    return of("context").stream()
        .filter(
            row -> number(row, "contextlevel") == level && number(row, "instanceid") == instanceId)
        .mapToLong(row -> number(row, "id"))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("context " + level + " " + instanceId));
  }

  /** has_capability, in a plain session of the viewer. */
  boolean has(long viewer, long user, long contextId, String capability) {
    var question =
        new Question(user, user == viewer, capability, contextId, true, Map.of(), null, Map.of());
    return engine.answer(question).allowed();
  }

  boolean isGuest(long user) {
    return new ReferenceSite(tables, RandomSites.DEPRECATED).isGuest(user);
  }

  /** SITEID, or 0. */
  long frontPage() {
    return of("course").stream()
        .filter(row -> number(row, "category") == 0)
        .mapToLong(row -> number(row, "id"))
        .min()
        .orElse(0);
  }

  /** get_course_context, by the text of paths. Throws NoSuchElementException if there is none. */
  long courseContextOf(long contextId) {
    Map<String, String> context = row("context", contextId);
    long level = number(context, "contextlevel");
    if (level == 50) {
      return contextId;
    }
    String[] path = text(context, "path").split("/", -1);
    if ((level != 70 && level != 80) || path.length < 3) {
      throw new NoSuchElementException("no course above context " + contextId);
    }
    long parent = Long.parseLong(path[path.length - 2]);
    if (level == 70 && number(row("context", parent), "contextlevel") != 50) {
      throw new NoSuchElementException("no course above module " + contextId);
    }
    return courseContextOf(parent);
  }

  String setting(String name) {
    return of("config").stream()
        .filter(row -> text(row, "name").equals(name))
        .map(row -> text(row, "value"))
        .findFirst()
        .orElse("");
  }

  static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  static long number(Map<String, String> row, String column) {
    String text = text(row, column);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
