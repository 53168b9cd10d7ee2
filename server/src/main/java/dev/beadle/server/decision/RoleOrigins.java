package dev.beadle.server.decision;

import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells why a user has each of his roles (rules §5, §7.2, §8). Stateless. */
public final class RoleOrigins {
  private RoleOrigins() {}

  /**
   * The roles that count for a user in a context, as a check has them, with the reasons: nearest
   * first. The guards, which come before any role, are not asked. Cost: the user's assignments on
   * the way to the root.
   *
   * @param userId user.id; 0 for a visitor
   * @param context an ordinal
   * @return the reasons by role ordinal
   */
  public static Map<Integer, List<Origin>> of(
      PolicySnapshot snapshot, long userId, int context, Environment environment) {
    var origins = new Collector(snapshot, userId);
    long _ = RoleWalk.walk(snapshot, userId, context, environment, origins);
    return Collections.unmodifiableMap(origins.byRole);
  }

  /** Confined to one call. */
  private static final class Collector implements RoleCollector {
    private final PolicySnapshot snapshot;
    private final long userId;
    private final Map<Integer, List<Origin>> byRole = new LinkedHashMap<>();

    Collector(PolicySnapshot snapshot, long userId) {
      this.snapshot = snapshot;
      this.userId = userId;
    }

    @Override
    public void add(int role, RoleOrigin origin, int node, int entry) {
      byRole
          .computeIfAbsent(role, _ -> new ArrayList<>())
          .add(new Origin(origin, node, sourceOf(entry)));
    }

    private AssignmentSource sourceOf(int entry) {
      if (entry == NO_ENTRY) {
        return AssignmentSource.BY_HAND;
      }
      RoleAssignments assignments = snapshot.assignments();
      int user = snapshot.users().find(userId);
      int first = RoleAssignments.from(assignments.blockOf(user), user);
      return assignments.get(user, (entry - first) / RoleAssignments.ENTRY_LENGTH).source();
    }
  }
}
