package dev.beadle.server.search.reports;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Moodle's security overview (rules §15), by its own rules: it looks at stored permissions, not at
 * what they come to, so that its answers are not those of a check. Stateless. Cost: a look at every
 * stored permission, and for {@link SecurityCheck#XSS} and {@link SecurityCheck#BACKUP} at every
 * role assignment; memory for the users found.
 *
 * <p>Moodle's setting {@code tool_dataprivacy/automaticdatadeletionapproval} is kept in a table
 * that no site is read from; it is taken to be off, as it is unless an administrator switches it
 * on.
 */
public final class SecurityOverview {
  private SecurityOverview() {}

  /** Every check, in Moodle's order. */
  public static List<SecurityResult> of(PolicySnapshot snapshot, Checkpoint checkpoint) {
    List<SecurityResult> results = new ArrayList<>();
    for (SecurityCheck check : SecurityCheck.values()) {
      results.add(resultOf(snapshot, check, checkpoint));
    }
    return results;
  }

  /** One check. */
  public static SecurityResult resultOf(
      PolicySnapshot snapshot, SecurityCheck check, Checkpoint checkpoint) {
    return switch (check) {
      case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
          commonRole(snapshot, check).result(checkpoint);
      case ADMINISTRATORS -> administrators(snapshot);
      case XSS -> xss(snapshot, checkpoint);
      case BACKUP -> BackupRisk.of(snapshot, checkpoint).result();
    };
  }

  /**
   * Tells the rows behind a check, in an order that stays: permissions of a role by context and
   * capability; users by id; of {@link SecurityCheck#BACKUP} the roles that allow it at the system,
   * then the overrides, by role and context, then the users by id, context and role.
   */
  public static void forEachFinding(
      PolicySnapshot snapshot,
      SecurityCheck check,
      Checkpoint checkpoint,
      Consumer<SecurityFinding> action) {
    switch (check) {
      case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
          commonRole(snapshot, check).riskyAllows(checkpoint).forEach(action);
      case ADMINISTRATORS -> {
        for (long userId : snapshot.settings().siteAdminIds()) {
          if (hasRow(snapshot, userId)) {
            action.accept(SecurityFinding.ofUser(userId));
          }
        }
      }
      case XSS -> {
        for (long userId : TrustedUsers.withXssRisk(snapshot, checkpoint)) {
          action.accept(SecurityFinding.ofUser(userId));
        }
      }
      case BACKUP -> BackupRisk.of(snapshot, checkpoint).forEachFinding(checkpoint, action);
    }
  }

  /** The rows behind a check, all of them: for sites of a moderate size. */
  public static List<SecurityFinding> findingsOf(
      PolicySnapshot snapshot, SecurityCheck check, Checkpoint checkpoint) {
    List<SecurityFinding> findings = new ArrayList<>();
    forEachFinding(snapshot, check, checkpoint, findings::add);
    return findings;
  }

  private static CommonRole commonRole(PolicySnapshot snapshot, SecurityCheck check) {
    SiteSettings settings = snapshot.settings();
    return switch (check) {
      case DEFAULT_USER_ROLE -> new CommonRole(snapshot, check, settings.defaultUserRoleId());
      case GUEST_ROLE -> new CommonRole(snapshot, check, settings.guestRoleId());
      case FRONT_PAGE_ROLE -> new CommonRole(snapshot, check, settings.frontPageRoleId());
      case ADMINISTRATORS, XSS, BACKUP ->
          throw new IllegalArgumentException(check + " looks at no role of its own");
    };
  }

  private static SecurityResult administrators(PolicySnapshot snapshot) {
    long count = 0;
    for (long userId : snapshot.settings().siteAdminIds()) {
      count += hasRow(snapshot, userId) ? 1 : 0;
    }
    return new SecurityResult(
        SecurityCheck.ADMINISTRATORS,
        SecurityStatus.INFO,
        count,
        0,
        "site administrators: " + count);
  }

  private static SecurityResult xss(PolicySnapshot snapshot, Checkpoint checkpoint) {
    long count = TrustedUsers.withXssRisk(snapshot, checkpoint).length;
    return new SecurityResult(
        SecurityCheck.XSS,
        count == 0 ? SecurityStatus.OK : SecurityStatus.WARNING,
        count,
        0,
        "users whom a role may let inject scripts: " + count);
  }

  private static boolean hasRow(PolicySnapshot snapshot, long userId) {
    int user = snapshot.users().find(userId);
    return user >= 0 && snapshot.users().hasRow(user);
  }
}
