package dev.beadle.server.search.roles;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the activity modules of Moodle 5.1 say in their code, which no table holds: the kinds of
 * plug-ins that they take, and the capabilities of others that they use. Modules from elsewhere are
 * not known here. Stateless.
 */
final class ModulePlugins {
  private static final List<String> COMMENTS =
      List.of("moodle/comment:delete", "moodle/comment:post", "moodle/comment:view");
  private static final List<String> RATINGS =
      List.of(
          "moodle/rating:rate",
          "moodle/rating:view",
          "moodle/rating:viewall",
          "moodle/rating:viewany");
  private static final List<String> COMMENTS_AND_RATINGS =
      List.of(
          "moodle/comment:delete",
          "moodle/comment:post",
          "moodle/comment:view",
          "moodle/rating:rate",
          "moodle/rating:view",
          "moodle/rating:viewall",
          "moodle/rating:viewany");
  private static final List<String> QUESTIONS =
      List.of(
          "moodle/question:add",
          "moodle/question:commentall",
          "moodle/question:commentmine",
          "moodle/question:editall",
          "moodle/question:editmine",
          "moodle/question:flag",
          "moodle/question:managecategory",
          "moodle/question:moveall",
          "moodle/question:movemine",
          "moodle/question:tagall",
          "moodle/question:tagmine",
          "moodle/question:useall",
          "moodle/question:usemine",
          "moodle/question:viewall",
          "moodle/question:viewmine");

  /** The kinds of plug-ins that a module takes: the beginnings of their components' names. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "assign", List.of("assignsubmission", "assignfeedback"),
          "bigbluebuttonbn", List.of("bbbext"),
          "book", List.of("booktool"),
          "data", List.of("datafield", "datapreset"),
          "forum", List.of("forumreport"),
          "lti", List.of("ltisource", "ltiservice"),
          "quiz", List.of("quiz", "quizaccess"),
          "scorm", List.of("scormreport"),
          "workshop", List.of("workshopform", "workshopallocation", "workshopeval"));

  private static final Map<String, List<String>> USED =
      Map.of(
          "assign", List.of("gradereport/grader:view", "moodle/grade:viewall"),
          "data", COMMENTS_AND_RATINGS,
          "forum", RATINGS,
          "glossary", COMMENTS_AND_RATINGS,
          "quiz", QUESTIONS,
          "wiki", COMMENTS);

  private static final Set<String> ALL_KINDS =
      KINDS.values().stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());

  private ModulePlugins() {}

  /** The capabilities of others that a module uses ({@code <module>_get_extra_capabilities}). */
  static List<String> usedBy(String module) {
    return USED.getOrDefault(module, List.of());
  }

  /** Whether a component is a plug-in of a module. */
  static boolean isOf(String component, String module) {
    return KINDS.getOrDefault(module, List.of()).contains(kindOf(component));
  }

  /** Whether a component is a plug-in of any module. */
  static boolean isOfAny(String component) {
    return ALL_KINDS.contains(kindOf(component));
  }

  private static String kindOf(String component) {
    int end = component.indexOf('_');
    return end < 0 ? "" : component.substring(0, end);
  }
}
