package dev.beadle.server.decision;

import dev.beadle.server.graph.AssignmentSource;
import java.util.List;

/**
 * The way to one decision.
 *
 * @param query the question
 * @param decision the answer: that of {@link DecisionPoint#decide}
 * @param guards the guards in Moodle's order, up to the one that decided, if any did
 * @param roles the roles that counted; empty when a guard decided
 */
public record Explanation(
    AccessQuery query, Decision decision, List<GuardStep> guards, List<RoleStep> roles) {
  public Explanation {
    guards = List.copyOf(guards);
    roles = List.copyOf(roles);
  }

  /**
   * A test that comes before the roles are looked at.
   *
   * @param decision what it decides when it does
   * @param decided whether it did
   * @param detail what it looked at, in plain English
   */
  public record GuardStep(Decision decision, boolean decided, String detail) {}

  /**
   * A role that counted.
   *
   * @param role its ordinal
   * @param origins why the user has it, nearest first
   * @param permissions every permission found on the way to the root, nearest first
   */
  public record RoleStep(int role, List<Origin> origins, List<FoundPermission> permissions) {
    public RoleStep {
      origins = List.copyOf(origins);
      permissions = List.copyOf(permissions);
    }
  }

  /**
   * One reason why a user has a role.
   *
   * @param kind which kind of reason
   * @param node the node of the context tree where it is held
   * @param source where an assignment comes from; {@link AssignmentSource#BY_HAND} otherwise
   */
  public record Origin(RoleOrigin kind, int node, AssignmentSource source) {}

  /**
   * A permission that was found.
   *
   * @param node the node of the context tree where it is stored
   * @param stored the stored number
   * @param effect what became of it
   * @param decisive whether the decision rests on it
   */
  public record FoundPermission(int node, long stored, Effect effect, boolean decisive) {}

  /** What becomes of a permission that is found (rules §7.3). */
  public enum Effect {
    /** The nearest of its role: what the role says. */
    NEAREST,
    /** Further up than another of its role, which shadows it. */
    SHADOWED,
    /** A prohibit: it decides wherever it stands. */
    PROHIBITS
  }
}
