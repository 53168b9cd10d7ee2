package dev.beadle.server.verification;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/**
 * The session in which a question was asked.
 *
 * @param userId the current user: user.id, 0 for a visitor, or {@link #ANOTHER}
 * @param switches roles switched to
 * @param temporaryRoles roles held for the time of the session
 * @param loginAsContextId the context of a "log in as" session, or 0
 */
public record Session(
    long userId, List<HeldRole> switches, List<HeldRole> temporaryRoles, long loginAsContextId) {
  /** A current user of whom nothing is known but that no question is about him. */
  static final long ANOTHER = Long.MIN_VALUE;

  /** Nobody is logged in. */
  static final Session OF_VISITOR = of(0);

  public Session {
    switches = List.copyOf(switches);
    temporaryRoles = List.copyOf(temporaryRoles);
  }

  /** The plain session of a user. */
  static Session of(long userId) {
    return new Session(userId, List.of(), List.of(), 0);
  }

  /** A plain session of somebody whom no question is about. */
  static Session ofAnother() {
    return of(ANOTHER);
  }

  /**
   * What surrounds a question about a user, in the terms of a snapshot.
   *
   * @throws UnknownContextException if the session knows a context that the site does not have
   * @throws InvalidQueryException if a role is switched to twice in one context
   */
  Environment environmentOf(PolicySnapshot site, long subjectId, boolean doAnything) {
    Environment.Builder environment = Environment.builder(site);
    if (!doAnything) {
      environment.withoutDoAnything();
    }
    if (subjectId == userId) {
      environment.currentUser();
    }
    for (HeldRole role : switches) {
      environment.switchTo(Names.context(site, role.contextId(), "switch context"), role.roleId());
    }
    for (HeldRole role : temporaryRoles) {
      environment.temporaryRole(
          Names.context(site, role.contextId(), "temporary role context"), role.roleId());
    }
    if (loginAsContextId != 0) {
      environment.loggedInAs(Names.context(site, loginAsContextId, "loginascontextid"));
    }
    return environment.build();
  }

  /** What there is to say of it, for people; empty for a plain one. */
  String describe() {
    var text = new StringBuilder();
    switches.forEach(role -> text.append(", switched to ").append(role));
    temporaryRoles.forEach(role -> text.append(", temporarily ").append(role));
    if (loginAsContextId != 0) {
      text.append(", logged in as at context ").append(loginAsContextId);
    }
    return text.toString();
  }
}
