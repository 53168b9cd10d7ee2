package dev.beadle.server.impact;

import dev.beadle.server.decision.AllowedCapabilities;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One side of an edit, asked in joint numbers of roles and capabilities. Not thread-safe. */
final class Side {
  private static final long[] NOTHING = new long[0];

  private final PolicySnapshot snapshot;
  private final TreeOrder order;
  private final AllowedCapabilities allowed;
  private final UnaryOperator<BitSet> roleOrdinals;
  private final UnaryOperator<long[]> jointCapabilities;
  private final Map<RolesInScope, long[]> byRoles = new HashMap<>();

  private record RolesInScope(BitSet roles, int scopeNode) {}

  /**
   * Makes one.
   *
   * @param roleOrdinals gives the ordinals of a set of joint numbers
   * @param jointCapabilities gives joint numbers for bits of ordinals
   */
  Side(
      PolicySnapshot snapshot,
      UnaryOperator<BitSet> roleOrdinals,
      UnaryOperator<long[]> jointCapabilities) {
    this.snapshot = snapshot;
    this.order = new TreeOrder(snapshot.contexts(), snapshot.definitions());
    this.allowed = new AllowedCapabilities(snapshot, new Resolver());
    this.roleOrdinals = roleOrdinals;
    this.jointCapabilities = jointCapabilities;
  }

  PolicySnapshot snapshot() {
    return snapshot;
  }

  TreeOrder order() {
    return order;
  }

  /** What is allowed at a place to somebody who holds these roles there; joint numbers. */
  long[] allowed(UserStanding standing, Place place, BitSet roles) {
    if (!place.exists()) {
      return NOTHING;
    }
    return jointCapabilities.apply(
        allowed.of(standing, place.isRooted(), place.isLocked(), ordinalsByRoles(roles, place)));
  }

  /** What one role allows at a place, the guards and other roles apart; joint numbers. */
  long[] allowedByRole(int role, Place place) {
    var only = new BitSet();
    only.set(role);
    return jointCapabilities.apply(ordinalsByRoles(only, place));
  }

  @Nullable OverrideScope findScope(Place place) {
    return place.scopeNode() == TreeOrder.NO_SCOPE
        ? null
        : snapshot.definitions().findScope(place.scopeNode());
  }

  private long[] ordinalsByRoles(BitSet roles, Place place) {
    if (place.scopeNode() == TreeOrder.NO_SCOPE || roles.isEmpty()) {
      return NOTHING;
    }
    var key = new RolesInScope(roles, place.scopeNode());
    long[] known = byRoles.get(key);
    if (known == null) {
      known = allowed.byRoles(roleOrdinals.apply(roles), findScope(place));
      byRoles.put(new RolesInScope((BitSet) roles.clone(), place.scopeNode()), known);
    }
    return known;
  }
}
