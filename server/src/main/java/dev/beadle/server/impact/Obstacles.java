package dev.beadle.server.impact;

import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.Explanation.Effect;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.UserDirectory;
import java.util.BitSet;

/** Why no single edit would allow a question, in plain English. Stateless but for the site. */
record Obstacles(PolicySnapshot snapshot, RemedyQuestion question) {

  /** Why not. */
  String of(Explanation denial) {
    return switch (denial.decision()) {
      case DENIED_BY_LOCK -> ofLock();
      case DENIED_BY_PROHIBIT -> ofProhibits(denial);
      case DENIED_BY_PREVENT, DENIED_NOTHING_ALLOWS -> ofRoles();
      case DENIED_UNKNOWN_CAPABILITY,
          DENIED_BY_FORCED_LOGIN,
          DENIED_BY_GUEST_GUARD,
          DENIED_NO_SUCH_USER,
          DENIED_USER_DELETED,
          DENIED_BY_BROKEN_CONTEXT,
          DENIED_OUTSIDE_LOGIN_AS,
          DENIED_ANY_OF_NOTHING,
          ALLOWED_BY_ROLE,
          ALLOWED_BY_SITE_ADMIN,
          ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT,
          ALLOWED_BY_ALL_OF_NOTHING ->
          denial.decision().meaning() + ", whatever roles, permissions and locks there are";
    };
  }

  private String ofLock() {
    int locks = new RemedyCandidates(snapshot, question, new BitSet()).unlocks().size();
    return locks > 1
        ? locks + " of the contexts from here up are locked: to unlock one is not enough"
        : "the context is locked, and without the lock it would be denied all the same";
  }

  private static String ofProhibits(Explanation denial) {
    long prohibits =
        denial.roles().stream()
            .flatMap(role -> role.permissions().stream())
            .filter(found -> found.effect() == Effect.PROHIBITS)
            .count();
    return prohibits > 1
        ? prohibits + " permissions prohibit it: to take one back is not enough"
        : "a permission prohibits it, and without it no role of the user would allow it";
  }

  private String ofRoles() {
    if (!snapshot.capabilities().hasRow(snapshot.capabilities().find(question.capability()))) {
      return "the name is deprecated and has no row of its own: no role can give it";
    }
    UserDirectory users = snapshot.users();
    int user = users.find(question.userId());
    boolean canBeAssigned =
        user != UserDirectory.ABSENT && users.hasRow(user) && !users.isDeleted(user);
    return canBeAssigned
        ? "no role that the user has here can be changed, and no other allows it"
        : "no role that the user has here can be changed, and none can be assigned to somebody"
            + " who is deleted, gone or not logged in";
  }
}
