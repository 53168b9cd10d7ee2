package dev.beadle.server.search.reports;

import dev.beadle.server.decision.AllowedCapabilities;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.Permission;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a role is risky, in each context, for somebody who has just this role (rules §7). Locks
 * are not looked at: they come and go. Not thread-safe; remembers what it has worked out.
 */
final class RoleRisks {
  private final PolicySnapshot snapshot;
  private final AllowedCapabilities allowed;
  private final BitSet risky = new BitSet();
  private final Map<Key, Given> atScope = new HashMap<>();
  // The risks that are allowed by what is stored at a node or below it.
  private final Map<Key, Long> storedBelow = new HashMap<>();

  /** A role at a node of the tree, both ordinals. */
  private record Key(int role, int node) {}

  /**
   * What a role gives.
   *
   * @param risks bits of {@code model.Risk}
   * @param capabilities those that give them, by name
   */
  record Given(long risks, List<String> capabilities) {
    private static final Given NOTHING = new Given(0, List.of());
  }

  /**
   * Looks at every stored permission.
   *
   * @param isOfGuests whether for visitors or the guest account, who are kept from the most of what
   *     is risky (§6.6)
   * @param mask the risks that count: bits of {@code model.Risk}
   */
  RoleRisks(PolicySnapshot snapshot, boolean isOfGuests, long mask, Checkpoint checkpoint) {
    this.snapshot = snapshot;
    this.allowed = new AllowedCapabilities(snapshot, new Resolver());
    CapabilityCatalog capabilities = snapshot.capabilities();
    for (int capability = 0; capability < capabilities.size(); capability++) {
      if (capabilities.hasRow(capability)
          && (capabilities.rowOf(capability).risks() & mask) != 0
          && !(isOfGuests && capabilities.isBarredToGuests(capability))) {
        risky.set(capability);
      }
    }
    findStored(checkpoint);
  }

  /** What a role gives at a node. */
  Given givenAt(int role, int node) {
    OverrideScope scope = findScopeFrom(node);
    return scope == null
        ? Given.NOTHING
        : atScope.computeIfAbsent(new Key(role, scope.node()), _ -> givenIn(role, scope));
  }

  /** The risks of what a role gives at a node or anywhere below it. */
  long risksFrom(int role, int node) {
    return givenAt(role, node).risks() | storedBelow.getOrDefault(new Key(role, node), 0L);
  }

  private Given givenIn(int role, OverrideScope scope) {
    var only = new BitSet();
    only.set(role);
    BitSet given = BitSet.valueOf(allowed.byRoles(only, scope));
    given.and(risky);
    long risks = 0;
    List<String> names = new ArrayList<>();
    for (int at = given.nextSetBit(0); at >= 0; at = given.nextSetBit(at + 1)) {
      risks |= snapshot.capabilities().rowOf(at).risks();
      names.add(snapshot.capabilities().nameOf(at));
    }
    names.sort(Comparator.naturalOrder());
    return new Given(risks, names);
  }

  private @Nullable OverrideScope findScopeFrom(int node) {
    int at = node;
    while (at != ContextTree.NO_PARENT && !ContextTree.isScoped(snapshot.contexts().linkOf(at))) {
      at = snapshot.contexts().parentOf(at);
    }
    return at == ContextTree.NO_PARENT ? null : snapshot.definitions().findScope(at);
  }

  private void findStored(Checkpoint checkpoint) {
    var counted = new CountedSteps(checkpoint);
    snapshot
        .definitions()
        .forEachStored(row -> {
          counted.step();
          int node = snapshot.contexts().nodeOf(row.context());
          if (node != ContextTree.NO_PARENT
              && risky.get(row.capability())
              && row.permission() == Permission.STORED_ALLOW
              && isAllowedAt(node, row)) {
            note(row.role(), node, snapshot.capabilities().rowOf(row.capability()).risks());
          }
        });
  }

  private boolean isAllowedAt(int node, StoredPermission row) {
    OverrideScope scope = snapshot.definitions().findScope(node);
    return RoleEffects.find(scope, row.role(), row.capability()) == Permission.ALLOW;
  }

  /** Notes risks at a node and all above, up to where they are known already. */
  private void note(int role, int node, long risks) {
    int at = node;
    while (at != ContextTree.NO_PARENT) {
      var key = new Key(role, at);
      long known = storedBelow.getOrDefault(key, 0L);
      if ((known | risks) == known) {
        return;
      }
      storedBelow.put(key, known | risks);
      at = snapshot.contexts().parentOf(at);
    }
  }
}
