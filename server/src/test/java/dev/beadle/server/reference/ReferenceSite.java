package dev.beadle.server.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tables say, as §2 to §5 of moodle-rules.md read them: contexts, capabilities, role
 * definitions, and which roles a user has where. The facts behind {@link ReferenceEngine}, and as
 * plain as it. Immutable once built, if the caller leaves the tables alone.
 */
final class ReferenceSite {

  private static final long LEVEL_SYSTEM = 10;
  private static final long LEVEL_USER = 30;
  private static final long LEVEL_COURSE = 50;

  private static final Pattern LEADING_INTEGER = Pattern.compile("\\s*([+-]?\\d{1,18})");

  record Context(long id, long level, long instanceId, String path, long depth, long lock) {
    static Context of(Map<String, String> row) {
      return new Context(
          number(row, "id"),
          number(row, "contextlevel"),
          number(row, "instanceid"),
          text(row, "path"),
          number(row, "depth"),
          number(row, "locked"));
    }
  }

  record Capability(String name, String type, long risks) {
    static Capability of(Map<String, String> row) {
      return new Capability(text(row, "name"), text(row, "captype"), number(row, "riskbitmask"));
    }
  }

  private record Instance(long level, long id) {}

  private final List<Map<String, String>> users;
  private final List<Map<String, String>> roles;
  private final List<Map<String, String>> courses;

  private final Map<String, String> settings = new HashMap<>();
  private final Map<Long, Context> contexts = new HashMap<>();
  private final Map<Instance, Context> contextsByInstance = new HashMap<>();
  private final Map<String, Capability> capabilities = new HashMap<>();

  /** Deprecated name to its replacement; a name without replacement is as if not deprecated. */
  private final Map<String, String> replacements = new HashMap<>();

  private final Map<Long, Boolean> deletedFlags = new HashMap<>();
  private final Map<Long, List<Map<String, String>>> assignmentsByUser = new HashMap<>();

  /** Role, then path text, then capability name, to the stored permission. */
  private final Map<Long, Map<String, Map<String, Long>>> roleDefinitions = new HashMap<>();

  ReferenceSite(
      Map<String, List<Map<String, String>>> tables,
      List<DeprecatedCapability> deprecatedCapabilities) {
    users = rows(tables, "user");
    roles = rows(tables, "role");
    courses = rows(tables, "course");
    rows(tables, "config").forEach(row -> settings.put(text(row, "name"), text(row, "value")));
    rows(tables, "context").forEach(row -> readContext(Context.of(row)));
    rows(tables, "capabilities")
        .forEach(row -> capabilities.put(text(row, "name"), Capability.of(row)));
    users.forEach(row -> deletedFlags.put(number(row, "id"), number(row, "deleted") != 0));
    rows(tables, "role_assignments").forEach(this::readAssignment);
    rows(tables, "role_capabilities").forEach(this::readRoleCapability);
    readDeprecations(rows(tables, "capabilities"), deprecatedCapabilities);
  }

  private void readContext(Context context) {
    contexts.put(context.id(), context);
    contextsByInstance.put(new Instance(context.level(), context.instanceId()), context);
  }

  private void readAssignment(Map<String, String> row) {
    assignmentsByUser.computeIfAbsent(number(row, "userid"), _ -> new ArrayList<>()).add(row);
  }

  /**
   * §4: a row of an unknown capability or a missing context is dropped; the role need not exist.
   */
  private void readRoleCapability(Map<String, String> row) {
    Context context = contexts.get(number(row, "contextid"));
    String capability = text(row, "capability");
    if (context == null || !capabilities.containsKey(capability)) {
      return;
    }
    roleDefinitions
        .computeIfAbsent(number(row, "roleid"), _ -> new HashMap<>())
        .computeIfAbsent(context.path(), _ -> new HashMap<>())
        .put(capability, number(row, "permission"));
  }

  /** §3: a component's deprecations count only if it owns at least one row in capabilities. */
  private void readDeprecations(
      List<Map<String, String>> capabilityRows, List<DeprecatedCapability> deprecatedCapabilities) {
    Set<String> components = new HashSet<>();
    capabilityRows.forEach(row -> components.add(text(row, "component")));
    for (DeprecatedCapability deprecated : deprecatedCapabilities) {
      String replacement = deprecated.replacement();
      if (replacement != null && components.contains(deprecated.component())) {
        replacements.put(deprecated.name(), replacement);
      }
    }
  }

  /** Throws NoSuchElementException if the context has no row. */
  Context context(long contextId) {
    Context context = contexts.get(contextId);
    if (context == null) {
      throw new NoSuchElementException("no context with id " + contextId);
    }
    return context;
  }

  /**
   * §3, §6.3: the replacement's row if the name is deprecated and that row exists, else its own.
   */
  @Nullable Capability findCapability(String name) {
    String replacement = replacements.get(name);
    if (replacement != null && capabilities.containsKey(replacement)) {
      return capabilities.get(replacement);
    }
    return capabilities.get(name);
  }

  /** §7.1: /1/5/9 gives /1/5/9, /1/5, /1. Only the text counts, whatever rows there are. */
  static List<String> pathsNearestFirst(String path) {
    List<String> paths = new ArrayList<>();
    for (String rest = path; !rest.isEmpty(); rest = rest.substring(0, rest.lastIndexOf('/'))) {
      paths.add(rest);
    }
    return paths;
  }

