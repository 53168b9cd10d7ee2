package dev.beadle.server.search.reports;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.Risk;
import dev.beadle.server.search.Checkpoint;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** The users whom a site trusts, by a role that is assigned to them. Stateless. */
final class TrustedUsers {
  private TrustedUsers() {}

  /** Tells whether an entry of a user's assignments is looked for. */
  @FunctionalInterface
  interface EntryPredicate {
    boolean test(int role, int node);
  }

  /** Those whom a role may let inject scripts (rules §15, riskxss): user.id, ascending. */
  static long[] withXssRisk(PolicySnapshot snapshot, Checkpoint checkpoint) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    IntPredicate hasXss =
        capability ->
            capabilities.hasRow(capability)
                && (capabilities.rowOf(capability).risks() & Risk.XSS) != 0;
    AllowedNearby allowed =
        AllowedNearby.of(snapshot, row -> hasXss.test(row.capability()), checkpoint);
    return having(snapshot, allowed::isOnOnePath, checkpoint);
  }

  /**
   * The users with a row that is not deleted who have a fitting assignment: user.id, ascending.
   *
   * @param test asked for each assignment until one fits; its node is never {@link
   *     ContextTree#NO_PARENT}
   */
  static long[] having(PolicySnapshot snapshot, EntryPredicate test, Checkpoint checkpoint) {
    UserDirectory users = snapshot.users();
    var found = new BitSet();
    for (int user = 0; user < users.size(); user++) {
      checkpoint.at(user);
      if (users.hasRow(user) && !users.isDeleted(user) && has(snapshot, user, test)) {
        found.set(user);
      }
    }
    long[] ids = found.stream().mapToLong(users::idOf).toArray();
    Arrays.sort(ids);
    return ids;
  }

  private static boolean has(PolicySnapshot snapshot, int user, EntryPredicate test) {
    ContextTree contexts = snapshot.contexts();
    int[] block = snapshot.assignments().blockOf(user);
    int to = RoleAssignments.to(block, user);
    for (int at = RoleAssignments.from(block, user); at < to; at += RoleAssignments.ENTRY_LENGTH) {
      // The context of an entry is its node, unless no path contains it.
      int node = contexts.nodeOf(block[at]);
      if (node != ContextTree.NO_PARENT && test.test(block[at + 1], node)) {
        return true;
      }
    }
    return false;
  }
}
