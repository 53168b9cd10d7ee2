package dev.beadle.server.search.roles;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.roles.AssignedRoles.Reach;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * The roles that are shown beside people, on their profiles and in lists of participants. Roles are
 * ordinals, in the site's order. Thread-safe. Cost of each: a check, and the assignments that are
 * looked at.
 */
public final class ShownRoles {
  private static final String ASSIGN = "moodle/role:assign";
  private static final String PROFILE_ROLES = "profileroles";

  private final DecisionPoint decisions;

  /** Decides what the viewer may by {@code decisions}. */
  public ShownRoles(DecisionPoint decisions) {
    this.decisions = decisions;
  }

  /**
   * {@code get_profile_roles}: the roles that anybody has in a context or above it. Who may not
   * assign roles there is shown those of the setting {@code profileroles} only.
   */
  public List<Integer> used(PolicySnapshot snapshot, Asker viewer) {
    var shown = new BitSet();
    for (int role : RoleUsers.used(snapshot, viewer.context(), Reach.HERE_AND_ABOVE)) {
      shown.set(role, isShown(snapshot, viewer, role));
    }
    return RoleOrder.bySite(snapshot, shown);
  }

  /**
   * {@code get_user_roles_in_course}: the roles of a user in a course and above it, so far as they
   * are shown to the viewer and he may view them.
   *
   * @param viewer in the context of the course, or, for the front page, the system
   * @param userId user.id
   */
  public List<Integer> ofUser(PolicySnapshot snapshot, Asker viewer, long userId) {
    List<Integer> viewable =
        ManageableRoles.viewable(snapshot, viewer.userId(), viewer.userId(), viewer.context());
    var shown = new BitSet();
    for (RoleAssignment row :
        AssignedRoles.ofUser(snapshot, userId, viewer.context(), Reach.HERE_AND_ABOVE)) {
      if (viewable.contains(row.role())) {
        shown.set(row.role(), isShown(snapshot, viewer, row.role()));
      }
    }
    return RoleOrder.bySite(snapshot, shown);
  }

  /** Where the roles of a course are looked at: its context, or of the front page the system. */
  public static int placeOf(PolicySnapshot snapshot, long courseId) {
    ContextTree contexts = snapshot.contexts();
    int course = contexts.find(ContextLevel.COURSE, courseId);
    return course != ContextTree.ABSENT && course == snapshot.specialRoles().frontPageContext()
        ? contexts.system()
        : course;
  }

  private boolean isShown(PolicySnapshot snapshot, Asker viewer, int role) {
    Set<Long> ofProfiles = RoleUsers.idsIn(snapshot.settings().valueOf(PROFILE_ROLES));
    return ofProfiles.contains(snapshot.roles().idOf(role)) || mayAssign(snapshot, viewer);
  }

  private boolean mayAssign(PolicySnapshot snapshot, Asker viewer) {
    int capability = snapshot.capabilities().find(ASSIGN);
    return decisions
        .decide(snapshot, viewer.userId(), viewer.context(), capability, viewer.environment())
        .isAllowed();
  }
}
