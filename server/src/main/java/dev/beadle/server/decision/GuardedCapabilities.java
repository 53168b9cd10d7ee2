package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * Capabilities that one user is asked about in many contexts, with the decisions of the guards that
 * look at nothing else, so that these are asked once. Immutable and so thread-safe.
 */
public final class GuardedCapabilities {
  private static final byte NONE = -1;

  private final int[] capabilities;
  // By position: the ordinal of a decision, or NONE.
  private final byte[] guards;
  private final boolean[] stoppedByLocks;
  private final boolean hasGuards;

  private GuardedCapabilities(int[] capabilities, byte[] guards, boolean[] stoppedByLocks) {
    this.capabilities = capabilities;
    this.guards = guards;
    this.stoppedByLocks = stoppedByLocks;
    boolean guarded = false;
    for (byte guard : guards) {
      guarded |= guard != NONE;
    }
    this.hasGuards = guarded;
  }

  /**
   * Asks the guards.
   *
   * @param userId user.id; 0 for a visitor
   * @param capabilities ordinals, or {@code CapabilityCatalog.ABSENT}; handed over
   */
  public static GuardedCapabilities of(PolicySnapshot snapshot, long userId, int[] capabilities) {
    byte[] guards = new byte[capabilities.length];
    boolean[] stoppedByLocks = new boolean[capabilities.length];
    for (int i = 0; i < capabilities.length; i++) {
      Decision guard = DecisionPoint.findCapabilityGuard(snapshot, userId, capabilities[i]);
      guards[i] = guard == null ? NONE : (byte) guard.ordinal();
      stoppedByLocks[i] =
          capabilities[i] != CapabilityCatalog.ABSENT
              && DecisionPoint.isStoppedByLocks(snapshot.capabilities(), capabilities[i]);
    }
    return new GuardedCapabilities(capabilities, guards, stoppedByLocks);
  }

  /** How many there are. */
  public int size() {
    return capabilities.length;
  }

  /**
   * Decides each of them in one context.
   *
   * @param isLocked whether the context is locked for the user
   * @param rest what decides where no guard does
   * @param decisions takes the ordinals of the decisions, from {@code offset}
   */
  void decide(boolean isLocked, Resolution rest, byte[] decisions, int offset) {
    if (!isLocked && !hasGuards) {
      for (int i = 0; i < capabilities.length; i++) {
        decisions[offset + i] = rest.ordinalFor(capabilities[i]);
      }
      return;
    }
    for (int i = 0; i < capabilities.length; i++) {
      decisions[offset + i] = isGuarded(i, isLocked) ? guard(i) : rest.ordinalFor(capabilities[i]);
    }
  }

  /** Decides each of them alike where no guard of the capability does. */
  void decide(boolean isLocked, Decision rest, byte[] decisions, int offset) {
    for (int i = 0; i < capabilities.length; i++) {
      decisions[offset + i] = isGuarded(i, isLocked) ? guard(i) : (byte) rest.ordinal();
    }
  }

  private boolean isGuarded(int position, boolean isLocked) {
    return guards[position] != NONE || (isLocked && stoppedByLocks[position]);
  }

  private byte guard(int position) {
    return guards[position] != NONE ? guards[position] : (byte) Decision.DENIED_BY_LOCK.ordinal();
  }
}
