package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.all;
import static dev.beadle.server.grpc.Messages.any;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.in;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Messages.switchTo;
import static dev.beadle.server.grpc.Messages.temporary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Environment;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.ExplainedGuard;
import dev.beadle.v1.ExplainedRole;
import dev.beadle.v1.Explanation;
import dev.beadle.v1.FoundPermission;
import dev.beadle.v1.FoundPermission.Effect;
import dev.beadle.v1.RoleOrigin;
import dev.beadle.v1.RoleOrigin.Kind;
import dev.beadle.v1.Rule;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** check.proto: ExplainCapability: text and structure tell the way to the same decision. */
@TestInstance(Lifecycle.PER_CLASS)
final class ExplainTest {
  private static final String ATTEMPT = "mod/quiz:attempt";
  private static final String REPLY = "mod/forum:replypost";

  /** Rules that are not a guard's. */
  private static final Set<Rule> OF_ROLES =
      Set.of(
          Rule.RULE_ROLE_ALLOWS,
          Rule.RULE_ROLE_PROHIBITS,
          Rule.RULE_ROLE_PREVENTS,
          Rule.RULE_NOTHING_ALLOWS);

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** decision, explanations: those of a random question tell its decision, guards and roles. */
  @Test
  void explain_randomQuestions_tellTheDecision() {
    var explainer = new Explainer(new DecisionPoint(new Resolver()));
    try (var random = ServedSite.empty()) {
      Seeds.check(
          40,
          seed -> {
            RandomSite site = RandomSite.of(seed);
            random.server().publish(ServedSite.loaded(site.snapshot()));
            for (Question question : site.questions(12, new Random(seed))) {
              CapabilityQuestion message = Messages.of(question);
              var answer = random.stub().explainCapability(Messages.explain(message));
              assertThat(answer.getDecision())
                  .isEqualTo(random.stub().checkCapability(check(message)).getDecision());
              assertThat(answer.getText())
                  .isEqualTo(
                      ExplanationText.of(
                          site.snapshot(),
                          explainer.explain(site.snapshot(), site.query(question)),
                          question.capability()));
              assertThat(answer.getExplanationsCount()).isOne();
              assertTellsDecision(answer.getExplanations(0), message, answer.getDecision());
            }
          });
    }
  }

  /** roles, permissions: a prohibit decides wherever it stands; the rest is shown all the same. */
  @Test
  void explain_prohibit_isDecisive() {
    ExplainCapabilityResponse answer = explain(one(23, ATTEMPT, 42));
    assertThat(answer.getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_PROHIBITS);
    Explanation explanation = answer.getExplanations(0);
    assertThat(explanation.getPathList())
        .extracting(ExplainedContext::getId)
        .containsExactly(42L, 32L, 4L, 3L, 1L);
    assertThat(explanation.getPathList())
        .extracting(ExplainedContext::getLevel)
        .containsExactly(70, 50, 40, 40, 10);
    assertThat(explanation.getPath(0).getInstanceId()).isEqualTo(7);
    assertThat(explanation.getPath(1).getName()).contains("CHEM204");
    List<FoundPermission> decisive =
        explanation.getRolesList().stream()
            .flatMap(role -> role.getPermissionsList().stream())
            .filter(FoundPermission::getDecisive)
            .toList();
    assertThat(decisive)
        .isNotEmpty()
        .allMatch(found -> found.getEffect() == Effect.EFFECT_PROHIBITS)
        .allMatch(found -> found.getPermission() == -1000);
    assertThat(explanation.getRolesList())
        .extracting(ExplainedRole::getShortName)
        .contains("student", "user");
    assertThat(answer.getText()).startsWith("NO: user 23 may not mod/quiz:attempt in ");
  }

  /** RoleOrigin: each kind of reason why a user has a role, with its place. */
  @Test
  void explain_rolesOfEveryKind_tellWhereTheyComeFrom() {
    assertThat(originsOf(one(12, REPLY, 45)))
        .contains(Kind.KIND_ASSIGNMENT, Kind.KIND_DEFAULT_USER);
    assertThat(originsOf(one(12, "mod/forum:viewdiscussion", 36))).contains(Kind.KIND_FRONT_PAGE);
    assertThat(originsOf(one(0, "mod/forum:viewdiscussion", 45)))
        .containsExactly(Kind.KIND_NOT_LOGGED_IN);
    assertThat(originsOf(one(1, "mod/forum:viewdiscussion", 45))).containsExactly(Kind.KIND_GUEST);
    Environment.Builder session = Environment.newBuilder().setSubjectIsCurrentUser(true);
    assertThat(originsOf(in(session.clone().addRoleSwitches(switchTo(31, 5)), one(5, REPLY, 37))))
        .contains(Kind.KIND_SWITCHED, Kind.KIND_DEFAULT_USER);
    assertThat(
            originsOf(in(session.clone().addTemporaryRoles(temporary(33, 6)), one(10, REPLY, 45))))
        .contains(Kind.KIND_TEMPORARY);
  }

  /** guards: up to the one that decided; then no roles. */
  @Test
  void explain_guardDecides_endsThere() {
    Explanation locked = explain(one(7, REPLY, 48)).getExplanations(0);
    assertThat(locked.getGuardsList())
        .extracting(ExplainedGuard::getRule)
        .containsExactly(
            Rule.RULE_UNKNOWN_CAPABILITY,
            Rule.RULE_FORCED_LOGIN,
            Rule.RULE_GUEST_GUARD,
            Rule.RULE_CONTEXT_LOCKED);
    assertThat(locked.getGuards(3).getDecided()).isTrue();
    assertThat(locked.getRolesList()).isEmpty();
    assertThat(locked.getPathList()).extracting(ExplainedContext::getLocked).contains(true);
    Explanation unknown = explain(one(2, "mod/none:such", 48)).getExplanations(0);
    assertThat(unknown.getGuardsList()).hasSize(1);
    assertThat(unknown.getDecision().getRule()).isEqualTo(Rule.RULE_UNKNOWN_CAPABILITY);
  }

