package dev.beadle.server.admin;

import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;

/** What a field of a command may hold; every refusal names field, value and bound. Stateless. */
final class Fields {
  /** role.shortname */
  static final int SHORT_NAME_LENGTH = 100;

  /** role.name, groups.name, course_categories.name, course.shortname, role_names.name */
  static final int NAME_LENGTH = 255;

  /** role_assignments.component, capabilities.component */
  static final int COMPONENT_LENGTH = 100;

  /** capabilities.name */
  static final int CAPABILITY_LENGTH = 255;

  /** block_instances.blockname */
  static final int BLOCK_NAME_LENGTH = 40;

  /** modules.name, enrol.enrol */
  static final int PLUGIN_NAME_LENGTH = 20;

  /** user.username */
  static final int USER_NAME_LENGTH = 100;

  /** config.value of the settings that are kept: a list of site administrators may be long. */
  static final int SETTING_LENGTH = 100_000;

  private static final int SHOWN_LENGTH = 60;

  private Fields() {}

  /** The id of a row: 1 or more. */
  static void requireId(String field, long id) {
    if (id < 1) {
      throw invalid(field, Long.toString(id), "1 or more");
    }
  }

  /** The id of a row, or 0. */
  static void requireIdOrZero(String field, long id) {
    if (id < 0) {
      throw invalid(field, Long.toString(id), "0 or more");
    }
  }

  /** A number within bounds that both count. */
  static void requireBetween(String field, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw invalid(field, Long.toString(value), least + " to " + greatest);
    }
  }

  /** A text that may be empty. */
  static void requireText(String field, String text, int longest) {
    if (text.length() > longest) {
      throw invalid(field, shown(text), "at most " + longest + " characters, not " + text.length());
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid(field, shown(text.replace('\0', '?')), "no character 0");
    }
    // Half a character cannot be written to the log as it is.
    if (text.codePoints().anyMatch(one -> Character.getType(one) == Character.SURROGATE)) {
      throw invalid(field, "", "whole characters; this text has half of one");
    }
  }

  /** A text that may not be blank. */
  static void requireName(String field, String text, int longest) {
    if (text.isBlank()) {
      throw invalid(field, text, "not blank");
    }
    requireText(field, text, longest);
  }

  /** A plug-in's name, or empty for what is done by hand; Moodle wants its type in front. */
  static void requireComponent(String field, String component) {
    requireText(field, component, COMPONENT_LENGTH);
    if (!component.isEmpty() && component.indexOf('_') < 0) {
      throw invalid(field, component, "a plug-in with its type, such as `enrol_manual`");
    }
  }

  /** A refusal of a value. */
  static RefusedChangeException invalid(String field, String value, String expected) {
    return new RefusedChangeException(
        Kind.INVALID,
        field + ": `" + shown(value) + "` (expected: " + expected + ")",
        RefusalDetails.ofField(field));
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
  }
}
