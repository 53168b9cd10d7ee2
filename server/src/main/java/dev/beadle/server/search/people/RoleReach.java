package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleDefinitions;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import dev.beadle.server.search.Checkpoint;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody's roles allow a capability, the guards apart (§7): the answer changes only at the
 * nodes at which he holds a role, or one of his roles says something of the capability, and these
 * turns are worked out once. Not thread-safe. Cost: a look at each scope of the site, and a few
 * looks for each turn.
 */
final class RoleReach {
  private final PolicySnapshot snapshot;
  private final int capability;
  private final Holdings holdings;
  private final int[] roles;
  // By index in roles: what is stored for contexts without a path, which counts above all others.
  private final @Nullable Permission[] aboveAll;
  private int[] turns = new int[16];
  private int turnCount;
  private final BitSet allowed = new BitSet();
  // By index in roles: the number of the walk that met it last.
  private final int[] metIn;
  private int walk;

  private RoleReach(PolicySnapshot snapshot, int capability, Holdings holdings) {
    this.snapshot = snapshot;
    this.capability = capability;
    this.holdings = holdings;
    this.roles = rolesOf(holdings);
    this.aboveAll = new @Nullable Permission[roles.length];
    this.metIn = new int[roles.length];
  }

  /**
   * As checks have it.
   *
   * @param capability an ordinal
   */
  static RoleReach ofChecks(
      PolicySnapshot snapshot, int capability, Holdings holdings, Checkpoint checkpoint) {
    var reach = new RoleReach(snapshot, capability, holdings);
    reach.findTurns(checkpoint);
    return reach;
  }

  /** As Moodle's list of contexts has it: permissions of contexts without a path count too. */
  static RoleReach ofMoodlesList(
      PolicySnapshot snapshot, int capability, Holdings holdings, Checkpoint checkpoint) {
    var reach = new RoleReach(snapshot, capability, holdings);
    reach.hearPathless();
    reach.findTurns(checkpoint);
    return reach;
  }

  /** Whether they allow it nowhere at all. */
  boolean isNowhere() {
    return allowed.isEmpty();
  }

  /** Whether they allow it at a node. Cost: the way to the nearest turn. */
  boolean isAllowedAt(int node) {
    for (int at = node; at != ContextTree.NO_PARENT; at = snapshot.contexts().parentOf(at)) {
      int turn = Arrays.binarySearch(turns, 0, turnCount, at);
      if (turn >= 0) {
        return allowed.get(turn);
      }
    }
    return false;
  }

  /** The topmost nodes of the stretches in which they allow it, ascending. */
  void forEachTop(IntConsumer action) {
    for (int turn = allowed.nextSetBit(0); turn >= 0; turn = allowed.nextSetBit(turn + 1)) {
      if (!isAllowedAt(snapshot.contexts().parentOf(turns[turn]))) {
        action.accept(turns[turn]);
      }
    }
  }

  /** Whether a node is a turn at which they do not allow it: below an allowed one it ends there. */
  boolean endsAt(int node) {
    int turn = Arrays.binarySearch(turns, 0, turnCount, node);
    return turn >= 0 && !allowed.get(turn);
  }

  private static int[] rolesOf(Holdings holdings) {
    var roles = new BitSet();
    holdings.forEach((role, _) -> roles.set(role));
    return roles.stream().toArray();
  }

  private void hearPathless() {
    RoleDefinitions definitions = snapshot.definitions();
    long[] lastRowIds = new long[roles.length];
    definitions.forEachPathless(context -> {
      OverrideScope scope = definitions.findPathless(context);
      if (scope != null && snapshot.contexts().hasRow(context)) {
        hear(scope, lastRowIds);
      }
    });
  }

