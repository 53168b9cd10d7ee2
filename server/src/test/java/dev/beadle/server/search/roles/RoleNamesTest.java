package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a role is called where it is shown (§10). */
final class RoleNamesTest {
  /** §10: the alias of the course counts in all that is inside it, and nowhere else. */
  @Test
  void of_aliasOfTheCourse_countsInsideItOnly() {
    TestSite site = classroom().block("news", "forum").block("tags", "cat").role("student");
    alias(site, "student", "course", "Learner");
    for (String inside : new String[] {"course", "forum", "news"}) {
      assertThat(name(site, "student", inside)).isEqualTo("Learner");
    }
    for (String outside : new String[] {SYSTEM, "cat", "tags"}) {
      assertThat(name(site, "student", outside)).isEqualTo("Student");
    }
    assertThat(RoleNames.of(site.snapshot(), RoleSite.role(site, "student"), ContextTree.ABSENT))
        .isEqualTo("Student");
  }

  /** §10: an alias for the context itself, where it is no course, is not asked for. */
  @Test
  void of_aliasOfAModule_isNotAskedFor() {
    TestSite site = alias(classroom().role("student"), "student", "forum", "Poster");
    assertThat(name(site, "student", "forum")).isEqualTo("Student");
  }

  /** §10: a blank alias is none. */
  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "0"})
  void of_blankAlias_isNone(String alias) {
    TestSite site = alias(classroom().role("student"), "student", "course", alias);
    assertThat(name(site, "student", "course")).isEqualTo("Student");
  }

  /** §10: the role's own name, else the standard one of its short name, else that itself. */
  @ParameterizedTest
  @CsvSource({
    "manager, Manager",
    "coursecreator, Course creator",
    "editingteacher, Teacher",
    "teacher, Non-editing teacher",
    "guest, Guest",
    "user, Authenticated user",
    "frontpage, Authenticated user on site home",
    "tutor, tutor"
  })
  void of_withoutOwnName_isTheStandardOne(String shortName, String expected) {
    TestSite site = classroom().role(shortName);
    assertThat(name(site, shortName, "course")).isEqualTo(expected);
    site.put(
        SiteTable.ROLE,
        Map.of(
            "id",
            Long.toString(site.roleId(shortName)),
            "name",
            "Our own",
            "shortname",
            shortName,
            "sortorder",
            "1"));
    assertThat(name(site, shortName, "course")).isEqualTo("Our own");
  }

  private static TestSite alias(TestSite site, String role, String context, String alias) {
    return site.put(
        SiteTable.ROLE_NAMES,
        Map.of(
            "id",
            "1",
            "roleid",
            Long.toString(site.roleId(role)),
            "contextid",
            Long.toString(site.contextId(context)),
            "name",
            alias));
  }

  private static String name(TestSite site, String role, String context) {
    return RoleNames.of(
        site.snapshot(), RoleSite.role(site, role), RoleSite.context(site, context));
  }
}
