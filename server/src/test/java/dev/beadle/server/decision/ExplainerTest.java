package dev.beadle.server.decision;

import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Explanation.Effect;
import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way to a decision: who has what, from where, and what became of it (§5 to §8). */
final class ExplainerTest {
  /** §7.3: each permission on the way, nearest first, with what became of it. */
  @Test
  void explain_shadowedAndDecisive_areToldApart() {
    TestSite site = classroom().prevent("student", SYSTEM, REPLY).allow("student", "course", REPLY);
    site.assign("ann", "student", "cat");
    RoleStep student = onlyRole(site.ask("ann", REPLY, "forum").explain());
    assertThat(student.permissions())
        .containsExactly(
            new FoundPermission(node(site, "course"), 1, Effect.NEAREST, true),
            new FoundPermission(node(site, SYSTEM), -1, Effect.SHADOWED, false));
  }

  /** §7.3: a prohibit decides wherever it stands, and the allow nearer by does not. */
  @Test
  void explain_prohibitAbove_isDecisive() {
    TestSite site =
        classroom().prohibit("student", SYSTEM, REPLY).allow("student", "course", REPLY);
    site.assign("ann", "student", "cat");
    RoleStep student = onlyRole(site.ask("ann", REPLY, "forum").explain());
    assertThat(student.permissions())
        .containsExactly(
            new FoundPermission(node(site, "course"), 1, Effect.NEAREST, false),
            new FoundPermission(node(site, SYSTEM), -1000, Effect.PROHIBITS, true));
  }

  /** §5 (3): each assignment of a role is an origin, with what made it. */
  @Test
  void explain_assignedTwice_tellsBothOrigins() {
    TestSite site = classroom().role("student");
    site.assign("ann", "student", "cat", "enrol_cohort", 7).assign("ann", "student", "forum");
    assertThat(onlyRole(site.ask("ann", REPLY, "forum").explain()).origins())
        .containsExactly(
            new Origin(RoleOrigin.ASSIGNMENT, node(site, "forum"), AssignmentSource.BY_HAND),
            new Origin(
                RoleOrigin.ASSIGNMENT, node(site, "cat"), new AssignmentSource("enrol_cohort", 7)));
  }

  /** §5: roles that nobody assigned are told by where they come from. */
  @Test
  void explain_rolesWithoutAssignment_tellTheirOrigin() {
    TestSite site = classroom().role("guests", "guest").setRole("defaultuserroleid", "user");
    site.setRole("defaultfrontpageroleid", "front").setRole("notloggedinroleid", "visitor");
    assertThat(kinds(site.ask("ann", VIEW, FRONT_PAGE).explain()))
        .containsExactly(RoleOrigin.FRONT_PAGE, RoleOrigin.DEFAULT_USER);
    assertThat(kinds(site.ask("ann", VIEW, "forum").explain()))
        .containsExactly(RoleOrigin.DEFAULT_USER);
    assertThat(kinds(site.ask(GUEST, VIEW, "forum").explain())).containsExactly(RoleOrigin.GUEST);
    assertThat(kinds(site.ask(0, VIEW, "forum").explain()))
        .containsExactly(RoleOrigin.NOT_LOGGED_IN);
  }

  /** §7.2, §5: switched and temporary roles are the session's. */
  @Test
  void explain_rolesOfTheSession_tellTheirOrigin() {
    TestSite site = classroom().role("student").role("guests").setRole("defaultuserroleid", "user");
    assertThat(
            kinds(
                site.ask("ann", VIEW, "forum")
                    .asCurrentUser()
                    .switchedTo("student", "course")
                    .explain()))
        .containsExactly(RoleOrigin.SWITCHED, RoleOrigin.DEFAULT_USER);
    assertThat(
            kinds(
                site.ask("ann", VIEW, "forum")
                    .asCurrentUser()
                    .temporarily("guests", "course")
                    .explain()))
        .containsExactly(RoleOrigin.TEMPORARY, RoleOrigin.DEFAULT_USER);
  }

