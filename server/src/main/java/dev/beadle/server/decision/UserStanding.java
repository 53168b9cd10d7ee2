package dev.beadle.server.decision;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.graph.UserDirectory;

/**
 * What the guards see of a user when somebody else asks about him, the administrators' shortcut
 * included (rules §6): the same in every context and for every capability. Most users of a site
 * share one.
 *
 * @param kind which roles he has without an assignment, and which guards he meets
 * @param isSiteAdmin whether he may do whatever no guard stops (§6.11)
 * @param isBoundByLocks whether a locked context stops him from writing (§6.7)
 */
public record UserStanding(Kind kind, boolean isSiteAdmin, boolean isBoundByLocks) {
  /** The kinds of users. */
  public enum Kind {
    /** There is no such user, or the site forces visitors to log in: nothing is allowed. */
    KEPT_OUT,
    /** A visitor, who has the visitors' role. */
    VISITOR,
    /** The guest account, which has the guests' role. */
    GUEST,
    /** Anybody else, who has what everybody has, and his assignments. */
    ORDINARY
  }

  private static final UserStanding KEPT_OUT = new UserStanding(Kind.KEPT_OUT, false, false);

  public UserStanding {
    requireNonNull(kind, "kind");
  }

  /**
   * The standing of a user.
   *
   * @param userId user.id; 0 for a visitor; any number
   */
  public static UserStanding of(PolicySnapshot snapshot, long userId) {
    SiteSettings settings = snapshot.settings();
    Kind kind = kindOf(snapshot, userId);
    if (kind == Kind.KEPT_OUT) {
      return KEPT_OUT;
    }
    boolean isSiteAdmin = settings.isSiteAdmin(userId);
    boolean isBound = settings.contextLocking() && (settings.locksApplyToAdmins() || !isSiteAdmin);
    return new UserStanding(kind, isSiteAdmin, isBound);
  }

  /** Whether roles have a say: they have none about administrators, and about nobody. */
  public boolean isDecidedByRoles() {
    return kind != Kind.KEPT_OUT && !isSiteAdmin;
  }

  private static Kind kindOf(PolicySnapshot snapshot, long userId) {
    if (userId == 0) {
      return snapshot.settings().forceLogin() ? Kind.KEPT_OUT : Kind.VISITOR;
    }
    int user = snapshot.users().find(userId);
    if (user == UserDirectory.ABSENT || !snapshot.users().exists(user)) {
      return Kind.KEPT_OUT;
    }
    return userId == snapshot.settings().guestUserId() ? Kind.GUEST : Kind.ORDINARY;
  }
}
