package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ALL_OF_NOTHING;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.DENIED_ANY_OF_NOTHING;
import static dev.beadle.server.decision.Decision.DENIED_BY_GUEST_GUARD;
import static dev.beadle.server.decision.Decision.DENIED_BY_PREVENT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.decision.Decision.DENIED_UNKNOWN_CAPABILITY;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.MANAGE_LOCKS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.testing.TestSite;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** has_any_capability, has_all_capabilities, and many answers at once (§6). */
final class DecisionPointListTest {
  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final TestSite site =
      classroom()
          .allow("student", SYSTEM, VIEW)
          .prevent("student", SYSTEM, MANAGE_LOCKS)
          .assign("ann", "student", SYSTEM);

  /** §6: any of nothing is denied to everybody, administrators included. */
  @Test
  void decideAny_emptyList_denies() {
    assertThat(any("ann")).isEqualTo(new ListDecision(DENIED_ANY_OF_NOTHING, 0));
    assertThat(any(ADMIN)).isEqualTo(new ListDecision(DENIED_ANY_OF_NOTHING, 0));
  }

  /** §6: all of nothing is allowed to everybody, visitors included. */
  @Test
  void decideAll_emptyList_allows() {
    assertThat(all("ann")).isEqualTo(new ListDecision(ALLOWED_BY_ALL_OF_NOTHING, 0));
    assertThat(all(GUEST)).isEqualTo(new ListDecision(ALLOWED_BY_ALL_OF_NOTHING, 0));
  }

  /** §6: the first one allowed decides. */
  @Test
  void decideAny_oneAllowed_restsOnIt() {
    assertThat(any("ann", REPLY, VIEW, VIEW)).isEqualTo(new ListDecision(ALLOWED_BY_ROLE, 1));
    assertThat(any("ann", UNKNOWN, VIEW)).isEqualTo(new ListDecision(ALLOWED_BY_ROLE, 1));
  }

  /** §6: with none allowed, the answer is the last one's. */
  @Test
  void decideAny_noneAllowed_restsOnTheLast() {
    assertThat(any("ann", REPLY, MANAGE_LOCKS)).isEqualTo(new ListDecision(DENIED_BY_PREVENT, 1));
  }

  /** §6: the first one denied decides. */
  @Test
  void decideAll_oneDenied_restsOnIt() {
    assertThat(all("ann", VIEW, REPLY, MANAGE_LOCKS))
        .isEqualTo(new ListDecision(DENIED_NOTHING_ALLOWS, 1));
    assertThat(all(ADMIN, VIEW, UNKNOWN)).isEqualTo(new ListDecision(DENIED_UNKNOWN_CAPABILITY, 1));
  }

  /** §6: with none denied, the answer is the last one's. */
  @Test
  void decideAll_noneDenied_restsOnTheLast() {
    assertThat(all("ann", VIEW, VIEW)).isEqualTo(new ListDecision(ALLOWED_BY_ROLE, 1));
  }

  /** §6: each answer of many is the one that it would get alone, guards included. */
  @Test
  void decideEach_mixedList_answersEachByItself() {
    var decisions = new Decision[6];
    AccessQuery query = site.ask(GUEST, VIEW, "forum").query();
    decisionPoint.decideEach(
        site.snapshot(), query, ordinals(VIEW, UNKNOWN, REPLY, VIEW), decisions, 1);
    assertThat(decisions)
        .containsExactly(
            null,
            DENIED_NOTHING_ALLOWS,
            DENIED_UNKNOWN_CAPABILITY,
            DENIED_BY_GUEST_GUARD,
            DENIED_NOTHING_ALLOWS,
            null);
  }

  private ListDecision any(String user, String... capabilities) {
    return decisionPoint.decideAny(
        site.snapshot(), site.ask(user, VIEW, "forum").query(), ordinals(capabilities));
  }

  private ListDecision all(String user, String... capabilities) {
    return decisionPoint.decideAll(
        site.snapshot(), site.ask(user, VIEW, "forum").query(), ordinals(capabilities));
  }

  private int[] ordinals(String... capabilities) {
    return Arrays.stream(capabilities)
        .mapToInt(name -> Names.capability(site.snapshot(), name, "capability"))
        .toArray();
  }
}