  /** explanations: one for each capability that was looked at, in order, up to the decisive one. */
  @Test
  void explain_list_explainsUpToTheDecisiveOne() {
    for (CapabilityQuestion question :
        List.of(
            any(12, 45, "mod/none:such", ATTEMPT, REPLY, ATTEMPT),
            any(12, 45, ATTEMPT, "mod/none:such"),
            all(12, 45, REPLY, "mod/none:such", REPLY),
            all(12, 45, REPLY, REPLY))) {
      ExplainCapabilityResponse answer = explain(question);
      Decision decision = served.stub().checkCapability(check(question)).getDecision();
      assertThat(answer.getDecision()).isEqualTo(decision);
      List<String> names =
          question.hasAnyOf()
              ? question.getAnyOf().getCapabilitiesList()
              : question.getAllOf().getCapabilitiesList();
      assertThat(answer.getExplanationsList())
          .extracting(Explanation::getCapability)
          .containsExactlyElementsOf(names.subList(0, decision.getDecidingIndex() + 1));
      Explanation last = answer.getExplanations(decision.getDecidingIndex());
      assertThat(last.getDecision()).isEqualTo(decision.toBuilder().clearDecidingIndex().build());
      assertThat(answer.getText())
          .startsWith((decision.getAllowed() ? "YES" : "NO") + " to a")
          .contains(" of " + names.size() + " capabilities");
    }
  }

  /** explanations: none for an empty list; the text says why. */
  @Test
  void explain_emptyList_hasNoExplanations() {
    ExplainCapabilityResponse ofAny = explain(any(2, 45));
    assertThat(ofAny.getExplanationsList()).isEmpty();
    assertThat(ofAny.getDecision().getRule()).isEqualTo(Rule.RULE_ANY_OF_NOTHING);
    assertThat(ofAny.getText()).startsWith("NO to any of 0");
    ExplainCapabilityResponse ofAll = explain(all(0, 45));
    assertThat(ofAll.getDecision().getRule()).isEqualTo(Rule.RULE_ALL_OF_NOTHING);
    assertThat(ofAll.getText()).startsWith("YES to all of 0");
  }

  /** Explanation.replacement: the name whose type and risks were used, of a deprecated one. */
  @Test
  void explain_deprecatedName_tellsItsReplacement() {
    var site =
        TestSite.classroom()
            .capability("mod/forum:oldreply", "read", 0)
            .deprecate("mod/forum:oldreply", REPLY)
            .allow("student", "course", "mod/forum:oldreply")
            .assign("ann", "student", "course");
    served.server().publish(site.load());
    try {
      ExplainCapabilityResponse answer =
          explain(one(site.userId("ann"), "mod/forum:oldreply", site.contextId("forum")));
      assertThat(answer.getDecision().getAllowed()).isTrue();
      assertThat(answer.getExplanations(0).getReplacement()).isEqualTo(REPLY);
      assertThat(answer.getExplanations(0).getCapability()).isEqualTo("mod/forum:oldreply");
    } finally {
      served.server().publish(ServedSite.loadDemo());
    }
  }

  private ExplainCapabilityResponse explain(CapabilityQuestion question) {
    return served.stub().explainCapability(Messages.explain(question));
  }

  private List<Kind> originsOf(CapabilityQuestion question) {
    Explanation explanation = explain(question).getExplanations(0);
    List<RoleOrigin> origins =
        explanation.getRolesList().stream()
            .flatMap(role -> role.getOriginsList().stream())
            .toList();
    assertThat(origins).allMatch(origin -> origin.getContext().getId() > 0);
    return origins.stream().map(RoleOrigin::getKind).toList();
  }

  private static void assertTellsDecision(
      Explanation explanation, CapabilityQuestion question, Decision decision) {
    assertThat(explanation.getDecision()).isEqualTo(decision);
    assertThat(explanation.getUserId()).isEqualTo(question.getUserId());
    assertThat(explanation.getCapability()).isEqualTo(question.getCapability());
    assertThat(explanation.getPath(0).getId()).isEqualTo(question.getContext().getId());
    List<ExplainedGuard> guards = explanation.getGuardsList();
    List<ExplainedGuard> passed = guards.stream().filter(guard -> !guard.getDecided()).toList();
    if (OF_ROLES.contains(decision.getRule())) {
      assertThat(passed).hasSize(8).isEqualTo(guards);
    } else {
      assertThat(explanation.getRolesList()).isEmpty();
      assertThat(guards.getLast().getDecided()).isTrue();
      assertThat(guards.getLast().getRule()).isEqualTo(decision.getRule());
      assertThat(passed).hasSize(guards.size() - 1);
    }
    boolean isDecidedByPermission =
        OF_ROLES.contains(decision.getRule()) && decision.getRule() != Rule.RULE_NOTHING_ALLOWS;
    assertThat(
            explanation.getRolesList().stream()
                .flatMap(role -> role.getPermissionsList().stream())
                .anyMatch(FoundPermission::getDecisive))
        .isEqualTo(isDecidedByPermission);
  }
}
