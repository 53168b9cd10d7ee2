package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/**
 * Works out what changes by commands, as Moodle does it (§2, §10, §11). Of the same site and the
 * same commands it always makes the same changes: it has no clock and draws no lots, and a new
 * row's id is one more than the greatest that its table has ever held. Immutable and so
 * thread-safe.
 */
public final class AdminPlanner {
  /** How many changes a batch may make unless something else is said. */
  public static final int MOST_CHANGES = 1_000_000;

  private final RolePlanner roles;
  private final int mostChanges;

  /**
   * Plans with what Moodle defines of itself.
   *
   * @param mostChanges how many changes a batch may make
   */
  public AdminPlanner(StandardDefinitions standard, int mostChanges) {
    this.roles = new RolePlanner(standard);
    this.mostChanges = mostChanges;
  }

  /**
   * The changes that commands make, in their order; each command sees the effect of those before
   * it. What is as it should be already makes no change.
   *
   * @throws RefusedChangeException if one of them cannot be done: INVALID, NOT_FOUND or
   *     FAILED_PRECONDITION, with the command's position, the field, its value and the rule
   */
  public List<Change> plan(PolicySnapshot head, List<AdminCommand> commands) {
    PlanState state = begin(head);
    for (int i = 0; i < commands.size(); i++) {
      try {
        plan(state, commands.get(i));
      } catch (RefusedChangeException refused) {
        throw Refusals.atCommand(i, refused);
      }
    }
    return state.changes();
  }

  PlanState begin(PolicySnapshot head) {
    return new PlanState(head, mostChanges);
  }

  void plan(PlanState state, AdminCommand command) {
    switch (command) {
      case RoleCommand role -> roles.plan(state, role);
      case PermissionCommand permission -> PermissionPlanner.plan(state, permission);
      case AssignmentCommand assignment -> AssignmentPlanner.plan(state, assignment);
      case ContextCommand context -> ContextPlanner.plan(state, context);
      case UserCommand user -> UserPlanner.plan(state, user);
      case GroupCommand group -> GroupPlanner.plan(state, group);
      case EnrolmentCommand enrolment -> EnrolmentPlanner.plan(state, enrolment);
      case SettingCommand setting -> SettingPlanner.plan(state, setting);
      case UpdateCapabilities update -> CapabilityPlanner.plan(state, update);
    }
    // What the facts do not allow is refused as this command's, and not when it is to be applied.
    PolicySnapshot _ = state.snapshot();
  }
}
