package dev.beadle.server.search.compare;

import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.MANAGE_LOCKS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.compare.ComparedSide.Subject;
import dev.beadle.server.search.compare.Comparison.ComparedCapability;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;

/** What one may and the other may not (§6, §7). */
final class ComparisonTest {
  private static final DecisionPoint DECISIONS = new DecisionPoint(new Resolver());

  /** §7: two users in a context, with the rule on either side and the risks. */
  @Test
  void of_twoUsers_tellsWhatOnlyOneMay() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).allow("student", SYSTEM, VIEW);
    site.allow("teacher", SYSTEM, VIEW).assign("ann", "student", "course");
    site.assign("bob", "teacher", "course").prohibit("teacher", "forum", REPLY);
    Comparison compared = compare(user(site, "ann", "forum"), user(site, "bob", "forum"));
    assertThat(compared.differences())
        .containsExactly(
            new ComparedCapability(
                REPLY, 16, Decision.ALLOWED_BY_ROLE, Decision.DENIED_BY_PROHIBIT));
    assertThat(compared.bothCount()).isEqualTo(1);
    assertThat(compared.onlyLeftCount()).isEqualTo(1);
    assertThat(compared.onlyRightCount()).isZero();
  }

  /** §7: two contexts for a user. */
  @Test
  void of_twoContexts_tellsWhatHeMayInOneOnly() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).assign("ann", "student", "course");
    Comparison compared = compare(user(site, "ann", "cat"), user(site, "ann", "forum"));
    assertThat(compared.differences())
        .containsExactly(
            new ComparedCapability(
                REPLY, 16, Decision.DENIED_NOTHING_ALLOWS, Decision.ALLOWED_BY_ROLE));
    assertThat(compared.onlyRightCount()).isEqualTo(1);
  }

  /** §7: two roles, as somebody would have them who has nothing else; locks count. */
  @Test
  void of_twoRoles_tellsWhatOnlyOneGives() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).allow("teacher", SYSTEM, VIEW);
    site.allow("teacher", SYSTEM, MANAGE_LOCKS).lock("course");
    Comparison compared = compare(role(site, "student", "forum"), role(site, "teacher", "forum"));
    assertThat(compared.differences())
        .containsExactly(
            new ComparedCapability(
                VIEW, 0, Decision.DENIED_NOTHING_ALLOWS, Decision.ALLOWED_BY_ROLE),
            new ComparedCapability(
                MANAGE_LOCKS, 0, Decision.DENIED_NOTHING_ALLOWS, Decision.ALLOWED_BY_ROLE));
    Comparison unlocked = compare(role(site, "student", "cat"), role(site, "student", "forum"));
    assertThat(unlocked.differences())
        .containsExactly(
            new ComparedCapability(REPLY, 16, Decision.ALLOWED_BY_ROLE, Decision.DENIED_BY_LOCK));
  }

  /** House, "The way of one change": two revisions; what is new or gone is on one side only. */
  @Test
  void of_twoRevisions_tellsWhatHasChanged() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).assign("ann", "student", "course");
    ComparedSide before = user(site, "ann", "forum");
    site.capability("mod/forum:new", "write", 4).allow("student", SYSTEM, "mod/forum:new");
    Comparison compared = compare(before, user(site, "ann", "forum"));
    assertThat(compared.differences())
        .containsExactly(
            new ComparedCapability(
                "mod/forum:new", 4, Decision.DENIED_UNKNOWN_CAPABILITY, Decision.ALLOWED_BY_ROLE));
  }

  /** House, "The way of one change": where there is no such context, nobody may anything. */
  @Test
  void of_contextThatIsNotThere_deniesEverything() {
    TestSite site = classroom();
    PolicySnapshot snapshot = site.snapshot();
    var nowhere =
        new ComparedSide(snapshot, new Subject.User(2, Environment.DEFAULT), ContextTree.ABSENT);
    Comparison compared = compare(nowhere, user(site, ADMIN, "course"));
    assertThat(compared.onlyRightCount()).isEqualTo(3);
    assertThat(compared.differences())
        .allMatch(one -> one.left() == Decision.DENIED_BY_BROKEN_CONTEXT);
  }

  /** §1: only capabilities with one of the risks. */
  @Test
  void of_risks_leaveOthersOut() {
    TestSite site = classroom();
    Comparison compared =
        Comparison.of(user(site, ADMIN, "course"), user(site, "ann", "course"), 16 | 4, DECISIONS);
    assertThat(compared.differences()).extracting(ComparedCapability::name).containsExactly(REPLY);
  }

  private static Comparison compare(ComparedSide left, ComparedSide right) {
    return Comparison.of(left, right, Comparison.ALL_RISKS, DECISIONS);
  }

  private static ComparedSide user(TestSite site, String user, String context) {
    long userId = site.userId(user);
    PolicySnapshot snapshot = site.snapshot();
    return new ComparedSide(
        snapshot,
        new Subject.User(userId, Environment.DEFAULT),
        snapshot.contexts().find(site.contextId(context)));
  }

  private static ComparedSide role(TestSite site, String role, String context) {
    PolicySnapshot snapshot = site.snapshot();
    return new ComparedSide(
        snapshot,
        new Subject.Role(snapshot.roles().find(site.roleId(role))),
        snapshot.contexts().find(site.contextId(context)));
  }
}
