package dev.beadle.server.search.courses;

import java.util.Set;

/**
 * Which kinds of activities know groups (FEATURE_GROUPS): a thing that Moodle's code says, and no
 * table.
 *
 * @param withoutGroups the module names (modules.name) that do not. Of any other, a plug-in's for
 *     example, it is taken for granted that it does: that hides more, never less.
 */
public record ModuleFeatures(Set<String> withoutGroups) {
  /** The activities of Moodle's core, 4.5 to 5.1. */
  public static final ModuleFeatures OF_CORE =
      new ModuleFeatures(
          Set.of(
              "book",
              "folder",
              "glossary",
              "imscp",
              "label",
              "lti",
              "page",
              "qbank",
              "resource",
              "subsection",
              "url"));

  public ModuleFeatures {
    withoutGroups = Set.copyOf(withoutGroups);
  }

  boolean knowsGroups(String moduleName) {
    return !withoutGroups.contains(moduleName);
  }
}
