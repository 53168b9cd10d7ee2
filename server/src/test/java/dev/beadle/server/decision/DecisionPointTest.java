package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN;
import static dev.beadle.server.decision.Decision.DENIED_BY_FORCED_LOGIN;
import static dev.beadle.server.decision.Decision.DENIED_BY_GUEST_GUARD;
import static dev.beadle.server.decision.Decision.DENIED_BY_LOCK;
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

import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first guards, each by itself (§6.3 to §6.7). Their order is GuardOrderTest's. */
final class DecisionPointTest {
  private static final String RISKY = "mod/forum:risky";

  /** §6.3: unknown is denied to everybody, site administrators included. */
  @ParameterizedTest
  @ValueSource(strings = {UNKNOWN, "", "mod/forum", "MOD/FORUM:REPLYPOST", " mod/forum:replypost"})
  void decide_unknownCapability_deniesEvenTheAdministrator(String capability) {
    TestSite site = classroom();
    assertThat(site.decide(ADMIN, capability, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
    assertThat(site.decide("ann", capability, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
  }

  /** §6.3: with and without the administrators' shortcut. */
  @Test
  void decide_unknownCapabilityWithoutDoAnything_denies() {
    assertThat(classroom().ask(ADMIN, UNKNOWN, "forum").withoutDoAnything().decide())
        .isEqualTo(DENIED_UNKNOWN_CAPABILITY);
  }

  /** §6.3, §4: a permission does not make a capability known. */
  @Test
  void decide_capabilityOnlyInPermissions_isUnknown() {
    TestSite site = classroom().allow("student", SYSTEM, UNKNOWN).assign("ann", "student", SYSTEM);
    assertThat(site.decide("ann", UNKNOWN, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
    assertThat(site.decide(ADMIN, UNKNOWN, "forum")).isEqualTo(DENIED_UNKNOWN_CAPABILITY);
  }

  /** §3: the context level of a capability plays no part in a check. */
  @Test
  void decide_moduleCapabilityInSystemContext_isEvaluated() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign("ann", "student", SYSTEM);
    assertThat(site.decide("ann", VIEW, SYSTEM)).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.5: forced login stops visitors before anything else is looked at. */
  @Test
  void decide_forcedLogin_deniesVisitorWhatHisRoleAllows() {
    TestSite site = visitorsMay(VIEW);
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(ALLOWED_BY_ROLE);
    site.set("forcelogin", "1");
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_BY_FORCED_LOGIN);
  }

  /** §6.5: it concerns nobody but visitors, not even the guest account. */
  @Test
  void decide_forcedLogin_leavesAccountsAlone() {
    TestSite site =
        classroom()
            .set("forcelogin", "1")
            .role("guests", "guest")
            .allow("guests", SYSTEM, VIEW)
            .assign("ann", "guests", SYSTEM);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide(ADMIN, VIEW, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6.5: what PHP takes for empty does not force anybody. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void decide_forcedLoginEmpty_letsVisitorsIn(String value) {
    assertThat(visitorsMay(VIEW).set("forcelogin", value).ask(0, VIEW, "forum").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /**
   * §6.6 [!]: only exactly {@code write}, and only three of the risks, keep visitors and the guest
   * account out.
   */
  @ParameterizedTest
  @CsvSource({
    "write, 0, true",
    "write, 16, true",
    "write, 63, true",
    "read, 0, false",
    "READ, 0, false",
    "WRITE, 0, false",
    "'', 0, false",
    "'write ', 0, false",
    "read, 1, false",
    "read, 2, true",
    "read, 4, true",
    "read, 8, false",
    "read, 16, false",
    "read, 32, true",
    "read, 25, false",
    "read, 27, true",
    "WRITE, 4, true",
    "read, 64, false"
  })
  void decide_visitorAndGuest_areBarredByTypeAndRisk(String type, long risks, boolean barred) {
    TestSite site =
        visitorsMay(RISKY)
            .capability(RISKY, type, risks)
            .role("guests", "guest")
            .allow("guests", SYSTEM, RISKY)
            .allow("guests", "forum", RISKY)
            .assign("ann", "guests", SYSTEM);
    Decision expected = barred ? DENIED_BY_GUEST_GUARD : ALLOWED_BY_ROLE;
    assertThat(site.ask(0, RISKY, "forum").decide()).isEqualTo(expected);
    assertThat(site.decide(GUEST, RISKY, "forum")).isEqualTo(expected);
    assertThat(site.decide("ann", RISKY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.6: also if the guest account is listed as site administrator. */
  @Test
  void decide_guestListedAsAdmin_isStillBarredFromWriting() {
    TestSite site = classroom().set("siteadmins", "2,1");
    assertThat(site.decide(GUEST, REPLY, "forum")).isEqualTo(DENIED_BY_GUEST_GUARD);
    assertThat(site.ask(GUEST, REPLY, "forum").asCurrentUser().decide())
        .isEqualTo(DENIED_BY_GUEST_GUARD);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6.6, §5: without a setting the account named guest is the guest account. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void decide_guestSettingEmpty_barsTheAccountNamedGuest(String value) {
    assertThat(classroom().set("siteguest", value).decide(GUEST, REPLY, "forum"))
        .isEqualTo(DENIED_BY_GUEST_GUARD);
  }

  /** §6.7: a lock on the context itself or on any above it stops writing. */
  @ParameterizedTest
  @ValueSource(strings = {"forum", "course", "cat"})
  void decide_lockedHereOrAbove_deniesWriting(String locked) {
    TestSite site = annMay(REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.lock(locked);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §6.7: nothing above a lock and nothing beside it is locked. */
  @Test
  void decide_lockedElsewhere_isOfNoMatter() {
    TestSite site =
        annMay(REPLY).course("other", "cat").module("chat", "other").lock("course").lock("chat");
    assertThat(site.decide("ann", REPLY, "cat")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "other")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, SYSTEM)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "chat")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §6.7: any number but 0 locks. */
  @ParameterizedTest
  @CsvSource({
    "0, ALLOWED_BY_ROLE",
    "'', ALLOWED_BY_ROLE",
    "2, DENIED_BY_LOCK",
    "-1, DENIED_BY_LOCK"
  })
  void decide_lockedColumn_locksUnlessZero(String locked, Decision expected) {
    assertThat(annMay(REPLY).change("course", "locked", locked).decide("ann", REPLY, "forum"))
        .isEqualTo(expected);
  }

  /** §6.7: reading is never locked, nor is a type that is not exactly {@code write}. */
  @ParameterizedTest
  @CsvSource({
    "read, ALLOWED_BY_ROLE", "READ, ALLOWED_BY_ROLE", "WRITE, ALLOWED_BY_ROLE",
    "Write, ALLOWED_BY_ROLE", "'', ALLOWED_BY_ROLE", "write, DENIED_BY_LOCK"
  })
  void decide_locked_stopsOnlyExactlyWrite(String type, Decision expected) {
    TestSite site = annMay(RISKY).capability(RISKY, type, 4).lock("course");
    assertThat(site.decide("ann", RISKY, "forum")).isEqualTo(expected);
  }

  /** §6.7: the capability that manages locks works in locked contexts. */
  @Test
  void decide_lockedManagingLocks_goesOnToTheRoles() {
    TestSite site = annMay(MANAGE_LOCKS).lock("course");
    assertThat(site.decide("ann", MANAGE_LOCKS, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("bob", MANAGE_LOCKS, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide(ADMIN, MANAGE_LOCKS, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6.7: without the setting no lock is looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void decide_lockingOff_ignoresLocks(String value) {
    TestSite site = annMay(REPLY).lock("course").set("contextlocking", value);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.7 [!]: administrators are blocked too, doanything or not. */
  @Test
  void decide_lockedAndApplyingToAdmins_deniesTheAdministrator() {
    TestSite site = classroom().lock("course");
    assertThat(site.decide(ADMIN, REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
    assertThat(site.ask(ADMIN, REPLY, "forum").withoutDoAnything().decide())
        .isEqualTo(DENIED_BY_LOCK);
  }

  /** §6.7: unless the setting says otherwise; and then only administrators. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void decide_lockedNotApplyingToAdmins_sparesAdministratorsOnly(String value) {
    TestSite site = annMay(REPLY).lock("course").set("contextlockappliestoadmin", value);
    assertThat(site.decide(ADMIN, REPLY, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
    assertThat(site.ask(ADMIN, REPLY, "forum").withoutDoAnything().decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §2: the system context always counts as unlocked. */
  @Test
  void decide_systemContextLocked_isIgnoredThereAndBelow() {
    TestSite site = annMay(REPLY).lock(SYSTEM);
    assertThat(site.decide("ann", REPLY, SYSTEM)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** A classroom where visitors have a role that allows a capability. */
  private static TestSite visitorsMay(String capability) {
    return classroom().setRole("notloggedinroleid", "visitor").allow("visitor", SYSTEM, capability);
  }

  /** A classroom where ann has a role that allows a capability. */
  private static TestSite annMay(String capability) {
    return classroom().allow("student", SYSTEM, capability).assign("ann", "student", SYSTEM);
  }
}
