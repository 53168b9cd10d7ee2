package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A question that was asked of a real Moodle, and its answer.
 *
 * @param line the line of the file that it stands on
 * @param group what sets the site for this and the following questions: a variant's name or the
 *     number of a step; empty when the file has none
 * @param userId user.id; 0 for a visitor
 * @param capability the name
 * @param contextId context.id
 * @param session the surroundings
 * @param allowed what Moodle answered
 */
public record RecordedDecision(
    long line,
    String group,
    long userId,
    String capability,
    long contextId,
    Session session,
    boolean allowed) {
  public RecordedDecision {
    requireNonNull(group, "group");
    requireNonNull(capability, "capability");
    requireNonNull(session, "session");
  }

  /**
   * The surroundings of a question.
   *
   * @param doAnything whether site administrators may do anything
   * @param currentUser whether the user asked about is the session's own
   * @param switches roles switched to
   * @param temporaryRoles roles held for the time of the session
   * @param loginAsContextId the context of a "log in as" session, or 0
   */
  public record Session(
      boolean doAnything,
      boolean currentUser,
      List<HeldRole> switches,
      List<HeldRole> temporaryRoles,
      long loginAsContextId) {
    public Session {
      switches = List.copyOf(switches);
      temporaryRoles = List.copyOf(temporaryRoles);
    }

    /** A question about another user. */
    static Session ofOther(boolean doAnything) {
      return new Session(doAnything, false, List.of(), List.of(), 0);
    }
  }

  /** A role in a context, for the time of a session. */
  public record HeldRole(long contextId, long roleId) {}

  /** The question, for people. */
  public String describe() {
    var text = new StringBuilder();
    text.append("user ").append(userId).append(", ").append(capability);
    text.append(", context ").append(contextId);
    if (!session.doAnything()) {
      text.append(", without doanything");
    }
    session.switches().forEach(role -> text.append(", switched to ").append(role));
    session.temporaryRoles().forEach(role -> text.append(", temporarily ").append(role));
    if (session.loginAsContextId() != 0) {
      text.append(", logged in as at context ").append(session.loginAsContextId());
    }
    if (!group.isEmpty()) {
      text.append(", ").append(group);
    }
    return text.toString();
  }
}
