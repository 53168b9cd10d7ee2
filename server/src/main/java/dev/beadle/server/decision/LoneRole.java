package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What somebody could do in a context who had one role there and nothing else, not even what
 * everybody has: an ordinary user, for whom locks count and no session (rules §6, §7). Immutable
 * and so thread-safe.
 */
public final class LoneRole {
  private final PolicySnapshot snapshot;
  private final boolean isRooted;
  private final boolean isLocked;
  private final Resolution resolution;

  private LoneRole(
      PolicySnapshot snapshot, boolean isRooted, boolean isLocked, Resolution resolution) {
    this.snapshot = snapshot;
    this.isRooted = isRooted;
    this.isLocked = isLocked;
    this.resolution = resolution;
  }

  /**
   * Of one role in one context: see {@link DecisionPoint#loneRole}. Cost: a walk to the root, and a
   * resolution.
   */
  static LoneRole of(PolicySnapshot snapshot, ResolutionSource resolutions, int role, int context) {
    ContextTree contexts = snapshot.contexts();
    boolean isLocked = snapshot.settings().contextLocking() && contexts.isLocked(context);
    OverrideScope scope = findNearestScope(snapshot, context);
    Resolution resolution =
        scope == null
            ? Resolution.SILENT
            : resolutions.resolutionOf(low(role), high(role), scope, snapshot.capabilities());
    return new LoneRole(snapshot, contexts.isRooted(context), isLocked, resolution);
  }

  /**
   * The decision about one capability.
   *
   * @param capability an ordinal, or {@link CapabilityCatalog#ABSENT}
   */
  public Decision decide(int capability) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    if (capability == CapabilityCatalog.ABSENT || !capabilities.isKnown(capability)) {
      return Decision.DENIED_UNKNOWN_CAPABILITY;
    }
    if (isLocked && capabilities.writes(capability) && !capabilities.managesLocks(capability)) {
      return Decision.DENIED_BY_LOCK;
    }
    return isRooted ? resolution.decisionFor(capability) : Decision.DENIED_BY_BROKEN_CONTEXT;
  }

  private static @Nullable OverrideScope findNearestScope(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT && !ContextTree.isScoped(contexts.linkOf(node))) {
      node = contexts.parentOf(node);
    }
    return node == ContextTree.NO_PARENT ? null : snapshot.definitions().findScope(node);
  }

  private static long low(int role) {
    return role < RoleWalk.ROLES_WITH_BITS ? 1L << role : 0;
  }

  private static long @Nullable [] high(int role) {
    if (role < RoleWalk.ROLES_WITH_BITS) {
      return null;
    }
    var set = new RoleSet();
    set.add(role, RoleOrigin.ASSIGNMENT, 0, RoleCollector.NO_ENTRY);
    return set.high();
  }
}
