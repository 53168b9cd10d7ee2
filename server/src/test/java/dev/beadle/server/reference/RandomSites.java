package dev.beadle.server.reference;

import static dev.beadle.server.reference.RandomTables.rowsOf;
import static dev.beadle.server.reference.RandomTables.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Small random sites and random questions about them: everything that takes part in a check occurs,
 * damaged data included, so that engines that differ anywhere differ on some seed. Everything is
 * drawn from one {@link Random}, so a seed is a complete bug report.
 */
public final class RandomSites {

  /**
   * What the code of these sites declares deprecated: with a replacement, without one, with one
   * that does not exist or is itself deprecated, and by a component that may own no capability.
   */
  public static final List<DeprecatedCapability> DEPRECATED =
      List.of(
          new DeprecatedCapability("mod/forum:oldpost", "mod_forum", "mod/forum:replypost"),
          new DeprecatedCapability(
              "moodle/site:oldlocks", "moodle", "moodle/site:managecontextlocks"),
          new DeprecatedCapability("mod/quiz:oldattempt", "mod_quiz", null),
          new DeprecatedCapability("mod/wiki:oldedit", "mod_wiki", "mod/wiki:neverexisted"),
          new DeprecatedCapability("mod/assign:oldgrade", "mod_assign", "mod/forum:oldpost"),
          new DeprecatedCapability("block/html:oldadd", "block_html", "moodle/block:edit"));

  /** Has role_capabilities rows in these sites, but never a row in capabilities. */
  static final String UNKNOWN_CAPABILITY = "mod/gone:view";

  private static final String COURSE_LEVEL = "50";

  private RandomSites() {}

  /**
   * A site of 5 to 40 contexts: table name without prefix to rows, column to text ("" for NULL).
   * The maps and lists are the caller's to change.
   */
  public static Map<String, List<Map<String, String>>> generate(long seed) {
    Chance chance = Chance.ofSeed(seed);
    RandomTables tables = new RandomTables(chance);
    RandomContexts contexts = new RandomContexts(chance, tables);
    contexts.draw();
    new RandomRoles(chance, tables, contexts.idsWithoutRow()).draw();
    new RandomSettings(chance, tables).draw();
    return tables.tables();
  }

  /** A question that names only contexts that have a row; anything else may be unknown. */
  public static Question randomQuestion(
      Map<String, List<Map<String, String>>> tables, Random random) {
    Chance chance = new Chance(random);
    Map<String, String> context = chance.pick(rowsOf(tables, "context"));
    return new Question(
        userId(tables, chance),
        chance.percent(65),
        capability(tables, chance),
        id(context),
        chance.percent(60),
        roleSwitches(tables, chance, context),
        findLoginAs(tables, chance, context),
        temporaryRoles(tables, chance, context));
  }

  private static long userId(Map<String, List<Map<String, String>>> tables, Chance chance) {
    int kind = chance.between(0, 99);
    if (kind < 6) {
      return 0;
    }
    if (kind < 14) {
      return chance.pick(usersAround(tables, "siteguest"));
    }
    if (kind < 28) {
      return chance.pick(usersAround(tables, "siteadmins"));
    }
    if (kind < 95) {
      return id(chance.pick(rowsOf(tables, "user")));
    }
    return chance.pick(List.of(RandomSettings.MISSING_USER, -1L));
  }

  /** The users that a setting names, and the one that the name guest stands for. */
  private static List<Long> usersAround(
      Map<String, List<Map<String, String>>> tables, String settingName) {
    List<Long> ids = new ArrayList<>();
    for (Map<String, String> row : rowsOf(tables, "config")) {
      if (text(row, "name").equals(settingName)) {
        for (String id : text(row, "value").split(",", -1)) {
          ids.add(id.isBlank() ? 0L : Long.parseLong(id.strip()));
        }
      }
    }
    for (Map<String, String> row : rowsOf(tables, "user")) {
      if (text(row, "username").equals("guest")) {
        ids.add(id(row));
      }
    }
    return ids;
  }

  private static String capability(Map<String, List<Map<String, String>>> tables, Chance chance) {
    int kind = chance.between(0, 99);
    if (kind < 85) {
      return text(chance.pickFavourite(rowsOf(tables, "capabilities")), "name");
    }
    if (kind < 95) {
      return chance.pick(DEPRECATED).name();
    }
    return chance.pick(
        List.of(UNKNOWN_CAPABILITY, "moodle/nonexistent:capability", "mod/forum", ""));
  }

  private static Map<Long, Long> roleSwitches(
      Map<String, List<Map<String, String>>> tables, Chance chance, Map<String, String> context) {
    Map<Long, Long> switches = new LinkedHashMap<>();
    int count = chance.percent(65) ? 0 : chance.between(1, 3);
    for (int index = 0; index < count; index++) {
      switches.put(id(near(tables, chance, context, _ -> true)), roleId(tables, chance));
    }
    return switches;
  }

  private static @Nullable Long findLoginAs(
      Map<String, List<Map<String, String>>> tables, Chance chance, Map<String, String> context) {
    return chance.percent(75) ? null : id(near(tables, chance, context, _ -> true));
  }

  /** Moodle gives temporary roles in courses only. */
  private static Map<Long, List<Long>> temporaryRoles(
      Map<String, List<Map<String, String>>> tables, Chance chance, Map<String, String> context) {
    Map<Long, List<Long>> temporary = new LinkedHashMap<>();
    Predicate<Map<String, String>> course = row -> text(row, "contextlevel").equals(COURSE_LEVEL);
    if (chance.percent(75) || rowsOf(tables, "context").stream().noneMatch(course)) {
      return temporary;
    }
    int count = chance.between(1, 2);
    for (int index = 0; index < count; index++) {
      List<Long> roles = new ArrayList<>(List.of(roleId(tables, chance)));
      if (chance.oneIn(3)) {
        roles.add(roleId(tables, chance));
      }
      temporary.put(id(near(tables, chance, context, course)), roles);
    }
    return temporary;
  }

  private static long roleId(Map<String, List<Map<String, String>>> tables, Chance chance) {
    return chance.oneIn(25)
        ? RandomRoles.MISSING_ROLE
        : id(chance.pickFavourite(rowsOf(tables, "role")));
  }

  /** Mostly the context or one above it, for elsewhere a switch or a login-as changes little. */
  private static Map<String, String> near(
      Map<String, List<Map<String, String>>> tables,
      Chance chance,
      Map<String, String> context,
      Predicate<Map<String, String>> wanted) {
    List<Map<String, String>> all = rowsOf(tables, "context").stream().filter(wanted).toList();
    String path = text(context, "path") + "/";
    List<Map<String, String>> around =
        all.stream().filter(row -> path.startsWith(text(row, "path") + "/")).toList();
    return chance.percent(30) || around.isEmpty() ? chance.pick(all) : chance.pick(around);
  }

  private static long id(Map<String, String> row) {
    return Long.parseLong(text(row, "id"));
  }
}
