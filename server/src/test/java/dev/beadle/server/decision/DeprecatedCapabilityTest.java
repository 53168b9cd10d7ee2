package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN;
import static dev.beadle.server.decision.Decision.DENIED_BY_GUEST_GUARD;
import static dev.beadle.server.decision.Decision.DENIED_BY_LOCK;
import static dev.beadle.server.decision.Decision.DENIED_BY_PREVENT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.decision.Decision.DENIED_UNKNOWN_CAPABILITY;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.MANAGE_LOCKS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that have gone out of use, in every form (§3). */
final class DeprecatedCapabilityTest {
  private static final String OLD = "mod/forum:oldname";

  /** §3: with neither a replacement nor a row of its own it is unknown. */
  @Test
  void decide_deprecatedWithoutAnything_isUnknown() {
    TestSite site = classroom().deprecate(OLD, "");
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
  }

  /** §3: without a replacement the name's own row is used, as if it were not deprecated. */
  @Test
  void decide_deprecatedWithoutReplacement_usesItsOwnRow() {
    TestSite site = student().deprecate(OLD, "").capability(OLD, "write", 0);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide(GUEST, OLD, "forum")).isEqualTo(DENIED_BY_GUEST_GUARD);
    assertThat(site.lock("forum").decide("ann", OLD, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §3: so it is if the replacement does not exist. */
  @Test
  void decide_replacementDoesNotExist_usesItsOwnRow() {
    TestSite site = student().deprecate(OLD, "mod/forum:never").capability(OLD, "read", 0);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.lock("forum").decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §3: and with neither row it is unknown. */
  @Test
  void decide_replacementAndOwnRowMissing_isUnknown() {
    TestSite site = student().deprecate(OLD, "mod/forum:never");
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
  }

  /** §3 [!]: the replacement makes it known, but roles are asked for the old name. */
  @Test
  void decide_ownRowsGone_isDeniedToAllButAdministrators() {
    TestSite site = student().deprecate(OLD, REPLY).allow("student", SYSTEM, REPLY);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
    assertThat(site.ask(ADMIN, OLD, "forum").withoutDoAnything().decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §3 [!]: with its own row left, its own permissions count and not the replacement's. */
  @Test
  void decide_ownRowLeft_usesItsOwnPermissions() {
    TestSite site = student().deprecate(OLD, REPLY).capability(OLD, "read", 0);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("student", SYSTEM, REPLY);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.prevent("student", "course", OLD);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(DENIED_BY_PREVENT);
  }

  /** §3 [!]: type and risks are the replacement's, for the guards. */
  @Test
  void decide_replacementWrites_guardsTheOldName() {
    TestSite site = student().deprecate(OLD, REPLY).capability(OLD, "read", 0);
    assertThat(site.decide(GUEST, OLD, "forum")).isEqualTo(DENIED_BY_GUEST_GUARD);
    assertThat(site.lock("cat").decide("ann", OLD, "forum")).isEqualTo(DENIED_BY_LOCK);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §3 [!]: and the other way round, a replacement that reads takes the guards away. */
  @Test
  void decide_replacementReads_unguardsTheOldName() {
    TestSite site = student().deprecate(OLD, VIEW).capability(OLD, "write", 63).lock("cat");
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(0, OLD, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §6.7: the exception of managing locks is looked for after the mapping. */
  @Test
  void decide_replacedByManagingLocks_isNotLocked() {
    TestSite site = student().deprecate(OLD, MANAGE_LOCKS).capability(OLD, "write", 0).lock("cat");
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.7: so it is lost when the capability that manages locks is itself replaced. */
  @Test
  void decide_managingLocksReplaced_isLocked() {
    TestSite site = student().allow("student", SYSTEM, MANAGE_LOCKS).lock("cat");
    assertThat(site.decide("ann", MANAGE_LOCKS, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.deprecate(MANAGE_LOCKS, "moodle", REPLY);
    assertThat(site.decide("ann", MANAGE_LOCKS, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §3: a replacement that is deprecated in turn is not followed further. */
  @Test
  void decide_replacementDeprecatedInTurn_usesTheFirstOnly() {
    TestSite site = student().deprecate(OLD, "mod/forum:newer").deprecate("mod/forum:newer", REPLY);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
    site.capability("mod/forum:newer", "read", 0);
    assertThat(site.lock("forum").decide("ann", OLD, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide("ann", "mod/forum:newer", "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §3: a component without a row in capabilities has nothing to say about deprecation. */
  @Test
  void decide_componentWithoutCapabilities_isNotHeard() {
    TestSite site = student().deprecate(OLD, "mod_gone", REPLY);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
    site.capability(OLD, "read", 0);
    assertThat(site.lock("forum").decide("ann", OLD, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §3: a deprecation whose component is not known is heard. */
  @Test
  void decide_componentNotKnown_isHeard() {
    TestSite site = student().deprecate(OLD, "", REPLY);
    assertThat(site.decide(ADMIN, OLD, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §4: permissions of a name whose own row is gone are dropped, prohibits included. */
  @ParameterizedTest
  @ValueSource(longs = {1, -1, -1000, 0})
  void decide_permissionsLeftOver_areDropped(long permission) {
    TestSite site = classroom().deprecate(OLD, VIEW).assign("ann", "student", SYSTEM);
    site.store("student", SYSTEM, OLD, permission);
    assertThat(site.decide("ann", OLD, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §3: the catalogue tells the replacement only when it is used. */
  @Test
  void replacementOf_everyForm_isTheOneUsed() {
    TestSite site =
        classroom().deprecate(OLD, VIEW).deprecate("mod/forum:a", "").deprecate("mod/forum:b", "x");
    CapabilityCatalog catalog = site.snapshot().capabilities();
    assertThat(catalog.replacementOf(catalog.find(OLD))).isEqualTo(catalog.find(VIEW));
    for (String name : new String[] {"mod/forum:a", "mod/forum:b", VIEW}) {
      assertThat(catalog.replacementOf(catalog.find(name))).isEqualTo(CapabilityCatalog.ABSENT);
    }
  }

  /** A classroom where ann's role allows the old name. */
  private static TestSite student() {
    return classroom().allow("student", SYSTEM, OLD).assign("ann", "student", SYSTEM);
  }
}
