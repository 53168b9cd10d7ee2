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
 * A quick guess at how much an assignment gives, to say which are worth a closer look: what the
 * role allows in the context, the more the higher up it is assigned. Not thread-safe.
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
  private final Map<Long, Size> sizeOfRole = new HashMap<>();

  /** How many capabilities a role allows, and how many of them have a risk. */
  private record Size(long risky, long all) {}

  RolePrivilege(PolicySnapshot snapshot, RemedyQuestion question) {
    this.snapshot = snapshot;
    this.allowed = new AllowedCapabilities(snapshot, new Resolver());
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
    long risky =
        given.stream().filter(capability -> capabilities.rowOf(capability).risks() != 0).count();
    return new Size(risky, given.cardinality());
  }
}
