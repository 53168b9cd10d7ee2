package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.site;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The capabilities that a context offers for overriding (§15). */
final class OfferedCapabilitiesTest {
  private long nextId = 1_000_000;

  /** §15: categories and courses offer what their possible children do. */
  @Test
  void of_categoryAndCourse_offerTheLevelsBelow() {
    TestSite site = furnished();
    assertThat(offered(site, "cat"))
        .contains("moodle/category:manage", "moodle/course:view", "mod/forum:x", "block/html:x")
        .doesNotContain("moodle/site:config", "moodle/user:view");
    assertThat(offered(site, "course"))
        .contains("moodle/course:view", "mod/forum:x", "block/html:x", "mod/quiz:x")
        .doesNotContain("moodle/category:manage", "moodle/site:config");
    assertThat(offered(site, TestSite.SYSTEM)).contains("moodle/site:config", "moodle/user:view");
  }

  /** §15: a user's context offers its level, and the grades. */
  @Test
  void of_user_offersItsLevelAndGrades() {
    TestSite site = furnished();
    assertThat(offered(site, site.contextNameOf("ann")))
        .containsExactly("moodle/grade:viewall", "moodle/user:view");
  }

  /** §15: a module offers its own, its plug-ins', what it uses of others, and what is anybody's. */
  @Test
  void of_module_offersItsOwnAndItsPluginsAndWhatItUses() {
    TestSite site = furnished();
    assertThat(offered(site, "quiz1"))
        .contains("mod/quiz:x", "quizaccess/seb:x", "quiz/report:x", "moodle/question:add")
        .contains("tiny/link:use")
        .doesNotContain("mod/forum:x", "forumreport/summary:x", "moodle/course:view");
    assertThat(offered(site, "forum1"))
        .contains("mod/forum:x", "forumreport/summary:x", "moodle/rating:rate", "tiny/link:use")
        .doesNotContain("mod/quiz:x", "quizaccess/seb:x", "quiz/report:x", "moodle/question:add");
    assertThat(offered(site, "lost"))
        .as("its row is gone")
        .contains("tiny/link:use")
        .doesNotContain("mod/quiz:x", "mod/forum:x", "quizaccess/seb:x");
  }

  /** §15: a block offers its own and what every block has. */
  @Test
  void of_block_offersItsOwnAndThatOfEveryBlock() {
    TestSite site = furnished();
    assertThat(offered(site, "html1"))
        .containsExactly("block/html:x", "moodle/block:edit", "moodle/block:view");
  }

  private TestSite furnished() {
    TestSite site = site().category("cat", TestSite.SYSTEM).course("course", "cat");
    capability(site, "moodle/site:config", 10, "moodle");
    capability(site, "moodle/user:view", 30, "moodle");
    capability(site, "moodle/category:manage", 40, "moodle");
    for (String name : List.of("course:view", "grade:viewall", "question:add", "rating:rate")) {
      capability(site, "moodle/" + name, 50, "moodle");
    }
    for (String name : List.of("mod/forum:x", "mod/quiz:x")) {
      capability(site, name, 70, name.replaceFirst(":.*", "").replace('/', '_'));
    }
    capability(site, "quiz/report:x", 70, "quiz_report");
    capability(site, "quizaccess/seb:x", 10, "quizaccess_seb");
    capability(site, "forumreport/summary:x", 70, "forumreport_summary");
    capability(site, "tiny/link:use", 70, "tiny_link");
    capability(site, "block/html:x", 80, "block_html");
    capability(site, "block/tags:x", 80, "block_tags");
    capability(site, "moodle/block:view", 80, "moodle");
    capability(site, "moodle/block:edit", 80, "moodle");
    module(site, "quiz1", "quiz");
    module(site, "forum1", "forum");
    site.module("lost", "course").block("html1", "course");
    return site.put(
        SiteTable.BLOCK_INSTANCES,
        Map.of("id", instanceOf(site, "html1"), "blockname", "html", "parentcontextid", "0"));
  }

  private void module(TestSite site, String name, String kind) {
    site.module(name, "course");
    String moduleId = Long.toString(nextId++);
    site.put(SiteTable.MODULES, Map.of("id", moduleId, "name", kind, "visible", "1"));
    site.put(
        SiteTable.COURSE_MODULES,
        Map.of("id", instanceOf(site, name), "course", "1", "module", moduleId));
  }

  private static String instanceOf(TestSite site, String context) {
    PolicySnapshot snapshot = site.snapshot();
    return Long.toString(snapshot.contexts().instanceIdOf(RoleSite.context(site, context)));
  }

  private void capability(TestSite site, String name, int level, String component) {
    site.put(
        SiteTable.CAPABILITIES,
        Map.of(
            "id",
            Long.toString(nextId++),
            "name",
            name,
            "captype",
            "read",
            "contextlevel",
            Integer.toString(level),
            "component",
            component));
  }

  private static List<String> offered(TestSite site, String context) {
    PolicySnapshot snapshot = site.snapshot();
    return OfferedCapabilities.of(snapshot, RoleSite.context(site, context)).stream()
        .map(snapshot.capabilities()::nameOf)
        .toList();
  }
}
