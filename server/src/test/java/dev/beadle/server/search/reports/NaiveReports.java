package dev.beadle.server.search.reports;

import static dev.beadle.server.testing.RandomSite.textIn;
import static java.util.Objects.requireNonNull;

import dev.beadle.server.testing.RandomSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Moodle's reports as its SQL has them: row by row, over the texts of the tables (rules §15). What
 * the reports must equal.
 */
final class NaiveReports {
  private final Map<String, List<Map<String, String>>> tables;
  private final Map<String, Map<String, String>> contexts = new HashMap<>();
  private final Map<String, Map<String, String>> capabilities = new HashMap<>();
  private final Set<String> liveUsers = new TreeSet<>();
  private final Set<String> roles = new TreeSet<>();
  private String systemId = "";

  NaiveReports(RandomSite site) {
    this.tables = site.copyOfTables();
    for (Map<String, String> row : rows("context")) {
      if (textIn(row, "contextlevel").equals("10")) {
        systemId = textIn(row, "id");
        // The system context is never built from its row (rules §2).
        row.put("path", "/" + systemId);
      }
      contexts.put(textIn(row, "id"), row);
    }
    rows("capabilities").forEach(row -> capabilities.put(textIn(row, "name"), row));
    rows("user").stream()
        .filter(row -> textIn(row, "deleted").equals("0"))
        .forEach(row -> liveUsers.add(textIn(row, "id")));
    rows("role").forEach(row -> roles.add(textIn(row, "id")));
  }

  /** Context and capability of the risky permissions of a role. */
  List<SecurityFinding> riskyAllows(long roleId) {
    List<SecurityFinding> found = new ArrayList<>();
    for (Map<String, String> row : rows("role_capabilities")) {
      if (textIn(row, "roleid").equals(Long.toString(roleId))
          && textIn(row, "permission").equals("1")
          && (risksOf(row) & (2 | 4 | 32)) != 0) {
        found.add(
            new SecurityFinding(0, roleId, number(row, "contextid"), textIn(row, "capability")));
      }
    }
    return found;
  }

  /** Users who have to be trusted. */
  Set<Long> xssUsers() {
    Set<Long> users = new TreeSet<>();
    for (Map<String, String> permission : rows("role_capabilities")) {
      if (textIn(permission, "permission").equals("1") && (risksOf(permission) & 4) != 0) {
        for (Map<String, String> assignment : assignmentsOnOnePath(permission, 1_000_000)) {
          users.add(number(assignment, "userid"));
        }
      }
    }
    return users;
  }

  /** Who may take users' data away: the roles, the overrides, the users. */
  Set<SecurityFinding> backupRows() {
    Set<SecurityFinding> found = new HashSet<>();
    for (Map<String, String> permission : rows("role_capabilities")) {
      if (!textIn(permission, "permission").equals("1")
          || !textIn(permission, "capability").equals("moodle/backup:userinfo")) {
        continue;
      }
      if (roles.contains(textIn(permission, "roleid"))) {
        found.add(
            new SecurityFinding(
                0, number(permission, "roleid"), number(permission, "contextid"), ""));
      }
      for (Map<String, String> assignment : assignmentsOnOnePath(permission, 50)) {
        found.add(
            new SecurityFinding(
                number(assignment, "userid"),
                number(assignment, "roleid"),
                number(assignment, "contextid"),
                ""));
      }
    }
    return found;
  }

  /** The capability overview: for each context the contexts below it, and the permissions. */
  Map<Long, CapabilityOverview.Node> overview(String capability, Set<Long> roleIds) {
    Map<String, TreeMap<Long, Long>> permissions = new TreeMap<>();
    permissions.put(systemId, new TreeMap<>());
    List<Map<String, String>> rows =
        rows("role_capabilities").stream()
            .filter(row -> textIn(row, "capability").equals(capability))
            .filter(row -> isMeant(textIn(row, "roleid"), roleIds))
            .toList();
    for (Map<String, String> row : rows) {
      Map<String, String> context = contexts.get(textIn(row, "contextid"));
      if (context != null) {
        for (String id : textIn(context, "path").split("/", -1)) {
          if (contexts.containsKey(id)) {
            permissions.computeIfAbsent(id, _ -> new TreeMap<>());
          }
        }
      }
    }
    for (Map<String, String> row : rows) {
      if (permissions.containsKey(textIn(row, "contextid"))) {
        requireNonNull(permissions.get(textIn(row, "contextid")))
            .put(number(row, "roleid"), number(row, "permission"));
      }
    }
    for (String role : roles) {
      if (isMeant(role, roleIds)) {
        permissions.get(systemId).putIfAbsent(Long.parseLong(role), 0L);
      }
    }
    Map<Long, CapabilityOverview.Node> nodes = new TreeMap<>();
    permissions.forEach((id, own) ->
        nodes.put(
            Long.parseLong(id),
            new CapabilityOverview.Node(
                Long.parseLong(id), childrenOf(id, permissions.keySet()), own)));
    return nodes;
  }

  private boolean isMeant(String role, Set<Long> roleIds) {
    return roles.contains(role) && (roleIds.isEmpty() || roleIds.contains(Long.parseLong(role)));
  }

  private List<Long> childrenOf(String id, Set<String> among) {
    return among.stream()
        .filter(child -> parentOf(child).equals(id))
        .map(Long::parseLong)
        .sorted()
        .toList();
  }

  private String parentOf(String id) {
    String[] path = textIn(requireNonNull(contexts.get(id)), "path").split("/", -1);
    return path.length < 3 ? "" : path[path.length - 2];
  }

  private List<Map<String, String>> assignmentsOnOnePath(
      Map<String, String> permission, int lowestLevel) {
    Map<String, String> at = contexts.get(textIn(permission, "contextid"));
    List<Map<String, String>> found = new ArrayList<>();
    if (at == null || number(at, "contextlevel") > lowestLevel) {
      return found;
    }
    for (Map<String, String> assignment : rows("role_assignments")) {
      Map<String, String> held = contexts.get(textIn(assignment, "contextid"));
      if (held != null
          && number(held, "contextlevel") <= lowestLevel
          && textIn(assignment, "roleid").equals(textIn(permission, "roleid"))
          && liveUsers.contains(textIn(assignment, "userid"))
          && areOnOnePath(textIn(held, "path"), textIn(at, "path"))) {
        found.add(assignment);
      }
    }
    return found;
  }

  private static boolean areOnOnePath(String one, String other) {
    return !one.isEmpty()
        && !other.isEmpty()
        && ((one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/"));
  }

  private long risksOf(Map<String, String> permission) {
    Map<String, String> capability = capabilities.get(textIn(permission, "capability"));
    return capability == null ? 0 : number(capability, "riskbitmask");
  }

  private List<Map<String, String>> rows(String table) {
    return tables.getOrDefault(table, List.of());
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(textIn(row, column));
  }
}
