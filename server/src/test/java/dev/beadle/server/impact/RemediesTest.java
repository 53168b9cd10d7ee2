package dev.beadle.server.impact;

import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.impact.RemedyEdit.AllowPermission;
import dev.beadle.server.impact.RemedyEdit.AssignRole;
import dev.beadle.server.impact.RemedyEdit.RemovePermission;
import dev.beadle.server.impact.RemedyEdit.Unlock;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

final class RemediesTest {
  private static final int MANY = 1_000;

  private static RemedyReport remedies(
      TestSite site, long userId, String capability, String context, int limit) {
    int ordinal = site.snapshot().contexts().find(site.contextId(context));
    return Remedies.of(
        site.snapshot(), new RemedyQuestion(userId, ordinal, capability, limit, true), () -> false);
  }

  private static RemedyReport remedies(
      TestSite site, String user, String capability, String context) {
    return remedies(site, site.userId(user), capability, context, MANY);
  }

  /** What each would do, in short: kind, role and context by their names. */
  private static List<String> textOf(TestSite site, RemedyReport report) {
    return report.remedies().stream()
        .map(remedy -> {
          RemedyEdit edit = remedy.edit();
          String kind =
              switch (edit) {
                case AssignRole _ -> "assign";
                case AllowPermission _ -> "allow";
                case RemovePermission _ -> "remove";
                case Unlock _ -> "unlock";
              };
          return kind + nameOfRole(site, edit.roleId()) + " at " + nameOf(site, edit.contextId());
        })
        .toList();
  }

  private static String nameOfRole(TestSite site, long roleId) {
    return roleId == 0
        ? ""
        : " " + site.snapshot().roles().shortNameOf(site.snapshot().roles().find(roleId));
  }

  private static String nameOf(TestSite site, long contextId) {
    return List.of(SYSTEM, "cat", "course", "forum").stream()
        .filter(name -> site.contextId(name) == contextId)
        .findFirst()
        .orElseThrow();
  }

  /** What is allowed needs no remedy. */
  @Test
  void of_allowed_tellsNothing() {
    var site = classroom().role("student").allow("student", SYSTEM, VIEW);
    site.assign("ann", "student", "course");
    assertThat(remedies(site, "ann", VIEW, "forum"))
        .isEqualTo(new RemedyReport(Decision.ALLOWED_BY_ROLE, List.of(), 0, false, ""));
  }

  /** §7: a role that allows may be assigned here or above, one that is held may allow. */
  @Test
  void of_nothingAllows_tellsAssignmentsAndAllows() {
    var site =
        classroom()
            .role("student")
            .role("teacher")
            .allow("teacher", SYSTEM, VIEW)
            .allow("teacher", SYSTEM, REPLY)
            .assign("ann", "student", "course")
            .assign("ben", "student", "course");
    RemedyReport report = remedies(site, "ann", VIEW, "forum");
    assertThat(report.decision()).isEqualTo(Decision.DENIED_NOTHING_ALLOWS);
    assertThat(textOf(site, report))
        .containsExactlyInAnyOrder(
            "allow student at forum",
            "allow student at course",
            "allow student at cat",
            "allow student at system",
            "assign teacher at forum",
            "assign teacher at course",
            "assign teacher at cat",
            "assign teacher at system");
    assertThat(report.found()).isEqualTo(8);
    assertThat(report.obstacle()).isEmpty();
    // VIEW has no risk: one answer of each student, before anything risky of a teacher.
    assertThat(textOf(site, report).getFirst()).isEqualTo("allow student at forum");
    assertThat(report.remedies().getFirst().totals()).isEqualTo(new ImpactTotals(2, 0, 0, 2, 0, 0));
    assertThat(report.remedies()).isSortedAccordingTo(Remedy.ORDER);
  }

  /** §7.3: the one prohibit in the way may go; a prevent that hides an allow too. */
  @Test
  void of_oneProhibit_tellsItsRemoval() {
    var site =
        classroom()
            .role("student")
            .allow("student", SYSTEM, VIEW)
            .prohibit("student", "course", VIEW)
            .assign("ann", "student", "course");
    assertThat(textOf(site, remedies(site, "ann", VIEW, "forum")))
        .containsExactlyInAnyOrder("remove student at course", "allow student at course");
    var prevented =
        classroom()
            .role("student")
            .allow("student", SYSTEM, VIEW)
            .prevent("student", "course", VIEW)
            .assign("ann", "student", "course");
    assertThat(textOf(prevented, remedies(prevented, "ann", VIEW, "forum")))
        .containsExactlyInAnyOrder(
            "remove student at course", "allow student at course", "allow student at forum");
  }

  /** §7.3: of two prohibits neither alone is enough to take away. */
  @Test
  void of_twoProhibits_tellsThatNoSingleEditHelps() {
    var site =
        classroom()
            .role("student")
            .allow("student", SYSTEM, VIEW)
            .prohibit("student", "course", VIEW)
            .prohibit("student", "forum", VIEW)
            .assign("ann", "student", "course");
    RemedyReport report = remedies(site, "ann", VIEW, "forum");
    assertThat(report.remedies()).isEmpty();
    assertThat(report.decision()).isEqualTo(Decision.DENIED_BY_PROHIBIT);
    assertThat(report.obstacle()).contains("2 permissions prohibit it");
  }

