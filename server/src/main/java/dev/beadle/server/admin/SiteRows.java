package dev.beadle.server.admin;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a command names on a site, or refuses. Stateless. */
final class SiteRows {
  private SiteRows() {}

  /** The ordinal of the context that is meant. */
  static int contextOf(PolicySnapshot site, ContextName name) {
    int context =
        switch (name) {
          case ContextName.ById(long id) -> site.contexts().find(id);
          case ContextName.OfInstance(int level, long instanceId) ->
              level == ContextLevel.SYSTEM && instanceId == 0
                  ? site.contexts().system()
                  : site.contexts().find(level, instanceId);
        };
    if (context == ContextTree.ABSENT) {
      throw switch (name) {
        case ContextName.ById(long id) -> Refusals.notFound("context.id", id, "context");
        case ContextName.OfInstance(int level, long instanceId) ->
            Refusals.notFound(
                "context", level + "/" + instanceId, "context of this level and instance");
      };
    }
    return context;
  }

  /** The ordinal of a thing's context. */
  static int contextOf(PolicySnapshot site, int level, long instanceId) {
    return contextOf(site, new ContextName.OfInstance(level, instanceId));
  }

  /** The ordinal of a category's context; that of the system for 0. */
  static int categoryContextOf(PolicySnapshot site, long categoryId) {
    return categoryId == 0
        ? site.contexts().system()
        : contextOf(site, ContextLevel.COURSE_CATEGORY, categoryId);
  }

  /** The row of a role. */
  static Role roleOf(PolicySnapshot site, String field, long roleId) {
    int role = site.roles().find(roleId);
    Role row = role == RoleCatalog.ABSENT ? null : site.roles().findRow(role);
    if (row == null) {
      throw Refusals.notFound(field, roleId, "role");
    }
    return row;
  }

  /** All roles that have a row, in Moodle's order. */
  static List<Role> roles(PolicySnapshot site) {
    List<Role> rows = new ArrayList<>();
    for (int role = 0; role < site.roles().size(); role++) {
      Role row = site.roles().findRow(role);
      if (row != null) {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparingLong(Role::sortOrder).thenComparingLong(Role::id));
    return rows;
  }

  /** Refuses a user whose account is not there or marked as deleted. */
  static void requireLiveUser(PolicySnapshot site, long userId) {
    if (!site.users().isLive(userId)) {
      int user = site.users().find(userId);
      if (user != UserDirectory.ABSENT && site.users().hasRow(user)) {
        throw Refusals.precondition("user_id", userId, "the account is deleted");
      }
      throw Refusals.notFound("user_id", userId, "user");
    }
  }

  /** Refuses a capability that a check would not know. */
  static void requireCapability(PolicySnapshot site, String field, String name) {
    int capability = site.capabilities().find(name);
    if (capability < 0 || !site.capabilities().isKnown(capability)) {
      throw Refusals.notFound(field, name, "capability");
    }
  }

  /** A row of a table that no check reads, by its id. */
  static TableRow rowOf(PolicySnapshot site, SiteTable table, String field, long id) {
    Relation relation = site.relation(table);
    int row = relation.find(id);
    if (row == Relation.ABSENT) {
      throw Refusals.notFound(field, id, table.tableName() + " row");
    }
    return relation.rowAt(row);
  }

  /** The rows with a value in a column, by id. */
  static List<TableRow> rowsWith(PolicySnapshot site, SiteTable table, String column, long value) {
    List<TableRow> rows = new ArrayList<>();
    Relation relation = site.relation(table);
    relation.forEachWith(column, value, row -> rows.add(relation.rowAt(row)));
    rows.sort(Comparator.comparingLong(row -> row.numberAt(0)));
    return rows;
  }

  /** The rows whose value in a column is one of many, by id. Cost: a search for each value. */
  static List<TableRow> rowsIn(
      PolicySnapshot site, SiteTable table, String column, Set<Long> values) {
    List<TableRow> rows = new ArrayList<>();
    Relation relation = site.relation(table);
    boolean isKey = table.positionOf(column) == 0;
    for (long value : values) {
      if (!isKey) {
        relation.forEachWith(column, value, row -> rows.add(relation.rowAt(row)));
      } else if (relation.find(value) != Relation.ABSENT) {
        rows.add(relation.rowAt(relation.find(value)));
      }
    }
    rows.sort(Comparator.comparingLong(row -> row.numberAt(0)));
    return rows;
  }

  /** The ids of rows. */
  static Set<Long> idsOf(List<TableRow> rows) {
    Set<Long> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.add(row.numberAt(0)));
    return ids;
  }

  /** The first row with two values in two columns, or null. */
  static @Nullable TableRow findRow(
      PolicySnapshot site, SiteTable table, Match first, Match second) {
    for (TableRow row : rowsWith(site, table, first.column(), first.value())) {
      if (number(row, second.column()) == second.value()) {
        return row;
      }
    }
    return null;
  }

  /** A value wanted in a column. */
  record Match(String column, long value) {}

  /** The number in a row's column. */
  static long number(TableRow row, String column) {
    return row.numberAt(row.table().positionOf(column));
  }

  /** The text in a row's column. */
  static String text(TableRow row, String column) {
    return row.textAt(row.table().positionOf(column));
  }

  /** The contexts from one up to the root, itself first; none for one without a path. */
  static List<Integer> pathOf(ContextTree contexts, int context) {
    List<Integer> path = new ArrayList<>();
    for (int node = contexts.nodeOf(context);
        node != ContextTree.NO_PARENT;
        node = contexts.parentOf(node)) {
      path.add(node);
    }
    return path;
  }

  /** The contexts that lie below one, it itself excluded, ascending. Cost: that of the answer. */
  static List<Integer> below(ContextTree contexts, int ancestor) {
    List<Integer> below = new ArrayList<>();
    int top = contexts.nodeOf(ancestor);
    if (top == ContextTree.NO_PARENT) {
      return below;
    }
    List<Integer> nodes = new ArrayList<>(List.of(top));
    for (int i = 0; i < nodes.size(); i++) {
      contexts.forEachChild(nodes.get(i), nodes::add);
    }
    for (int node : nodes) {
      if (contexts.hasRow(node) && contexts.nodeOf(node) == node) {
        below.add(node);
      }
    }
    contexts.forEachMisplaced(context -> {
      if (contexts.isWithin(context, ancestor)) {
        below.add(context);
      }
    });
    below.removeIf(context -> context == ancestor);
    below.sort(Comparator.naturalOrder());
    return below;
  }

  /** The contexts that Moodle lists as children of one (§2). */
  static List<Integer> listedChildren(ContextTree contexts, int context) {
    return switch (contexts.levelOf(context)) {
      case ContextLevel.BLOCK -> List.of();
      case ContextLevel.COURSE_CATEGORY ->
          // Of all that lies below, only what is right below, and categories.
          below(contexts, context).stream()
              .filter(child ->
                  contexts.parentOf(contexts.nodeOf(child)) == contexts.nodeOf(context)
                      || contexts.levelOf(child) == ContextLevel.COURSE_CATEGORY)
              .toList();
      default -> below(contexts, context);
    };
  }
}
