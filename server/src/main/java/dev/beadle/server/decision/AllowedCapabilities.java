package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which capabilities are allowed, all at once: the guards and roles of {@link DecisionPoint} in the
 * default environment, for a standing and a place instead of a user and a context, so that what
 * millions of users and contexts have in common is worked out once. Immutable and so thread-safe.
 */
public final class AllowedCapabilities {
  private final CapabilityCatalog capabilities;
  private final ResolutionSource resolutions;
  private final long[] known;
  private final long[] barredToGuests;
  private final long[] stoppedByLocks;

  /** Of a snapshot; what roles say comes from {@code resolutions}. */
  public AllowedCapabilities(PolicySnapshot snapshot, ResolutionSource resolutions) {
    this.capabilities = snapshot.capabilities();
    this.resolutions = resolutions;
    int words = (capabilities.size() + Long.SIZE - 1) / Long.SIZE;
    this.known = new long[words];
    this.barredToGuests = new long[words];
    this.stoppedByLocks = new long[words];
    for (int capability = 0; capability < capabilities.size(); capability++) {
      long bit = 1L << capability;
      int word = capability >> 6;
      known[word] |= capabilities.isKnown(capability) ? bit : 0;
      barredToGuests[word] |= capabilities.isBarredToGuests(capability) ? bit : 0;
      stoppedByLocks[word] |=
          capabilities.writes(capability) && !capabilities.managesLocks(capability) ? bit : 0;
    }
  }

  /**
   * What a set of roles allows, the guards apart (§7).
   *
   * @param roles ordinals
   * @param scope the nearest scope on the way from the context to the root, or null
   * @return a bit for each capability; may be shorter; not to be changed
   */
  public long[] byRoles(BitSet roles, @Nullable OverrideScope scope) {
    if (scope == null || roles.isEmpty()) {
      return Resolution.SILENT.allowedBits();
    }
    BitSet rest =
        roles.get(RoleWalk.ROLES_WITH_BITS, Math.max(RoleWalk.ROLES_WITH_BITS, roles.length()));
    long[] low = roles.get(0, RoleWalk.ROLES_WITH_BITS).toLongArray();
    return resolutions
        .resolutionOf(
            low.length == 0 ? 0 : low[0],
            rest.isEmpty() ? null : rest.toLongArray(),
            scope,
            capabilities)
        .allowedBits();
  }

  /**
   * What is allowed (§6, §7).
   *
   * @param isRooted whether the context has a path and a depth
   * @param isLocked whether the context or one above it is locked
   * @param byRoles what his roles allow there: see {@link #byRoles}
   * @return a bit for each capability, the caller's to change
   */
  public long[] of(UserStanding standing, boolean isRooted, boolean isLocked, long[] byRoles) {
    long[] allowed = new long[known.length];
    if (standing.kind() == UserStanding.Kind.KEPT_OUT) {
      return allowed;
    }
    boolean isGuarded = standing.kind() != UserStanding.Kind.ORDINARY;
    boolean isStopped = isLocked && standing.isBoundByLocks();
    for (int word = 0; word < allowed.length; word++) {
      long bits = known[word];
      bits &= isGuarded ? ~barredToGuests[word] : -1;
      bits &= isStopped ? ~stoppedByLocks[word] : -1;
      if (!standing.isSiteAdmin()) {
        bits &= isRooted && word < byRoles.length ? byRoles[word] : 0;
      }
      allowed[word] = bits;
    }
    return allowed;
  }
}