  /**
   * §6.7: a single lock may be opened; two cannot by one edit, and what roles deny stays denied.
   */
  @Test
  void of_locked_tellsTheUnlock() {
    var site = classroom().role("student").allow("student", SYSTEM, REPLY).lock("course");
    site.assign("ann", "student", "course");
    RemedyReport report = remedies(site, "ann", REPLY, "forum");
    assertThat(textOf(site, report)).containsExactly("unlock at course");
    // Ann and the administrator, in the course and in the forum.
    assertThat(report.remedies().getFirst().totals()).isEqualTo(new ImpactTotals(4, 0, 4, 2, 0, 2));
    assertThat(remedies(site, "ben", REPLY, "forum").obstacle()).contains("without the lock");
    assertThat(remedies(site.lock("forum"), "ann", REPLY, "forum").obstacle())
        .contains("2 of the contexts");
  }

  /** §6: what a guard denies whatever the roles say has no remedy. */
  @Test
  void of_guards_tellTheObstacle() {
    var site = classroom().role("student").allow("student", SYSTEM, REPLY);
    assertThat(remedies(site, "ann", UNKNOWN, "forum").obstacle()).contains("no such capability");
    assertThat(remedies(site, GUEST, REPLY, "forum").obstacle()).contains("guest");
    assertThat(remedies(site, 999_999, REPLY, "forum", MANY).obstacle()).contains("no such user");
    assertThat(remedies(site.set("forcelogin", "1"), 0, VIEW, "forum", MANY).obstacle())
        .contains("log in");
    site.change("forum", "path", "");
    assertThat(remedies(site, "ann", VIEW, "forum").obstacle()).contains("damaged");
  }

  /** §5: to the guest account nothing can be assigned that counts; its role may allow. */
  @Test
  void of_guestAndVisitor_tellsWhatTheirRoleMayAllow() {
    var site =
        classroom()
            .role("guest", "guest")
            .role("teacher")
            .allow("teacher", SYSTEM, VIEW)
            .setRole("notloggedinroleid", "guest");
    List<String> allows =
        List.of(
            "allow guest at forum",
            "allow guest at course",
            "allow guest at cat",
            "allow guest at system");
    assertThat(textOf(site, remedies(site, GUEST, VIEW, "forum")))
        .containsExactlyInAnyOrderElementsOf(allows);
    assertThat(textOf(site, remedies(site, 0, VIEW, "forum", MANY)))
        .containsExactlyInAnyOrderElementsOf(allows);
  }

  /** §11: Moodle assigns nothing to somebody who is deleted. */
  @Test
  void of_deletedUser_tellsNoAssignment() {
    var site = classroom().role("teacher").allow("teacher", SYSTEM, VIEW);
    site.changeUser("gone", "deleted", "1");
    RemedyReport report = remedies(site, "gone", VIEW, "forum");
    assertThat(report.decision()).isEqualTo(Decision.DENIED_NOTHING_ALLOWS);
    assertThat(report.remedies()).isEmpty();
    assertThat(report.obstacle()).contains("deleted");
  }

  /** The limit cuts what is told, each kind in turn, not what is counted. */
  @Test
  void of_limit_tellsSomeOfEachKind() {
    var site = classroom().role("student").role("teacher").allow("teacher", SYSTEM, VIEW);
    site.assign("ann", "student", "course");
    RemedyReport report = remedies(site, site.userId("ann"), VIEW, "forum", 2);
    assertThat(report.found()).isEqualTo(8);
    assertThat(textOf(site, report))
        .containsExactlyInAnyOrder("allow student at forum", "assign teacher at forum");
  }

  /** Without totals the order is by kind, nearest first. */
  @Test
  void of_withoutTotals_tellsByKind() {
    var site = classroom().role("student").role("teacher").allow("teacher", SYSTEM, VIEW);
    site.assign("ann", "student", "course");
    int forum = site.snapshot().contexts().find(site.contextId("forum"));
    RemedyReport report =
        Remedies.of(
            site.snapshot(),
            new RemedyQuestion(site.userId("ann"), forum, VIEW, 4, false),
            () -> false);
    assertThat(report.remedies()).extracting(Remedy::totals).containsOnlyNulls();
    assertThat(textOf(site, report))
        .containsExactly(
            "allow student at forum",
            "allow student at course",
            "assign teacher at forum",
            "assign teacher at course");
  }

  /** More edits than are tried: what was found is told, and that some may be missing. */
  @Test
  void of_tooManyRoles_saysThatItIsCut() {
    var site = classroom();
    for (int i = 0; i <= Remedies.MAX_CANDIDATES / 4; i++) {
      site.role("role" + i).allow("role" + i, SYSTEM, VIEW);
    }
    RemedyReport report = remedies(site, site.userId("ann"), VIEW, "forum", 1);
    assertThat(report.isCut()).isTrue();
    assertThat(report.found()).isEqualTo(Remedies.MAX_CANDIDATES);
    assertThat(textOf(site, report)).containsExactly("assign role0 at forum");
  }

  /** Work that nobody waits for ends. */
  @Test
  void of_cancelled_ends() {
    var site = classroom().role("teacher").allow("teacher", SYSTEM, VIEW);
    long ann = site.userId("ann");
    int forum = site.snapshot().contexts().find(site.contextId("forum"));
    assertThatThrownBy(() ->
            Remedies.of(site.snapshot(), new RemedyQuestion(ann, forum, VIEW, 1, true), () -> true))
        .isInstanceOf(CancellationException.class);
  }
}
