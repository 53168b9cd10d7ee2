package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What can: every capability of the table, as a check decides it (§6, §7). */
final class WhatCanTest {
  private static final int QUESTIONS = 20;

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final WhatCan whatCan = new WhatCan(decisionPoint);

  /** §6, §7: what can == deciding each, sessions and damaged sites included. */
  @Test
  void all_anySite_isEachDecision() {
    Seeds.check(
        150,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(QUESTIONS, new Random(seed))) {
            AccessQuery check = site.query(question);
            List<PermittedCapability> all = ask(site.snapshot(), check);
            for (PermittedCapability one : all) {
              var single =
                  new AccessQuery(
                      check.userId(), check.context(), one.capability(), check.environment());
              assertThat(one.decision())
                  .as("%s of %s", one, question)
                  .isEqualTo(decisionPoint.decide(site.snapshot(), single));
            }
          }
        });
  }

  /** §3: those with a row, whether anybody has them or not, and no others. */
  @Test
  void all_capabilitiesWithAndWithoutRow_namesThoseWithOne() {
    TestSite site =
        TestSite.classroom()
            .role("student")
            .allow("student", "course", TestSite.VIEW)
            .allow("student", "course", TestSite.UNKNOWN)
            .assign("ann", "student", "course");
    CapabilityCatalog capabilities = site.snapshot().capabilities();
    assertThat(ask(site, "ann"))
        .extracting(one -> capabilities.nameOf(one.capability()), PermittedCapability::decision)
        .containsExactlyInAnyOrder(
            tuple(TestSite.VIEW, Decision.ALLOWED_BY_ROLE),
            tuple(TestSite.REPLY, Decision.DENIED_NOTHING_ALLOWS),
            tuple(TestSite.MANAGE_LOCKS, Decision.DENIED_NOTHING_ALLOWS));
  }

  private List<PermittedCapability> ask(TestSite site, String user) {
    int context = site.snapshot().contexts().find(site.contextId("course"));
    return whatCan.all(site.snapshot(), site.userId(user), context, Environment.DEFAULT);
  }

  private List<PermittedCapability> ask(PolicySnapshot snapshot, AccessQuery check) {
    return whatCan.all(snapshot, check.userId(), check.context(), check.environment());
  }
}