  /**
   * §2: its own row or any ancestor's is locked; the system context never counts as locked.
   *
   * <p>Moodle asks the parent, which asks its own parent by its own path, so nothing is looked at
   * above an ancestor whose path is empty. It throws if a parent has no row; here such a parent is
   * passed over.
   */
  boolean isLocked(Context context) {
    if (context.level() == LEVEL_SYSTEM) {
      return false;
    }
    if (context.lock() != 0) {
      return true;
    }
    for (String path : pathsNearestFirst(context.path()).stream().skip(1).toList()) {
      Context ancestor = contexts.get(Long.valueOf(path.substring(path.lastIndexOf('/') + 1)));
      if (ancestor != null) {
        return isLocked(ancestor);
      }
    }
    return false;
  }

  /** §6.8: null if the user has no row. */
  @Nullable Boolean findDeletedFlag(long userId) {
    return deletedFlags.get(userId);
  }

  boolean hasUserContext(long userId) {
    return findContext(LEVEL_USER, userId) != null;
  }

  /** §6: is_siteadmin compares numbers loosely; user 0 never is one. */
  boolean isSiteAdmin(long userId) {
    if (userId == 0) {
      return false;
    }
    for (String admin : setting("siteadmins").split(",", -1)) {
      if (looselyEquals(admin, userId)) {
        return true;
      }
    }
    return false;
  }

  /** §6: isguestuser; an empty siteguest is looked up by the user name (and then stored). */
  boolean isGuest(long userId) {
    if (isSet("siteguest")) {
      return userId != 0 && looselyEquals(setting("siteguest"), userId);
    }
    return users.stream()
        .filter(row -> text(row, "username").equals("guest"))
        .limit(1)
        .anyMatch(row -> number(row, "id") == userId);
  }

  /** §7.3: what the role has stored for the capability on the paths, in the order of the paths. */
  List<Long> permissions(long roleId, List<String> paths, String capability) {
    Map<String, Map<String, Long>> definition = roleDefinitions.getOrDefault(roleId, Map.of());
    List<Long> permissions = new ArrayList<>();
    for (String path : paths) {
      Long permission = definition.getOrDefault(path, Map.of()).get(capability);
      if (permission != null) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  /**
   * §5: path text to the roles held there, by the tables alone. The guest's and the visitor's own
   * assignments are never looked at.
   */
  Map<String, Set<Long>> accessData(long userId) {
    Map<String, Set<Long>> accessData = new HashMap<>();
    if (userId == 0) {
      addRoleOfSetting(accessData, systemPath(), "notloggedinroleid");
    } else if (isGuest(userId)) {
      Long guestRoleId = findGuestRoleId();
      if (guestRoleId != null) {
        addRole(accessData, systemPath(), guestRoleId);
      }
    } else {
      addRoleOfSetting(accessData, systemPath(), "defaultuserroleid");
      if (!frontPagePath().isEmpty()) {
        addRoleOfSetting(accessData, frontPagePath(), "defaultfrontpageroleid");
      }
      addAssignedRoles(accessData, userId);
    }
    return accessData;
  }

  /** §5 (3): assignments in contexts that have a row; neither user nor role is looked at. */
  private void addAssignedRoles(Map<String, Set<Long>> accessData, long userId) {
    for (Map<String, String> assignment : assignmentsByUser.getOrDefault(userId, List.of())) {
      Context context = contexts.get(number(assignment, "contextid"));
      if (context != null) {
        addRole(accessData, context.path(), number(assignment, "roleid"));
      }
    }
  }

  private void addRoleOfSetting(
      Map<String, Set<Long>> accessData, String path, String settingName) {
    if (isSet(settingName)) {
      addRole(accessData, path, roleIdOfSetting(settingName));
    }
  }

  static void addRole(Map<String, Set<Long>> accessData, String path, long roleId) {
    accessData.computeIfAbsent(path, _ -> new LinkedHashSet<>()).add(roleId);
  }

  /** §5: guestroleid if it has a role row, else the first role of the guest archetype. */
  private @Nullable Long findGuestRoleId() {
    long configured = roleIdOfSetting("guestroleid");
    if (isSet("guestroleid") && roles.stream().anyMatch(row -> number(row, "id") == configured)) {
      return configured;
    }
    return roles.stream()
        .filter(row -> text(row, "archetype").equals("guest"))
        .min(Comparator.comparingLong(row -> number(row, "sortorder")))
        .map(row -> number(row, "id"))
        .orElse(null);
  }

  private String systemPath() {
    Context system = findContext(LEVEL_SYSTEM, 0);
    return system == null ? "" : "/" + system.id();
  }

  /** §2: the front page is the course whose category is 0. */
  private String frontPagePath() {
    for (Map<String, String> course : courses) {
      if (number(course, "category") == 0) {
        Context context = findContext(LEVEL_COURSE, number(course, "id"));
        return context == null ? "" : context.path();
      }
    }
    return "";
  }

  private @Nullable Context findContext(long level, long instanceId) {
    return contextsByInstance.get(new Instance(level, instanceId));
  }

  long roleIdOfSetting(String settingName) {
    return integer(setting(settingName));
  }

  boolean isSet(String settingName) {
    return !isEmpty(setting(settingName));
  }

  private String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  /** PHP's empty() of a string. */
  static boolean isEmpty(String text) {
    return text.isEmpty() || text.equals("0");
  }

  /** PHP's == of a string and an integer: by value if the whole string is a number. */
  private static boolean looselyEquals(String text, long number) {
    try {
      return new BigDecimal(text.strip()).compareTo(BigDecimal.valueOf(number)) == 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** PHP's (int) of a string: the digits it starts with, else 0. */
  private static long integer(String text) {
    Matcher matcher = LEADING_INTEGER.matcher(text);
    return matcher.lookingAt() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static List<Map<String, String>> rows(
      Map<String, List<Map<String, String>>> tables, String table) {
    return tables.getOrDefault(table, List.of());
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static long number(Map<String, String> row, String column) {
    return integer(text(row, column));
  }
}
