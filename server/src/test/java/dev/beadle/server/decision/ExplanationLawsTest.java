package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Explanation.Effect;
import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.GuardStep;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Explanations agree with decisions and with themselves (§6, §7), by seed. */
final class ExplanationLawsTest {
  private static final int SITES = 300;
  private static final int QUESTIONS = 40;
  private static final Set<Decision> BY_ROLES =
      Set.of(
          Decision.ALLOWED_BY_ROLE,
          Decision.DENIED_BY_PROHIBIT,
          Decision.DENIED_BY_PREVENT,
          Decision.DENIED_NOTHING_ALLOWS);

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());

  /** What must hold of the explanation of one question. */
  @FunctionalInterface
  private interface Law {
    void check(RandomSite site, Explanation explanation);
  }

  /** §6, §7: explain(q).decision == decide(q). */
  @Test
  void explain_anyQuestion_givesTheDecision() {
    check((site, explanation) ->
        assertThat(explanation.decision())
            .isEqualTo(decisionPoint.decide(site.snapshot(), explanation.query())));
  }

  /** §6: the last guard shown decided if and only if the decision is a guard's. */
  @Test
  void explain_anyQuestion_onlyTheLastGuardMayHaveDecided() {
    check((_, explanation) -> {
      List<GuardStep> guards = explanation.guards();
      for (GuardStep passed : guards.subList(0, guards.size() - 1)) {
        assertThat(passed.decided()).isFalse();
      }
      assertThat(guards.getLast().decided()).isEqualTo(!BY_ROLES.contains(explanation.decision()));
      if (guards.getLast().decided()) {
        assertThat(guards.getLast().decision()).isEqualTo(explanation.decision());
        assertThat(explanation.roles()).isEmpty();
      } else {
        assertThat(guards).hasSize(8);
      }
    });
  }

  /** §7.3, §7.4: the permissions shown, evaluated by hand, give the decision. */
  @Test
  void explain_decidedByRoles_permissionsShownGiveTheDecision() {
    check((_, explanation) -> {
      if (BY_ROLES.contains(explanation.decision())) {
        assertThat(evaluated(explanation.roles())).isEqualTo(explanation.decision());
      }
    });
  }

  /** §7: entries are marked as decisive if and only if some entry was, and those that were. */
  @Test
  void explain_decidedByRoles_decisiveEntriesAreThoseOfTheDecision() {
    check((_, explanation) -> {
      List<FoundPermission> decisive = new ArrayList<>();
      explanation
          .roles()
          .forEach(role ->
              role.permissions().stream().filter(FoundPermission::decisive).forEach(decisive::add));
      switch (explanation.decision()) {
        case ALLOWED_BY_ROLE ->
            assertThat(decisive)
                .isNotEmpty()
                .allMatch(found -> found.effect() == Effect.NEAREST && found.stored() == 1);
        case DENIED_BY_PROHIBIT ->
            assertThat(decisive)
                .isNotEmpty()
                .allMatch(found -> found.effect() == Effect.PROHIBITS && found.stored() == -1000);
        case DENIED_BY_PREVENT ->
            assertThat(decisive)
                .isNotEmpty()
                .allMatch(found -> found.effect() == Effect.NEAREST && found.stored() != 1);
        default -> assertThat(decisive).isEmpty();
      }
    });
  }

  /**
   * §7.3: permissions are shown nearest first, each on the path, the first one of a role nearest.
   */
  @Test
  void explain_decidedByRoles_permissionsLieOnThePathNearestFirst() {
    check((site, explanation) -> {
      List<Integer> path = path(site, explanation.query().context());
      for (RoleStep role : explanation.roles()) {
        List<Integer> nodes = role.permissions().stream().map(FoundPermission::node).toList();
        assertThat(path).containsAll(nodes);
        assertThat(nodes).isSortedAccordingTo(Comparator.comparingInt(path::indexOf));
        for (int i = 0; i < nodes.size(); i++) {
          FoundPermission found = role.permissions().get(i);
          Effect expected = i == 0 ? Effect.NEAREST : Effect.SHADOWED;
          assertThat(found.effect())
              .isEqualTo(found.stored() == -1000 ? Effect.PROHIBITS : expected);
        }
      }
    });
  }

  /** §5, §7.2: each role is shown once, with at least one origin, each on the path. */
  @Test
  void explain_decidedByRoles_rolesHaveOriginsOnThePath() {
    check((site, explanation) -> {
      List<Integer> path = path(site, explanation.query().context());
      Set<Integer> roles = new HashSet<>();
      for (RoleStep role : explanation.roles()) {
        assertThat(roles.add(role.role())).isTrue();
        assertThat(role.origins()).isNotEmpty();
        assertThat(path).containsAll(role.origins().stream().map(Origin::node).toList());
      }
    });
  }

  /** §6: every explanation can be read, and says the answer first. */
  @Test
  void text_anyQuestion_beginsWithTheAnswer() {
    check((site, explanation) -> {
      String text = ExplanationText.of(site.snapshot(), explanation, "the capability");
      assertThat(text).startsWith(explanation.decision().isAllowed() ? "YES: " : "NO: ");
      assertThat(text.lines().findFirst().orElse("")).contains(explanation.decision().meaning());
      assertThat(text.lines().filter(line -> line.startsWith("  decided: ")).count())
          .isEqualTo(BY_ROLES.contains(explanation.decision()) ? 0 : 1);
      assertThat(text).doesNotContain("null").endsWith("\n");
    });
  }

  private void check(Law law) {
    var explainer = new Explainer(decisionPoint);
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(QUESTIONS, new Random(seed))) {
            try {
              law.check(site, explainer.explain(site.snapshot(), site.query(question)));
            } catch (AssertionError broken) {
              throw new AssertionError(question + ": " + broken.getMessage(), broken);
            }
          }
        });
  }

  private static Decision evaluated(List<RoleStep> roles) {
    boolean allowed = false;
    boolean prevented = false;
    for (RoleStep role : roles) {
      for (FoundPermission found : role.permissions()) {
        if (found.stored() == -1000) {
          return Decision.DENIED_BY_PROHIBIT;
        }
      }
      if (!role.permissions().isEmpty()) {
        boolean roleAllows = role.permissions().getFirst().stored() == 1;
        allowed |= roleAllows;
        prevented |= !roleAllows;
      }
    }
    if (allowed) {
      return Decision.ALLOWED_BY_ROLE;
    }
    return prevented ? Decision.DENIED_BY_PREVENT : Decision.DENIED_NOTHING_ALLOWS;
  }

  private static List<Integer> path(RandomSite site, int context) {
    ContextTree contexts = site.snapshot().contexts();
    List<Integer> path = new ArrayList<>();
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT) {
      path.add(node);
      node = contexts.parentOf(node);
    }
    return path;
  }
}
