package dev.beadle.server.impact;

import dev.beadle.server.decision.AllowedCapabilities;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which assignments are worth a closer look, and first: those of roles that allow the capability in
 * the context by themselves, and a quick guess at how much each gives, which is what the role
 * allows there, the more the higher up it is assigned. Not thread-safe.
 */
final class RolePrivilege {
  /** How many contexts there may be below one, for each below the next: a guess. */
  private static final long SPREAD = 8;

  /** Beyond so many steps up the guess grows no more. */
  private static final int MAX_STEPS = 12;

  private final PolicySnapshot snapshot;
  private final AllowedCapabilities allowed;
  private final @Nullable OverrideScope scope;
  private final Map<Long, Long> spreadOfContext = new HashMap<>();
  private final int capability;
  private final Map<Long, Size> sizeOfRole = new HashMap<>();

  /**
   * What a role allows.
   *
   * @param risky how many capabilities with a risk
   * @param all how many capabilities
   * @param isEnough whether that which is asked for is one of them
   */
  private record Size(long risky, long all, boolean isEnough) {}

  RolePrivilege(PolicySnapshot snapshot, RemedyQuestion question) {
    this.snapshot = snapshot;
    this.allowed = new AllowedCapabilities(snapshot, new Resolver());
    this.capability = snapshot.capabilities().find(question.capability());
    ContextTree contexts = snapshot.contexts();
    OverrideScope nearest = null;
    int steps = 0;
    for (int node = contexts.nodeOf(question.context());
        node != ContextTree.NO_PARENT;
        node = contexts.parentOf(node)) {
      nearest = nearest == null ? snapshot.definitions().findScope(node) : nearest;
      long spread = (long) Math.pow(SPREAD, Math.min(steps++, MAX_STEPS));
      spreadOfContext.put(contexts.idOf(node), spread);
    }
    this.scope = nearest;
  }

  /** Whether the role of an assignment allows the capability: no other can help a denial. */
  boolean isEnough(RemedyEdit edit) {
    return sizeOf(edit).isEnough();
  }

  /** The likely least privilege first. */
  Comparator<RemedyEdit> order() {
    return Comparator.comparingLong((RemedyEdit edit) -> sizeOf(edit).risky() * spreadOf(edit))
        .thenComparingLong(edit -> sizeOf(edit).all() * spreadOf(edit))
        .thenComparing(RemedyEdit.ORDER);
  }

  private long spreadOf(RemedyEdit edit) {
    return spreadOfContext.getOrDefault(edit.contextId(), 1L);
  }

  private Size sizeOf(RemedyEdit edit) {
    return sizeOfRole.computeIfAbsent(edit.roleId(), this::measure);
  }

  private Size measure(long roleId) {
    var role = new BitSet();
    role.set(snapshot.roles().find(roleId));
    CapabilityCatalog capabilities = snapshot.capabilities();
    BitSet given = BitSet.valueOf(allowed.byRoles(role, scope));
    long risky = given.stream().filter(one -> capabilities.rowOf(one).risks() != 0).count();
    return new Size(risky, given.cardinality(), capability >= 0 && given.get(capability));
  }
}
