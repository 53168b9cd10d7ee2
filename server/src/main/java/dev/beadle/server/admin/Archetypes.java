package dev.beadle.server.admin;

import java.util.List;

/** Moodle's archetypes of roles (§1). */
final class Archetypes {
  /** In Moodle's order, which is that of the standard roles' ids. */
  static final List<String> NAMES =
      List.of(
          "manager",
          "coursecreator",
          "editingteacher",
          "teacher",
          "student",
          "guest",
          "user",
          "frontpage");

  /** role.archetype */
  static final int LONGEST_NAME = 30;

  private Archetypes() {}

  /** Refuses what is neither an archetype nor empty. */
  static void requireKnown(String field, String archetype) {
    if (!archetype.isEmpty() && !NAMES.contains(archetype)) {
      throw Fields.invalid(field, archetype, "empty, or one of " + String.join(", ", NAMES));
    }
  }
}
