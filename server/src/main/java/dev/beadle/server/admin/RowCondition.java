package dev.beadle.server.admin;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a table has a row with certain values. It is looked at on the only thread that writes, so
 * the great tables want the columns by which a row is found without a search through all.
 *
 * @param columns at least one value, by the name of its column; numbers in digits
 * @param isAbsent false: there must be such a row; true: there must be none
 */
public record RowCondition(SiteTable table, Map<String, String> columns, boolean isAbsent) {
  public RowCondition {
    columns = Map.copyOf(columns);
    columns.forEach((column, value) -> requireReadable(table, column, value));
    List<String> wanted = new ArrayList<>(wantedColumns(table));
    wanted.removeAll(columns.keySet());
    if (!wanted.isEmpty() || columns.isEmpty()) {
      throw Fields.invalid(
          "columns",
          String.join(", ", columns.keySet()),
          wanted.isEmpty() ? "at least one" : "also " + String.join(", ", wanted));
    }
  }

  /** Whether it holds of a site. */
  boolean holdsOf(PolicySnapshot site) {
    return exists(site) != isAbsent;
  }

  /** The row that is meant, for people: {@code role id=5}. */
  String text() {
    Map<String, String> inOrder = new LinkedHashMap<>();
    for (Column column : table.columns()) {
      String value = columns.get(column.name());
      if (value != null) {
        inOrder.put(column.name(), value);
      }
    }
    var text = new StringBuilder(table.tableName());
    inOrder.forEach((column, value) -> text.append(' ').append(column).append('=').append(value));
    return text.toString();
  }

  private boolean exists(PolicySnapshot site) {
    return switch (table) {
      case ROLE_ASSIGNMENTS ->
          StoredAssignment.ofUser(site, number("userid")).stream().anyMatch(this::matches);
      case ROLE_CAPABILITIES -> {
        int context = site.contexts().find(number("contextid"));
        StoredPermission row =
            context == ContextTree.ABSENT
                ? null
                : StoredPermission.find(
                    site, context, number("roleid"), columns.getOrDefault("capability", ""));
        yield row != null && matches(row);
      }
      case CONTEXT -> {
        TableRow row = SnapshotRows.findContext(site, number("id"));
        yield row != null && matches(row);
      }
      case USER -> existsUser(site);
      case CAPABILITIES, ROLE, CONFIG -> existsIn(SnapshotRows.of(site, table));
      default -> existsInRelation(site);
    };
  }

  private boolean existsInRelation(PolicySnapshot site) {
    if (columns.containsKey("id")) {
      Relation relation = site.relation(table);
      int row = relation.find(number("id"));
      return row != Relation.ABSENT && matches(relation.rowAt(row));
    }
    return existsIn(SnapshotRows.of(site, table));
  }

  private boolean existsIn(FactCursor rows) {
    while (rows.next()) {
      if (matches(TableRow.copyOf(table, rows))) {
        return true;
      }
    }
    return false;
  }

  private boolean existsUser(PolicySnapshot site) {
    int user = site.users().find(number("id"));
    if (user == UserDirectory.ABSENT || !site.users().hasRow(user)) {
      return false;
    }
    String deleted = columns.get("deleted");
    return deleted == null || deleted.equals(site.users().isLive(number("id")) ? "0" : "1");
  }

  private boolean matches(TableRow row) {
    for (Map.Entry<String, String> column : columns.entrySet()) {
      int position = table.positionOf(column.getKey());
      String stored =
          table.columns().get(position).kind().isText()
              ? row.textAt(position)
              : Long.toString(row.numberAt(position));
      if (!stored.equals(column.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean matches(StoredAssignment row) {
    return is("id", row.id())
        && is("roleid", row.roleId())
        && is("contextid", row.contextId())
        && is("itemid", row.itemId())
        && columns.getOrDefault("component", row.component()).equals(row.component());
  }

  private boolean matches(StoredPermission row) {
    return is("id", row.id()) && is("permission", row.permission());
  }

  private boolean is(String column, long stored) {
    String wanted = columns.get(column);
    return wanted == null || wanted.equals(Long.toString(stored));
  }

  private long number(String column) {
    return Long.parseLong(columns.getOrDefault(column, "0"));
  }

  private static List<String> wantedColumns(SiteTable table) {
    return switch (table) {
      case ROLE_ASSIGNMENTS -> List.of("userid");
      case ROLE_CAPABILITIES -> List.of("contextid", "roleid", "capability");
      case CONTEXT, USER -> List.of("id");
      default -> List.of();
    };
  }

  private static void requireReadable(SiteTable table, String name, String value) {
    Column column = findColumn(table, name);
    if (column == null) {
      throw Fields.invalid(
          "columns", name, "of " + table.tableName() + ": " + String.join(", ", comparable(table)));
    }
    if (!column.kind().isText() && !value.matches("0|-?[1-9]\\d{0,17}")) {
      throw Fields.invalid("columns." + name, value, "a whole number");
    }
    Fields.requireText("columns." + name, value, Fields.SETTING_LENGTH);
  }

  private static @Nullable Column findColumn(SiteTable table, String name) {
    return comparable(table).contains(name) ? table.columns().get(table.positionOf(name)) : null;
  }

  /** The columns that can be told of: those of which the graph keeps what Moodle says. */
  private static List<String> comparable(SiteTable table) {
    return table.columns().stream()
        .map(Column::name)
        .filter(column ->
            switch (table) {
              case USER -> column.equals("id") || column.equals("deleted");
              case ROLE_ASSIGNMENTS -> !column.startsWith("time");
              case ENROL -> !column.equals("password");
              default -> true;
            })
        .toList();
  }
}