  /** Of several contexts without a path the row that was stored last counts. */
  private void hear(OverrideScope scope, long[] lastRowIds) {
    for (int i = 0; i < roles.length; i++) {
      RolePermissions permissions = scope.find(roles[i]);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions != null
          && at >= 0
          && (aboveAll[i] == null || permissions.rowIdAt(at) > lastRowIds[i])) {
        aboveAll[i] = Permission.ofStored(permissions.permissionAt(at));
        lastRowIds[i] = permissions.rowIdAt(at);
      }
    }
  }

  private void findTurns(Checkpoint checkpoint) {
    holdings.forEach((_, node) -> addTurn(node));
    snapshot
        .definitions()
        .forEachScope(node -> {
          OverrideScope scope = snapshot.definitions().findScope(node);
          if (scope != null && saysSomething(scope)) {
            addTurn(node);
          }
        });
    settleTurns();
    if (isProhibitedAboveAll()) {
      return;
    }
    for (int turn = 0; turn < turnCount; turn++) {
      checkpoint.at(turn);
      allowed.set(turn, isAllowedByRoles(turns[turn]));
    }
  }

  private void addTurn(int node) {
    if (node == ContextTree.NO_PARENT) {
      return;
    }
    if (turnCount == turns.length) {
      turns = Arrays.copyOf(turns, 2 * turnCount);
    }
    turns[turnCount++] = node;
  }

  private void settleTurns() {
    Arrays.sort(turns, 0, turnCount);
    int kept = 0;
    for (int i = 0; i < turnCount; i++) {
      if (kept == 0 || turns[i] != turns[kept - 1]) {
        turns[kept++] = turns[i];
      }
    }
    turnCount = kept;
  }

  private boolean saysSomething(OverrideScope scope) {
    for (int role : roles) {
      RolePermissions permissions = scope.find(role);
      if (permissions != null && permissions.indexOf(capability) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Held above all others, a role that prohibits there prohibits everywhere. */
  private boolean isProhibitedAboveAll() {
    boolean[] prohibited = new boolean[1];
    holdings.forEachAt(
        ContextTree.NO_PARENT,
        role -> prohibited[0] |= aboveAll[indexOf(role)] == Permission.PROHIBIT);
    return prohibited[0];
  }

  /** Evaluates at a node (§7.3, §7.4). */
  private boolean isAllowedByRoles(int node) {
    walk++;
    OverrideScope nearest = findNearestScope(node);
    var verdict = new Verdict(nearest);
    for (int at = node; at != ContextTree.NO_PARENT; at = snapshot.contexts().parentOf(at)) {
      holdings.forEachAt(at, verdict::hearHeld);
    }
    holdings.forEachAt(ContextTree.NO_PARENT, verdict::hearHeldAboveAll);
    return verdict.allows && !verdict.prohibits;
  }

  private @Nullable OverrideScope findNearestScope(int node) {
    ContextTree contexts = snapshot.contexts();
    int at = node;
    while (at != ContextTree.NO_PARENT) {
      int link = contexts.linkOf(at);
      if (ContextTree.isScoped(link)) {
        return snapshot.definitions().findScope(at);
      }
      at = ContextTree.parentIn(link);
    }
    return null;
  }

  private int indexOf(int role) {
    return Arrays.binarySearch(roles, role);
  }

  /** What the roles of one walk say together. */
  private final class Verdict {
    private final @Nullable OverrideScope nearest;
    private boolean allows;
    private boolean prohibits;

    Verdict(@Nullable OverrideScope nearest) {
      this.nearest = nearest;
    }

    void hearHeld(int role) {
      hear(role, aboveAll[indexOf(role)]);
    }

    /** A role held above all only: what is stored there says nothing below, unless it prohibits. */
    void hearHeldAboveAll(int role) {
      hear(role, null);
    }

    private void hear(int role, @Nullable Permission topmost) {
      int index = indexOf(role);
      if (metIn[index] == walk) {
        return;
      }
      metIn[index] = walk;
      Permission said = null;
      for (@Nullable OverrideScope scope = nearest; scope != null; scope = scope.findParent()) {
        RolePermissions permissions = scope.find(role);
        int at = permissions == null ? -1 : permissions.indexOf(capability);
        if (permissions != null && at >= 0) {
          Permission here = Permission.ofStored(permissions.permissionAt(at));
          prohibits |= here == Permission.PROHIBIT;
          said = said == null ? here : said;
        }
      }
      prohibits |= topmost == Permission.PROHIBIT;
      allows |= (said == null ? topmost : said) == Permission.ALLOW;
    }
  }
}
