package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.DENIED_BY_PREVENT;
import static dev.beadle.server.decision.Decision.DENIED_BY_PROHIBIT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of roles that do not fit into one word (§7.2: roles are a set, of any size). */
final class ManyRolesTest {
  private static final int ROLES = 200;

  /** §7.3: a role's place in the set does not matter, around each word's ends least of all. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 62, 63, 64, 65, 126, 127, 128, 129, 191, 192, 199})
  void decide_oneRoleOfMany_allowsOrProhibits(int role) {
    TestSite site = manyRoles().assign("ann", "role" + role, "course");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    site.allow("role" + role, SYSTEM, REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide("bob", REPLY, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    site.prohibit("role" + role, "forum", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.3: one prohibit among two hundred roles denies. */
  @Test
  void decide_allRolesButOneAllow_prohibitOfTheOneDenies() {
    TestSite site = manyRoles();
    for (int role = 0; role < ROLES; role++) {
      site.assign("ann", "role" + role, role % 2 == 0 ? "course" : "cat");
      site.allow("role" + role, SYSTEM, VIEW);
      if (role != 150) {
        site.allow("role" + role, SYSTEM, REPLY);
      }
    }
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("role150", SYSTEM, REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.4: two hundred roles that prevent do not allow. */
  @Test
  void decide_allRolesPrevent_denies() {
    TestSite site = manyRoles();
    for (int role = 0; role < ROLES; role++) {
      site.assign("ann", "role" + role, "course").prevent("role" + role, SYSTEM, REPLY);
    }
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PREVENT);
    assertThat(
            site.assign("ann", "more", "forum")
                .allow("more", SYSTEM, REPLY)
                .decide("ann", REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §8: a role beyond the first word can be switched to, and be a default role. */
  @Test
  void decide_roleBeyondTheFirstWord_isSwitchedToAndDefault() {
    TestSite site = manyRoles().allow("role70", SYSTEM, REPLY);
    assertThat(site.ask("ann", REPLY, "forum").asCurrentUser().switchedTo("role70", "cat").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.setRole("defaultuserroleid", "role70").decide("ann", REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.2: what is remembered for one set is never given for another that differs in high roles. */
  @Test
  void decide_cachedSetsThatDifferInHighRoles_areToldApart() {
    TestSite site = manyRoles().allow("role64", SYSTEM, REPLY).allow("role192", SYSTEM, VIEW);
    site.assign("ann", "role64", SYSTEM).assign("bob", "role128", SYSTEM);
    site.assign("cid", "role64", SYSTEM).assign("cid", "role192", SYSTEM);
    var cached = new DecisionPoint(new CachedResolutions(new Resolver(), 1 << 20));
    for (int round = 0; round < 3; round++) {
      for (String user : new String[] {"ann", "bob", "cid", "dan"}) {
        for (String capability : new String[] {REPLY, VIEW}) {
          AccessQuery query = site.ask(user, capability, "forum").query();
          assertThat(cached.decide(site.snapshot(), query))
              .isEqualTo(site.decide(user, capability, "forum"));
        }
      }
    }
  }

  private static TestSite manyRoles() {
    TestSite site = classroom();
    for (int role = 0; role < ROLES; role++) {
      site.role("role" + role);
    }
    return site;
  }
}
