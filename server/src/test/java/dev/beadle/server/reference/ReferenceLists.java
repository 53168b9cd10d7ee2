package dev.beadle.server.reference;

import dev.beadle.server.reference.ReferenceSite.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Moodle's lists of users and of contexts, written a second time from moodle-rules.md, as plainly
 * as {@link ReferenceEngine} and for the same purpose: ids out of the text of paths, tables looked
 * through from the first row to the last. Thread-safe, if the caller leaves the tables alone.
 */
public final class ReferenceLists {
  private static final long ALLOW = 1;
  private static final long PROHIBIT = -1000;
  private static final String MANAGE_LOCKS = "moodle/site:managecontextlocks";

  /** Where Moodle's list of contexts has its answer; null lists stand for its {@code false}. */
  public record Places(@Nullable Set<Long> categoryIds, @Nullable Set<Long> courseIds) {}

  private final ReferenceSite site;
  private final Map<String, List<Map<String, String>>> tables;

  /** Reads a site: see {@link ReferenceEngine}. */
  public ReferenceLists(
      Map<String, List<Map<String, String>>> tables,
      List<DeprecatedCapability> deprecatedCapabilities) {
    this.site = new ReferenceSite(tables, deprecatedCapabilities);
    this.tables = tables;
  }

  /** §9: the ids of the users with one of the capabilities, groups and exceptions apart. */
  public Set<Long> usersByCapability(long contextId, List<String> capabilities) {
    Context context = site.context(contextId);
    List<String> paths = ReferenceSite.pathsNearestFirst(pathOf(context));
    Set<Long> ids = new HashSet<>();
    paths.forEach(path -> ids.add(Long.valueOf(path.substring(path.lastIndexOf('/') + 1))));
    boolean atFrontPage = isAtFrontPage(context);
    Set<Long> users = new TreeSet<>();
    for (String capability : capabilities) {
      Map<Long, Long> verdicts = verdicts(capability, context, ids, paths);
      users.addAll(holders(verdicts, ids, atFrontPage));
    }
    return users;
  }

  /** §9.1, §9.2: what each role says: an allow, a prohibit, or anything else. */
  private Map<Long, Long> verdicts(
      String capability, Context context, Set<Long> ids, List<String> paths) {
    Map<String, String> row = findRow("capabilities", "name", capability);
    Map<Long, Long> verdicts = new HashMap<>();
    if (row == null || isClosedByLock(row, context)) {
      return verdicts;
    }
    for (String path : paths) {
      Map<Long, Long> here = new HashMap<>();
      for (Map<String, String> stored : byId("role_capabilities")) {
        if (ids.contains(number(stored, "contextid"))
            && text(stored, "capability").equals(capability)
            && isAt(number(stored, "contextid"), path)) {
          here.put(number(stored, "roleid"), number(stored, "permission"));
        }
      }
      here.forEach((role, permission) -> {
        if (permission == PROHIBIT) {
          verdicts.put(role, PROHIBIT);
        } else {
          verdicts.putIfAbsent(role, permission);
        }
      });
    }
    return verdicts;
  }

  private boolean isClosedByLock(Map<String, String> capability, Context context) {
    return site.isSet("contextlocking")
        && site.isLocked(context)
        && !text(capability, "captype").equals("read")
        && !text(capability, "name").equals(MANAGE_LOCKS);
  }

  /** §9.3 to §9.7: holders of a role that allows, less holders of one that prohibits. */
  private Set<Long> holders(Map<Long, Long> verdicts, Set<Long> ids, boolean atFrontPage) {
    Set<Long> common = new HashSet<>();
    if (site.isSet("defaultuserroleid")) {
      common.add(site.roleIdOfSetting("defaultuserroleid"));
    }
    if (atFrontPage && site.isSet("defaultfrontpageroleid")) {
      common.add(site.roleIdOfSetting("defaultfrontpageroleid"));
    }
    Set<Long> holders = new HashSet<>();
    for (Map<String, String> user : rows("user")) {
      long userId = number(user, "id");
      if (number(user, "deleted") != 0 || userId == 0 || site.isGuest(userId)) {
        continue;
      }
      Set<Long> roles = new HashSet<>(common);
      for (Map<String, String> assignment : rows("role_assignments")) {
        if (number(assignment, "userid") == userId
            && ids.contains(number(assignment, "contextid"))) {
          roles.add(number(assignment, "roleid"));
        }
      }
      List<Long> said = roles.stream().map(role -> verdicts.getOrDefault(role, 0L)).toList();
      if (said.contains(ALLOW) && !said.contains(PROHIBIT)) {
        holders.add(userId);
      }
    }
    return holders;
  }

  private boolean isAtFrontPage(Context context) {
    for (Map<String, String> course : byId("course")) {
      if (number(course, "category") == 0) {
        Map<String, String> row = findContextRow(50, number(course, "id"));
        return row != null && (pathOf(context) + "/").startsWith(text(row, "path") + "/");
      }
    }
    return false;
  }

