package dev.beadle.server.reference;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Draws roles, capabilities, permissions and assignments over a context tree. One thread. */
final class RandomRoles {

  /** A role id that no site has. */
  static final long MISSING_ROLE = 888_888;

  /** User ids that no site has; 0 is the visitor, who can have assignments only by damage. */
  private static final List<Long> MISSING_USERS = List.of(0L, 99_999L, 777_777L);

  private static final long MISSING_CONTEXT = 999_999;

  private static final List<String> ARCHETYPES =
      List.of(
          "",
          "",
          "manager",
          "coursecreator",
          "editingteacher",
          "teacher",
          "student",
          "guest",
          "user",
          "frontpage");

  /** Old names are those of {@link RandomSites#DEPRECATED}; some sites still have their rows. */
  private static final List<String> CAPABILITIES =
      List.of(
          "moodle/site:managecontextlocks",
          "moodle/site:config",
          "moodle/site:accessallgroups",
          "moodle/site:oldlocks",
          "moodle/course:view",
          "moodle/course:update",
          "moodle/course:viewhiddencourses",
          "moodle/course:viewhiddengroups",
          "moodle/role:assign",
          "moodle/role:override",
          "moodle/role:switchroles",
          "moodle/user:viewdetails",
          "moodle/category:manage",
          "moodle/block:view",
          "moodle/block:edit",
          "moodle/backup:userinfo",
          "moodle/grade:view",
          "mod/assign:submit",
          "mod/assign:grade",
          "mod/assign:oldgrade",
          "mod/forum:replypost",
          "mod/forum:viewdiscussion",
          "mod/forum:deleteanypost",
          "mod/forum:oldpost",
          "mod/quiz:attempt",
          "mod/quiz:view",
          "mod/quiz:oldattempt",
          "mod/wiki:viewpage",
          "mod/wiki:editpage",
          "mod/wiki:oldedit",
          "mod/page:view",
          "block/html:oldadd",
          "report/log:view",
          "tool/mobile:use");

  /** Only exactly 'write' is guarded and locked; core itself has a 'READ'. */
  private static final List<String> CAPABILITY_TYPES =
      List.of(
          "read", "read", "read", "read", "write", "write", "write", "write", "READ", "WRITE", "");

  private static final List<Integer> LEVELS = List.of(10, 30, 40, 50, 70, 80, 1234);

  /** What Moodle's API never writes, but damaged sites have. */
  private static final List<Integer> ODD_PERMISSIONS = List.of(0, 0, 0, 2, -2, -999, -1001, 1000);

  private final Chance chance;
  private final RandomTables tables;
  private final List<Long> missingContexts;

  private final Set<List<Object>> roleCapabilityKeys = new HashSet<>();
  private final Set<List<Object>> assignmentKeys = new HashSet<>();

  private final int prohibitPercent;
  private final int oddPercent;

  RandomRoles(Chance chance, RandomTables tables, List<Long> missingContexts) {
    this.chance = chance;
    this.tables = tables;
    this.missingContexts = missingContexts;
    prohibitPercent = chance.pick(List.of(0, 2, 10));
    oddPercent = chance.pick(List.of(0, 0, 0, 20));
  }

  void draw() {
    drawRoles();
    drawCapabilities();
    drawRoleCapabilities();
    drawAssignments();
  }

  private void drawRoles() {
    int count = roleCount();
    List<Integer> sortOrders = chance.shuffled(IntStream.rangeClosed(1, count).boxed().toList());
    for (int sortOrder : sortOrders) {
      long id = tables.nextId("role");
      tables.add("role", id, "", "role" + id, sortOrder, chance.pick(ARCHETYPES));
    }
  }

  /** More than 64 now and then: that is where a set of roles no longer fits into one word. */
  private int roleCount() {
    return switch (chance.between(0, 11)) {
      case 0 -> chance.between(65, 70);
      case 1 -> chance.between(13, 64);
      default -> chance.between(2, 12);
    };
  }

  private void drawCapabilities() {
    int count = chance.between(5, 30);
    for (String name : chance.shuffled(CAPABILITIES).subList(0, count)) {
      tables.add(
          "capabilities",
          tables.nextId("capabilities"),
          name,
          chance.pick(CAPABILITY_TYPES),
          chance.pick(LEVELS),
          component(name),
          chance.percent(60) ? 0 : chance.between(1, 63));
    }
  }

  private static String component(String capability) {
    String beforeColon = capability.substring(0, capability.indexOf(':'));
    return beforeColon.startsWith("moodle/") ? "moodle" : beforeColon.replace('/', '_');
  }

  private void drawRoleCapabilities() {
    List<String> names = tables.texts("capabilities", "name");
    List<Long> roles = tables.ids("role");
    int draws = chance.between(20, 20 + Math.min(1500, roles.size() * names.size()));
    for (int index = 0; index < draws; index++) {
      long role = chance.oneIn(30) ? MISSING_ROLE : chance.pickFavourite(roles);
      long context = chance.percent(40) ? systemContext() : anyContext();
      String capability = chance.oneIn(20) ? leftOver() : chance.pickFavourite(names);
      if (roleCapabilityKeys.add(List.of(role, context, capability))) {
        tables.add(
            "role_capabilities",
            tables.nextId("role_capabilities"),
            context,
            role,
            capability,
            permission());
      }
    }
  }

  /**
   * A name that mostly has no row in capabilities: such rows are dropped, also for a check by it.
   */
  private String leftOver() {
    return chance.oneIn(2)
        ? RandomSites.UNKNOWN_CAPABILITY
        : chance.pick(RandomSites.DEPRECATED).name();
  }

  private int permission() {
    if (chance.percent(oddPercent)) {
      return chance.pick(ODD_PERMISSIONS);
    }
    if (chance.percent(prohibitPercent)) {
      return -1000;
    }
    return chance.percent(65) ? 1 : -1;
  }

  private void drawAssignments() {
    List<Long> roles = tables.ids("role");
    List<Long> users = tables.ids("user");
    int draws = chance.between(0, 8 * users.size());
    for (int index = 0; index < draws; index++) {
      long role = chance.oneIn(25) ? MISSING_ROLE : chance.pickFavourite(roles);
      long context = chance.percent(15) ? systemContext() : anyContext();
      long user = chance.oneIn(25) ? chance.pick(MISSING_USERS) : chance.pick(users);
      addAssignment(role, context, user, chance.percent(80) ? "" : "enrol_manual", 0);
      if (chance.oneIn(6)) {
        addAssignment(role, context, user, "enrol_cohort", index + 1);
      }
    }
  }

  /** Moodle does not write the same assignment twice; only component and item make it another. */
  private void addAssignment(long role, long context, long user, String component, int itemId) {
    if (assignmentKeys.add(List.of(role, context, user, component, itemId))) {
      tables.add(
          "role_assignments",
          tables.nextId("role_assignments"),
          role,
          context,
          user,
          component,
          itemId);
    }
  }

  private long systemContext() {
    int row = tables.texts("context", "contextlevel").indexOf("10");
    return tables.ids("context").get(row);
  }

  private long anyContext() {
    if (chance.oneIn(25)) {
      return missingContexts.isEmpty() ? MISSING_CONTEXT : chance.pick(missingContexts);
    }
    return chance.pick(tables.ids("context"));
  }
}
