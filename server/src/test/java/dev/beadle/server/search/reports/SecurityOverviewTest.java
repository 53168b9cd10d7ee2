package dev.beadle.server.search.reports;

import static dev.beadle.server.search.reports.SecurityCheck.ADMINISTRATORS;
import static dev.beadle.server.search.reports.SecurityCheck.BACKUP;
import static dev.beadle.server.search.reports.SecurityCheck.DEFAULT_USER_ROLE;
import static dev.beadle.server.search.reports.SecurityCheck.FRONT_PAGE_ROLE;
import static dev.beadle.server.search.reports.SecurityCheck.GUEST_ROLE;
import static dev.beadle.server.search.reports.SecurityCheck.XSS;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SecurityOverviewTest {
  private static final String RISKY = "mod/page:addscripts";
  private static final String REQUEST_DELETION = "tool/dataprivacy:requestdelete";
  private static final String BACKUP_OF_USERS = "moodle/backup:userinfo";

  private static SecurityResult resultOf(TestSite site, SecurityCheck check) {
    return SecurityOverview.resultOf(site.snapshot(), check, Checkpoint.NONE);
  }

  private static List<SecurityFinding> findingsOf(TestSite site, SecurityCheck check) {
    return SecurityOverview.findingsOf(site.snapshot(), check, Checkpoint.NONE);
  }

  private static TestSite riskySite() {
    return classroom()
        .capability(RISKY, "write", 4)
        .capability(REQUEST_DELETION, "write", 32)
        .capability(BACKUP_OF_USERS, "read", 8);
  }

  /** §15, defaultuserrole: a warning when the role is not there, set or not. */
  @Test
  void resultOf_missingRole_warnsButOfTheFrontPageInforms() {
    var site = riskySite().setRole("guestroleid", "a role without a row");
    assertThat(resultOf(site, DEFAULT_USER_ROLE).status()).isEqualTo(SecurityStatus.WARNING);
    assertThat(resultOf(site, GUEST_ROLE).status()).isEqualTo(SecurityStatus.WARNING);
    assertThat(resultOf(site, FRONT_PAGE_ROLE).status()).isEqualTo(SecurityStatus.INFO);
    assertThat(resultOf(site, DEFAULT_USER_ROLE).roleId()).isZero();
  }

  /** §15, guestrole: the role of the setting is looked at, not the one that stands in for it. */
  @Test
  void resultOf_guestRoleNotSet_doesNotLookAtTheArchetype() {
    var site = riskySite().role("guest", "guest").allow("guest", SYSTEM, RISKY);
    assertThat(resultOf(site, GUEST_ROLE).status()).isEqualTo(SecurityStatus.WARNING);
    assertThat(findingsOf(site, GUEST_ROLE)).isEmpty();
  }

  /** §15: only allows of capabilities with the risks xss, config and dataloss are critical. */
  @Test
  void resultOf_commonRole_isCriticalByARiskyAllowAnywhere() {
    var site =
        riskySite()
            .role("user", "user")
            .setRole("defaultuserroleid", "user")
            .allow("user", SYSTEM, VIEW)
            .allow("user", SYSTEM, BACKUP_OF_USERS)
            .prevent("user", "course", RISKY);
    assertThat(resultOf(site, DEFAULT_USER_ROLE).status()).isEqualTo(SecurityStatus.OK);
    site.allow("user", "forum", RISKY);
    assertThat(resultOf(site, DEFAULT_USER_ROLE))
        .extracting(SecurityResult::status, SecurityResult::count, SecurityResult::roleId)
        .containsExactly(SecurityStatus.CRITICAL, 1L, site.roleId("user"));
    assertThat(findingsOf(site, DEFAULT_USER_ROLE))
        .containsExactly(
            new SecurityFinding(0, site.roleId("user"), site.contextId("forum"), RISKY));
  }

  /** §15: requesting one's deletion is not held against the default user role, but told. */
  @Test
  void resultOf_requestDeletion_countsForGuestsOnly() {
    var site =
        riskySite()
            .role("user", "user")
            .role("guest", "guest")
            .setRole("defaultuserroleid", "user")
            .setRole("guestroleid", "guest")
            .allow("user", SYSTEM, REQUEST_DELETION)
            .allow("guest", SYSTEM, REQUEST_DELETION);
    assertThat(resultOf(site, DEFAULT_USER_ROLE).status()).isEqualTo(SecurityStatus.OK);
    assertThat(resultOf(site, DEFAULT_USER_ROLE).count()).isEqualTo(1);
    assertThat(resultOf(site, GUEST_ROLE).status()).isEqualTo(SecurityStatus.CRITICAL);
  }

  /** §15: an archetype that does not fit is critical by itself. */
  @Test
  void resultOf_unfittingArchetype_isCritical() {
    for (String archetype : List.of("manager", "coursecreator", "editingteacher", "teacher")) {
      var site =
          riskySite()
              .role("r", archetype)
              .setRole("defaultuserroleid", "r")
              .setRole("guestroleid", "r")
              .setRole("defaultfrontpageroleid", "r");
      for (SecurityCheck check : List.of(DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE)) {
        assertThat(resultOf(site, check).status()).isEqualTo(SecurityStatus.CRITICAL);
      }
    }
    var student =
        riskySite()
            .role("r", "student")
            .setRole("defaultuserroleid", "r")
            .setRole("defaultfrontpageroleid", "r");
    assertThat(resultOf(student, DEFAULT_USER_ROLE).status()).isEqualTo(SecurityStatus.CRITICAL);
    assertThat(resultOf(student, FRONT_PAGE_ROLE).status()).isEqualTo(SecurityStatus.OK);
  }

  /** §15, riskadmin: users with a row, deleted or not; whoever is listed without one is not. */
  @Test
  void resultOf_administrators_countsRows() {
    var site = riskySite().changeUser("gone", "deleted", "1");
    site.set("siteadmins", "2," + site.userId("gone") + ",999999");
    assertThat(resultOf(site, ADMINISTRATORS).status()).isEqualTo(SecurityStatus.INFO);
    assertThat(findingsOf(site, ADMINISTRATORS))
        .extracting(SecurityFinding::userId)
        .containsExactly(2L, site.userId("gone"));
  }

  /** §15, riskxss: the override and the assignment on one path, either above; prohibits or not. */
  @Test
  void resultOf_xss_takesWhatIsOnOnePath() {
    var site =
        riskySite()
            .course("other", "cat")
            .role("author")
            .allow("author", "course", RISKY)
            .prohibit("author", SYSTEM, RISKY)
            .assign("above", "author", "cat")
            .assign("here", "author", "course")
            .assign("below", "author", "forum")
            .assign("aside", "author", "other")
            .assign("gone", "author", "course")
            .changeUser("gone", "deleted", "1");
    assertThat(resultOf(site, XSS).status()).isEqualTo(SecurityStatus.WARNING);
    assertThat(findingsOf(site, XSS))
        .extracting(SecurityFinding::userId)
        .containsExactly(site.userId("above"), site.userId("here"), site.userId("below"));
    assertThat(resultOf(riskySite(), XSS).status()).isEqualTo(SecurityStatus.OK);
  }

  /** §15, riskbackup: nothing below courses counts; definitions, overrides and users are told. */
  @Test
  void resultOf_backup_looksAtCoursesAndAbove() {
    var site =
        riskySite()
            .role("manager")
            .role("teacher")
            .allow("manager", SYSTEM, BACKUP_OF_USERS)
            .allow("teacher", "forum", BACKUP_OF_USERS)
            .allow("teacher", FRONT_PAGE, BACKUP_OF_USERS)
            .assign("ann", "manager", "course")
            .assign("ben", "manager", "forum")
            .assign("cat", "teacher", "course")
            .assign("dan", "teacher", SYSTEM);
    long manager = site.roleId("manager");
    long teacher = site.roleId("teacher");
    assertThat(findingsOf(site, BACKUP))
        .containsExactly(
            new SecurityFinding(0, manager, site.contextId(SYSTEM), ""),
            new SecurityFinding(0, teacher, site.contextId(FRONT_PAGE), ""),
            new SecurityFinding(0, teacher, site.contextId("forum"), ""),
            new SecurityFinding(site.userId("ann"), manager, site.contextId("course"), ""),
            new SecurityFinding(site.userId("dan"), teacher, site.contextId(SYSTEM), ""));
    assertThat(resultOf(site, BACKUP))
        .extracting(SecurityResult::status, SecurityResult::count)
        .containsExactly(SecurityStatus.WARNING, 5L);
    assertThat(resultOf(riskySite(), BACKUP).status()).isEqualTo(SecurityStatus.OK);
  }

  /** Law, §15: on any site, damaged or not, the rows are those of Moodle's SQL. */
  @Test
  void findings_anySite_areThoseOfMoodlesSql() {
    var rows = new AtomicLong();
    Seeds.check(
        500,
        seed -> {
          var site = RandomSite.of(seed);
          var naive = new NaiveReports(site);
          for (SecurityResult result : SecurityOverview.of(site.snapshot(), Checkpoint.NONE)) {
            var findings =
                SecurityOverview.findingsOf(site.snapshot(), result.check(), Checkpoint.NONE);
            assertThat((long) findings.size()).isEqualTo(result.count());
            assertThat(new HashSet<>(findings)).hasSameSizeAs(findings);
            rows.addAndGet(findings.size());
            switch (result.check()) {
              case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
                  assertThat(findings)
                      .containsExactlyInAnyOrderElementsOf(naive.riskyAllows(result.roleId()));
              case XSS ->
                  assertThat(findings.stream().map(SecurityFinding::userId))
                      .containsExactlyElementsOf(naive.xssUsers());
              case BACKUP ->
                  assertThat(findings).containsExactlyInAnyOrderElementsOf(naive.backupRows());
              case ADMINISTRATORS -> assertThat(result.status()).isEqualTo(SecurityStatus.INFO);
            }
          }
        });
    assertThat(rows.get()).isGreaterThan(1_000);
  }

  /** House: long work ends where its checkpoint says so. */
  @Test
  void of_checkpointThatThrows_ends() {
    Checkpoint ended =
        () -> {
          throw new IllegalStateException("ended");
        };
    var snapshot = riskySite().role("r").allow("r", SYSTEM, VIEW).snapshot();
    assertThatThrownBy(() -> SecurityOverview.of(snapshot, ended)).hasMessage("ended");
  }
}
