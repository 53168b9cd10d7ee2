package dev.beadle.server.reference;

import static dev.beadle.server.reference.RandomTables.rowsOf;
import static dev.beadle.server.reference.RandomTables.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws enrolments and groups for a random site, most of them regular, some damaged: of courses,
 * users, groups and instances that are gone, of other courses, doubled, with numbers that mean
 * nothing. Confined to one thread.
 */
public final class RandomParticipation {
  /** The moment around which enrolments begin and end, in seconds since 1970. */
  public static final long NOW = 10_000;

  /** No course, group, grouping, instance or activity has it. */
  public static final long MISSING = 777;

  private static final List<Long> TIMES =
      List.of(0L, 0L, 0L, 9_000L, 9_950L, 9_999L, 10_000L, 10_001L, 10_050L, 11_000L);

  private final Map<String, List<Map<String, String>>> tables;
  private final Chance chance;
  private final List<Long> courseIds = new ArrayList<>();
  private final List<Long> userIds = new ArrayList<>();

  private RandomParticipation(Map<String, List<Map<String, String>>> tables, Random random) {
    this.tables = tables;
    this.chance = new Chance(random);
    rowsOf(tables, "course").forEach(row -> courseIds.add(Long.valueOf(text(row, "id"))));
    rowsOf(tables, "user").forEach(row -> userIds.add(Long.valueOf(text(row, "id"))));
  }

  /** Adds it to the tables of a site, which it changes. */
  public static void addTo(Map<String, List<Map<String, String>>> tables, Random random) {
    var participation = new RandomParticipation(tables, random);
    participation.drawCapability();
    participation.drawCourses();
    participation.drawEnrolments();
    participation.drawGroups();
    participation.drawActivities();
  }

  /** What it takes to know of courses, allowed to some roles. */
  private void drawCapability() {
    String name = "moodle/category:viewcourselist";
    add("capabilities", "name", name, "captype", "read", "component", "moodle", "riskbitmask", 0);
    for (Map<String, String> role : rowsOf(tables, "role")) {
      if (chance.oneIn(2)) {
        add(
            "role_capabilities",
            "contextid",
            text(rowsOf(tables, "context").getFirst(), "id"),
            "roleid",
            text(role, "id"),
            "capability",
            name,
            "permission",
            1);
      }
    }
    rowsOf(tables, "config").stream()
        .filter(row -> text(row, "name").equals("enrol_plugins_enabled"))
        .forEach(row ->
            row.put(
                "value",
                chance.pick(List.of("manual,guest", "guest", "manual", "", "manual, guest"))));
  }

  private void drawCourses() {
    for (Map<String, String> course : rowsOf(tables, "course")) {
      course.put("visible", chance.oneIn(4) ? "0" : "1");
      course.put("groupmode", Integer.toString(chance.pick(List.of(0, 1, 1, 1, 2, 3))));
      course.put("groupmodeforce", chance.oneIn(3) ? "1" : "0");
    }
  }

  private void drawEnrolments() {
    for (long courseId : places()) {
      for (int i = chance.between(0, 3); i > 0; i--) {
        add(
            "enrol",
            "enrol",
            chance.pick(List.of("manual", "guest", "guest", "self")),
            "status",
            chance.oneIn(4) ? 1 : 0,
            "courseid",
            courseId,
            "sortorder",
            i,
            "password",
            chance.oneIn(3) ? "secret" : "");
      }
    }
    List<Long> instances = ids("enrol");
    for (int i = chance.between(0, 30); i > 0; i--) {
      add(
          "user_enrolments",
          "status",
          chance.oneIn(4) ? 1 : 0,
          "enrolid",
          oneOf(instances),
          "userid",
          oneOf(userIds),
          "timestart",
          chance.pick(TIMES),
          "timeend",
          chance.pick(TIMES));
    }
  }

  private void drawGroups() {
    for (long courseId : places()) {
      for (int i = chance.between(0, 3); i > 0; i--) {
        add(
            "groups",
            "courseid",
            courseId,
            "name",
            chance.pick(List.of("Alpha", "beta", "Beta", "gamma")),
            "visibility",
            chance.pick(List.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 7, -1)),
            "participation",
            chance.pick(List.of(1, 1, 1, 0, 2)));
      }
      for (int i = chance.between(0, 2); i > 0; i--) {
        add("groupings", "courseid", courseId, "name", "grouping " + i);
      }
    }
    for (int i = chance.between(0, 12); i > 0; i--) {
      add(
          "groupings_groups",
          "groupingid",
          oneOf(ids("groupings")),
          "groupid",
          oneOf(ids("groups")));
    }
    for (int i = chance.between(0, 30); i > 0; i--) {
      add("groups_members", "groupid", oneOf(ids("groups")), "userid", oneOf(userIds));
    }
    rowsOf(tables, "course")
        .forEach(course -> course.put("defaultgroupingid", chance.oneIn(2) ? "0" : groupingId()));
  }

  private void drawActivities() {
    rowsOf(tables, "modules").getLast().put("name", "page");
    for (Map<String, String> activity : rowsOf(tables, "course_modules")) {
      activity.put("groupmode", Integer.toString(chance.pick(List.of(0, 1, 1, 1, 2, -4))));
      activity.put("groupingid", chance.oneIn(2) ? "0" : groupingId());
      if (chance.oneIn(8)) {
        activity.put("course", Long.toString(oneOf(courseIds)));
      }
      if (chance.oneIn(10)) {
        activity.put("module", Long.toString(MISSING));
      }
    }
  }

  private String groupingId() {
    return Long.toString(oneOf(ids("groupings")));
  }

  /** The courses, and one that is gone. */
  private List<Long> places() {
    List<Long> places = new ArrayList<>(courseIds);
    places.add(MISSING);
    return places;
  }

  private long oneOf(List<Long> ids) {
    return ids.isEmpty() || chance.oneIn(20) ? MISSING : chance.pick(ids);
  }

  private List<Long> ids(String table) {
    return rowsOf(tables, table).stream().map(row -> Long.valueOf(text(row, "id"))).toList();
  }

  private void add(String table, Object... namesAndValues) {
    List<Map<String, String>> rows = rowsOf(tables, table);
    long last = rows.stream().mapToLong(row -> Long.parseLong(text(row, "id"))).max().orElse(0);
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id", Long.toString(last + 1));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    rows.add(row);
  }
}