  /** §17: temporary roles by context id. */
  public Places places(
      long userId, String capability, boolean doAnything, Map<Long, List<Long>> temporaryRoles) {
    ReferenceSite.Capability known = site.findCapability(capability);
    if (known == null) {
      return new Places(null, null);
    }
    if (doAnything && site.isSiteAdmin(userId)) {
      return new Places(idsAt(40, _ -> true), idsAt(50, _ -> true));
    }
    Map<String, Set<Long>> held = site.accessData(userId);
    temporaryRoles.forEach((contextId, roles) ->
        roles.forEach(role -> ReferenceSite.addRole(held, pathOf(site.context(contextId)), role)));
    Map<String, Map<Long, Long>> said = said(held, known.name());
    Map<String, Boolean> turns = new HashMap<>();
    said.keySet().forEach(path -> turns.put(path, isAllowed(path, said)));
    if (!turns.containsValue(true)) {
      return new Places(null, null);
    }
    return new Places(idsAt(40, path -> isIn(path, turns)), idsAt(50, path -> isIn(path, turns)));
  }

  /** What each role says at the paths where it begins to say it to this user. */
  private Map<String, Map<Long, Long>> said(Map<String, Set<Long>> held, String capability) {
    Map<String, Map<Long, Long>> said = new HashMap<>();
    Set<String> prohibited = new HashSet<>();
    held.forEach((holdingPath, roles) ->
        roles.forEach(role ->
            stored(role, capability)
                .forEach((storedPath, permission) -> {
                  String path = isAbove(storedPath, holdingPath) ? holdingPath : storedPath;
                  boolean meets =
                      isAbove(storedPath, holdingPath) || isAbove(holdingPath, storedPath);
                  if (meets && prohibited.stream().noneMatch(above -> isAbove(above, path))) {
                    said.computeIfAbsent(path, _ -> new HashMap<>()).put(role, permission);
                    if (permission == PROHIBIT) {
                      prohibited.add(path);
                    }
                  }
                })));
    said.replaceAll((path, permissions) ->
        prohibited.stream().anyMatch(above -> isAbove(above, path))
            ? Map.of(0L, PROHIBIT)
            : permissions);
    return said;
  }

  /** By path, shorter ones of one line first; of contexts with one path the last row. */
  private Map<String, Long> stored(long role, String capability) {
    Map<String, Long> stored = new TreeMap<>();
    for (Map<String, String> row : byId("role_capabilities")) {
      Map<String, String> context = findRow("context", "id", text(row, "contextid"));
      if (context != null
          && number(row, "roleid") == role
          && text(row, "capability").equals(capability)) {
        stored.put(pathOf(Context.of(context)), number(row, "permission"));
      }
    }
    return stored;
  }

  private static boolean isAllowed(String path, Map<String, Map<Long, Long>> said) {
    Map<Long, Long> nearest = new HashMap<>();
    for (String at : ReferenceSite.pathsNearestFirst(path)) {
      said.getOrDefault(at, Map.of())
          .forEach((role, permission) -> {
            if (permission == PROHIBIT) {
              nearest.put(role, permission);
            } else {
              nearest.putIfAbsent(role, permission);
            }
          });
    }
    return nearest.containsValue(ALLOW) && !nearest.containsValue(PROHIBIT);
  }

  private static boolean isIn(String path, Map<String, Boolean> turns) {
    for (String at : ReferenceSite.pathsNearestFirst(path)) {
      Boolean allowed = turns.get(at);
      if (allowed != null) {
        return allowed;
      }
    }
    return false;
  }

  private Set<Long> idsAt(int level, Predicate<String> isWanted) {
    Set<Long> ids = new TreeSet<>();
    for (Map<String, String> thing : rows(level == 40 ? "course_categories" : "course")) {
      Map<String, String> context = findContextRow(level, number(thing, "id"));
      if (context != null && isWanted.test(text(context, "path"))) {
        ids.add(number(thing, "id"));
      }
    }
    return ids;
  }

  private static boolean isAbove(String path, String other) {
    return (other + "/").startsWith(path + "/");
  }

  private boolean isAt(long contextId, String path) {
    Map<String, String> row = findRow("context", "id", Long.toString(contextId));
    return row != null && pathOf(Context.of(row)).equals(path);
  }

  /** The system context is built from its id alone. */
  private static String pathOf(Context context) {
    return context.level() == 10 ? "/" + context.id() : context.path();
  }

  private @Nullable Map<String, String> findContextRow(long level, long instanceId) {
    return rows("context").stream()
        .filter(
            row -> number(row, "contextlevel") == level && number(row, "instanceid") == instanceId)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Map<String, String> findRow(String table, String column, String value) {
    return rows(table).stream()
        .filter(row -> text(row, column).equals(value))
        .findFirst()
        .orElse(null);
  }

  private List<Map<String, String>> byId(String table) {
    List<Map<String, String>> sorted = new ArrayList<>(rows(table));
    sorted.sort(Comparator.comparingLong(row -> number(row, "id")));
    return sorted;
  }

  private List<Map<String, String>> rows(String table) {
    return tables.getOrDefault(table, List.of());
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static long number(Map<String, String> row, String column) {
    String text = text(row, column).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
