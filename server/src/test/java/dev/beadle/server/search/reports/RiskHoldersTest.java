package dev.beadle.server.search.reports;

import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.Risk;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RiskHoldersTest {
  private static final String SCRIPTS = "mod/page:addscripts";
  private static final Explainer EXPLAINER = new Explainer(new DecisionPoint(new Resolver()));

  private static TestSite riskySite() {
    return classroom().capability(SCRIPTS, "write", Risk.XSS | Risk.PERSONAL);
  }

  private static List<RiskHolding> all(TestSite site) {
    return RiskHolders.of(site.snapshot(), RiskQuestion.ANY, Checkpoint.NONE);
  }

  /** §5, §7: a role that is assigned gives what it allows there; who has it twice counts once. */
  @Test
  void of_assignedRole_tellsRisksAndHolders() {
    var site =
        riskySite()
            .role("author")
            .allow("author", SYSTEM, SCRIPTS)
            .allow("author", SYSTEM, VIEW)
            .assign("ann", "author", "course")
            .assign("ann", "author", "course", "enrol_manual", 3)
            .assign("ben", "author", "course")
            .assign("gone", "author", "course")
            .changeUser("gone", "deleted", "1")
            .assign(TestSite.GUEST, "author", "course");
    assertThat(all(site))
        .containsExactly(
            new RiskHolding(
                site.roleId("author"),
                site.contextId("course"),
                RoleOrigin.ASSIGNMENT,
                Risk.XSS | Risk.PERSONAL,
                List.of(SCRIPTS),
                Risk.XSS | Risk.PERSONAL,
                2));
  }

  /** §7.3: an override below gives a risk there; a prohibit above it takes the risk away. */
  @Test
  void of_overrideBelow_isRiskBelow() {
    var site =
        riskySite().role("author").allow("author", "forum", SCRIPTS).assign("ann", "author", "cat");
    assertThat(all(site))
        .extracting(RiskHolding::risks, RiskHolding::risksBelow)
        .containsExactly(tuple(0L, (long) Risk.XSS | Risk.PERSONAL));
    assertThat(all(site.prohibit("author", "course", SCRIPTS))).isEmpty();
  }

  /** §5: what everybody has needs no assignment. */
  @Test
  void of_commonRoles_tellsHowManyThereAre() {
    var site =
        riskySite()
            .role("user")
            .role("front")
            .setRole("defaultuserroleid", "user")
            .setRole("defaultfrontpageroleid", "front")
            .allow("user", SYSTEM, REPLY)
            .allow("front", SYSTEM, SCRIPTS)
            .assign("ann", "user", "forum");
    assertThat(all(site))
        .extracting(RiskHolding::through, RiskHolding::contextId, RiskHolding::holders)
        .containsExactly(
            tuple(RoleOrigin.DEFAULT_USER, site.contextId(SYSTEM), 2L),
            tuple(RoleOrigin.FRONT_PAGE, site.contextId(FRONT_PAGE), 2L),
            tuple(RoleOrigin.ASSIGNMENT, site.contextId("forum"), 1L));
  }

  /** §6.6: the guard keeps visitors and guests from writing and from what endangers the site. */
  @Test
  void of_guestRole_tellsOnlyWhatGuestsMay() {
    var site =
        riskySite()
            .capability("moodle/user:viewdetails", "read", Risk.PERSONAL)
            .role("guest", "guest")
            .setRole("notloggedinroleid", "guest")
            .allow("guest", SYSTEM, SCRIPTS)
            .allow("guest", SYSTEM, REPLY)
            .allow("guest", "forum", "moodle/user:viewdetails");
    assertThat(all(site))
        .extracting(RiskHolding::through, RiskHolding::risks, RiskHolding::risksBelow)
        .containsExactly(
            tuple(RoleOrigin.NOT_LOGGED_IN, 0L, (long) Risk.PERSONAL),
            tuple(RoleOrigin.GUEST, 0L, (long) Risk.PERSONAL));
  }

  /** A question may name risks, a role, and a context below which to look. */
  @Test
  void of_narrowQuestion_tellsThatOnly() {
    var site =
        riskySite()
            .course("other", "cat")
            .role("author")
            .role("writer")
            .allow("author", SYSTEM, SCRIPTS)
            .allow("writer", SYSTEM, REPLY)
            .assign("ann", "author", "course")
            .assign("ann", "author", "other")
            .assign("ben", "writer", "course");
    PolicySnapshot snapshot = site.snapshot();
    int course = snapshot.contexts().find(site.contextId("course"));
    int writer = snapshot.roles().find(site.roleId("writer"));
    assertThat(
            RiskHolders.of(
                snapshot,
                new RiskQuestion(Risk.XSS, RoleCatalog.ABSENT, ContextTree.ABSENT),
                Checkpoint.NONE))
        .extracting(RiskHolding::roleId)
        .containsExactly(site.roleId("author"), site.roleId("author"));
    assertThat(RiskHolders.of(snapshot, new RiskQuestion(0, writer, course), Checkpoint.NONE))
        .extracting(RiskHolding::roleId)
        .containsExactly(site.roleId("writer"));
    assertThat(
            RiskHolders.of(
                snapshot, new RiskQuestion(0, RoleCatalog.ABSENT, course), Checkpoint.NONE))
        .extracting(RiskHolding::contextId)
        .containsOnly(site.contextId("course"));
  }

  /**
   * Law, §5 to §7: whatever risky a check allows by a role, the role is told where it is held, with
   * the risk below; right there when the context is the one where it is held.
   */
  @Test
  void of_anySite_missesNoRiskThatACheckAllows() {
    var allowed = new AtomicLong();
    Seeds.check(
        150,
        seed -> {
          PolicySnapshot snapshot = RandomSite.of(seed).snapshot();
          Map<List<Object>, RiskHolding> told = new HashMap<>();
          for (RiskHolding one : RiskHolders.of(snapshot, RiskQuestion.ANY, Checkpoint.NONE)) {
            var key = List.<Object>of(one.roleId(), one.contextId(), one.through());
            assertThat(told.put(key, one)).isNull();
          }
          for (int capability = 0; capability < snapshot.capabilities().size(); capability++) {
            if (snapshot.capabilities().hasRow(capability)
                && snapshot.capabilities().rowOf(capability).risks() != 0) {
              allowed.addAndGet(assertTold(snapshot, capability, told));
            }
          }
        });
    assertThat(allowed.get()).isGreaterThan(1_000);
  }

  private static long assertTold(
      PolicySnapshot snapshot, int capability, Map<List<Object>, RiskHolding> told) {
    long allowed = 0;
    for (int context = 0; context < snapshot.contexts().contextCount(); context++) {
      for (int user = 0; user < snapshot.users().size(); user++) {
        if (!snapshot.users().hasRow(user) || snapshot.users().isDeleted(user)) {
          continue;
        }
        var query =
            new AccessQuery(
                snapshot.users().idOf(user), context, capability, Environment.WITHOUT_DOANYTHING);
        Explanation explanation = EXPLAINER.explain(snapshot, query);
        if (explanation.decision() == Decision.ALLOWED_BY_ROLE) {
          allowed++;
          assertGiver(snapshot, explanation, told);
        }
      }
    }
    return allowed;
  }

  private static void assertGiver(
      PolicySnapshot snapshot, Explanation explanation, Map<List<Object>, RiskHolding> told) {
    int capability = explanation.query().capability();
    long risks = snapshot.capabilities().rowOf(capability).risks();
    for (RoleStep step : explanation.roles()) {
      boolean gives =
          step.permissions().stream()
              .anyMatch(found ->
                  found.decisive() && Permission.ofStored(found.stored()) == Permission.ALLOW);
      for (Origin origin : gives ? step.origins() : List.<Origin>of()) {
        RiskHolding holding =
            told.get(
                List.<Object>of(
                    snapshot.roles().idOf(step.role()),
                    snapshot.contexts().idOf(origin.node()),
                    origin.kind()));
        assertThat(holding).as("%s of %s", origin, step.role()).isNotNull();
        assertThat(holding.risksBelow() & risks).isEqualTo(risks);
        if (snapshot.contexts().nodeOf(explanation.query().context()) == origin.node()) {
          assertThat(holding.capabilities()).contains(snapshot.capabilities().nameOf(capability));
        }
      }
    }
  }

  /** Law, §7.3: what is told to be given right there, the role allows there by itself. */
  @Test
  void of_anySite_tellsNothingThatTheRoleDoesNotAllow() {
    Seeds.check(
        200,
        seed -> {
          PolicySnapshot snapshot = RandomSite.of(seed).snapshot();
          for (RiskHolding one : RiskHolders.of(snapshot, RiskQuestion.ANY, Checkpoint.NONE)) {
            int node = snapshot.contexts().find(one.contextId());
            if (node == ContextTree.ABSENT) {
              continue;
            }
            assertThat(new HashSet<>(one.capabilities())).hasSameSizeAs(one.capabilities());
            long risks = 0;
            for (String name : one.capabilities()) {
              int capability = snapshot.capabilities().find(name);
              risks |= snapshot.capabilities().rowOf(capability).risks();
              assertThat(nearest(snapshot, one.roleId(), node, capability)).isEqualTo(1);
            }
            assertThat(one.risks()).isEqualTo(risks);
            assertThat(one.risksBelow() & risks).isEqualTo(risks);
            assertThat(one.holders()).isPositive();
          }
        });
  }

  private static long nearest(PolicySnapshot snapshot, long roleId, int context, int capability) {
    int role = snapshot.roles().find(roleId);
    long nearest = 0;
    for (int node = snapshot.contexts().nodeOf(context);
        node != ContextTree.NO_PARENT;
        node = snapshot.contexts().parentOf(node)) {
      var scope = snapshot.definitions().findScope(node);
      var permissions = scope == null ? null : scope.find(role);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions != null && at >= 0) {
        long stored = permissions.permissionAt(at);
        if (stored == Permission.STORED_PROHIBIT) {
          return stored;
        }
        nearest = nearest == 0 ? stored : nearest;
      }
    }
    return nearest;
  }
}