  /** §6: when a guard decides, it is the last one told, and no role is. */
  @Test
  void explain_guardDecides_tellsTheGuardsUpToIt() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).assign("ann", "student", SYSTEM);
    Explanation explanation = site.lock("cat").ask("ann", REPLY, "forum").explain();
    assertThat(explanation.decision()).isEqualTo(Decision.DENIED_BY_LOCK);
    assertThat(explanation.roles()).isEmpty();
    assertThat(explanation.guards())
        .extracting(step -> step.decided())
        .containsExactly(false, false, false, true);
  }

  /** §6, §7: the text names the user, the place, the way up, each guard and each role. */
  @Test
  void text_allowedByRole_tellsTheWholeWay() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).prevent("teacher", "course", VIEW);
    site.assign("ann", "student", "course", "enrol_manual", 3).assign("ann", "teacher", "forum");
    site.role("student").role("teacher");
    String text = site.ask("ann", VIEW, "forum").explainText();
    assertThat(text)
        .contains("YES: user " + site.userId("ann") + " may " + VIEW + " in Module ")
        .contains("because a role allows it and none prohibits it.")
        .contains("Course course [context " + site.contextId("course") + "] < Category cat")
        .contains("role student:", "by enrol_manual 3", "allow in System [context 1]   <- decides")
        .contains("role teacher:", "prevent in Course course")
        .contains("passed:")
        .doesNotContain("decided:");
  }

  /** §6: the text of a guard's decision says which guard. */
  @Test
  void text_deniedByGuard_tellsTheGuard() {
    TestSite site = classroom().lock("cat");
    assertThat(site.ask(ADMIN, REPLY, "forum").explainText())
        .startsWith("NO: user 2 may not " + REPLY)
        .contains("decided: the context, or one above it, is locked, and the capability writes")
        .contains("[context " + site.contextId("cat") + ", locked]");
    assertThat(site.ask(0, REPLY, "forum").explainText())
        .startsWith("NO: a visitor may not ")
        .contains("decided: the capability writes or has a risk that bars visitors and guests");
  }

  /** §7.4: the text says when no role counts, when one says nothing, and when a number is odd. */
  @Test
  void text_nothingAllows_saysWhy() {
    TestSite site = classroom().role("student");
    assertThat(site.ask("ann", VIEW, "forum").explainText()).contains("no role counts here");
    site.assign("ann", "student", "forum");
    assertThat(site.ask("ann", VIEW, "forum").explainText()).contains("says nothing");
    site.store("student", SYSTEM, VIEW, -999);
    assertThat(site.ask("ann", VIEW, "forum").explainText())
        .contains("prevent (stored as -999) in System [context 1]   <- decides");
  }

  /** §2: places are named as administrators know them; damaged ones have a name as well. */
  @Test
  void ofContext_everyLevel_hasAName() {
    TestSite site =
        classroom().block("clock", "forum").context(1234, "plan", "course").withoutRow("course");
    site.userId("ann");
    assertThat(name(site, SYSTEM)).isEqualTo("System");
    assertThat(name(site, "cat")).isEqualTo("Category cat");
    assertThat(name(site, FRONT_PAGE)).isEqualTo("Course frontpage");
    assertThat(name(site, "forum")).startsWith("Module");
    assertThat(name(site, "clock")).startsWith("Block");
    assertThat(name(site, "user ann")).isEqualTo("User " + site.userId("ann"));
    assertThat(name(site, "plan")).startsWith("Level 1234");
    int ghost = site.snapshot().contexts().parentOf(node(site, "forum"));
    assertThat(SiteNames.ofContext(site.snapshot(), ghost)).isEqualTo("(a context without a row)");
  }

  private static RoleStep onlyRole(Explanation explanation) {
    assertThat(explanation.roles()).hasSize(1);
    return explanation.roles().getFirst();
  }

  private static List<RoleOrigin> kinds(Explanation explanation) {
    return explanation.roles().stream()
        .flatMap(role -> role.origins().stream())
        .map(Origin::kind)
        .toList();
  }

  private static int node(TestSite site, String context) {
    return Names.context(site.snapshot(), site.contextId(context), context);
  }

  private static String name(TestSite site, String context) {
    return SiteNames.ofContext(site.snapshot(), node(site, context));
  }
}
