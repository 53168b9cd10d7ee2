package dev.beadle.server.search.roles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Moodle's lists of roles written down once more, as the queries on plain rows that they are (§10):
 * slow, without any of the engine's structures. Immutable.
 */
final class RowLists {
  private final Map<String, List<Map<String, String>>> tables;
  private final Map<Long, Map<String, String>> contexts = new LinkedHashMap<>();
  private final Set<Long> roles = new HashSet<>();
  private final Set<String> capabilities = new HashSet<>();

  RowLists(Map<String, List<Map<String, String>>> tables) {
    this.tables = tables;
    rows("context").forEach(row -> contexts.put(number(row, "id"), row));
    rows("role").forEach(row -> roles.add(number(row, "id")));
    rows("capabilities").forEach(row -> capabilities.add(text(row, "name")));
  }

  /** The ids in a context's path, the last one first; the system's is made of its id alone. */
  List<Long> pathIds(long contextId) {
    Map<String, String> row = contextRow(contextId);
    String path = number(row, "contextlevel") == 10 ? "/" + contextId : text(row, "path");
    List<Long> ids = new ArrayList<>();
    for (String id : path.split("/", -1)) {
      if (!id.isEmpty()) {
        ids.addFirst(Long.parseLong(id));
      }
    }
    return ids;
  }

  /** Needed and forbidden roles; of two rows at the same depth the nearer one counts first. */
  List<SortedSet<Long>> decidingRoles(long contextId, String capability) {
    Map<Long, Long> said = new LinkedHashMap<>();
    Set<Long> forbidden = new TreeSet<>();
    for (Map<String, String> row : joined(contextId, capability, "depth")) {
      long role = number(row, "roleid");
      long permission = number(row, "permission");
      if (permission == -1000) {
        forbidden.add(role);
      } else if (permission == 1 || permission == -1) {
        said.putIfAbsent(role, permission);
      }
    }
    SortedSet<Long> needed = new TreeSet<>();
    said.forEach((role, permission) -> {
      if (permission == 1 && !forbidden.contains(role)) {
        needed.add(role);
      }
    });
    return List.of(needed, new TreeSet<>(forbidden));
  }

  /** Roles with a row; a context of 0 stands for anywhere. */
  SortedSet<Long> rolesWithPermission(String capability, long permission, long contextId) {
    List<Long> path = contextId == 0 ? List.of() : pathIds(contextId);
    SortedSet<Long> found = new TreeSet<>();
    for (Map<String, String> row : rows("role_capabilities")) {
      if (text(row, "capability").equals(capability)
          && capabilities.contains(capability)
          && roles.contains(number(row, "roleid"))
          && (permission == 0 || number(row, "permission") == permission)
          && (contextId == 0 || path.contains(number(row, "contextid")))) {
        found.add(number(row, "roleid"));
      }
    }
    return found;
  }

  /** What a role says: the rows of the highest level first, in the order of their depth there. */
  String effectivePermission(long roleId, long contextId, String capability) {
    Long said = null;
    for (Map<String, String> row : joined(contextId, capability, "contextlevel")) {
      if (number(row, "roleid") == roleId) {
        long permission = number(row, "permission");
        said = said == null || permission < -500 ? Long.valueOf(permission) : said;
      }
    }
    return said == null ? "" : said.toString();
  }

  /** The ids of the roles that a user really has on a path. */
  Set<Long> assigned(long userId, long contextId) {
    List<Long> path = pathIds(contextId);
    Set<Long> found = new HashSet<>();
    for (Map<String, String> row : rows("role_assignments")) {
      if (number(row, "userid") == userId && path.contains(number(row, "contextid"))) {
        found.add(number(row, "roleid"));
      }
    }
    return found;
  }

  /** The roles, with a row, that a matrix pairs with those that the user really has. */
  SortedSet<Long> paired(String table, String column, long userId, long contextId) {
    Set<Long> own = assigned(userId, contextId);
    SortedSet<Long> found = new TreeSet<>();
    for (Map<String, String> row : rows(table)) {
      if (own.contains(number(row, "roleid")) && roles.contains(number(row, column))) {
        found.add(number(row, column));
      }
    }
    return found;
  }

  /** How many people have a role by an assignment whose context is on the path by its text. */
  long holders(long roleId, long contextId, long guestId) {
    String path = pathOf(contextId) + "/";
    Set<Long> people = new HashSet<>();
    for (Map<String, String> user : rows("user")) {
      if (number(user, "deleted") == 0 && number(user, "id") != guestId) {
        people.add(number(user, "id"));
      }
    }
    Set<Long> holders = new HashSet<>();
    for (Map<String, String> row : rows("role_assignments")) {
      Map<String, String> context = contexts.get(number(row, "contextid"));
      if (number(row, "roleid") == roleId
          && context != null
          && people.contains(number(row, "userid"))) {
        String of = pathOf(number(context, "id"));
        if (!of.isEmpty() && path.startsWith(of + "/")) {
          holders.add(number(row, "userid"));
        }
      }
    }
    return holders.size();
  }

  private String pathOf(long contextId) {
    Map<String, String> row = contextRow(contextId);
    return number(row, "contextlevel") == 10 ? "/" + contextId : text(row, "path");
  }

  /** Rows joined with contexts and capabilities, the greatest of a context's column first. */
  private List<Map<String, String>> joined(long contextId, String capability, String column) {
    List<Long> path = pathIds(contextId);
    List<Map<String, String>> found = new ArrayList<>();
    for (Map<String, String> row : rows("role_capabilities")) {
      if (text(row, "capability").equals(capability)
          && capabilities.contains(capability)
          && path.contains(number(row, "contextid"))
          && contexts.containsKey(number(row, "contextid"))) {
        found.add(row);
      }
    }
    found.sort(
        Comparator.<Map<String, String>>comparingLong(
                row -> -number(contextRow(number(row, "contextid")), column))
            .thenComparingInt(row -> path.indexOf(number(row, "contextid"))));
    return found;
  }

  private Map<String, String> contextRow(long contextId) {
    Map<String, String> row = contexts.get(contextId);
    if (row == null) {
      throw new IllegalArgumentException("no context " + contextId);
    }
    return row;
  }

  private List<Map<String, String>> rows(String table) {
    return tables.getOrDefault(table, List.of());
  }

  private static long number(Map<String, String> row, String column) {
    String text = text(row, column);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static String text(Map<String, String> row, String column) {
    String text = row.get(column);
    if (text == null) {
      throw new IllegalArgumentException("no " + column + " in " + row);
    }
    return text;
  }
}
