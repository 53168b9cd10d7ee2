package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.search.Checkpoint;
import java.util.Arrays;
import java.util.BitSet;

/**
 * How many people have each role in a context: by an assignment there or above it, or because
 * everybody has it (rules §5). People are users who have a row, are not deleted, and are not the
 * guest account. Confined to one call.
 */
final class HolderCounts {
  private final PolicySnapshot snapshot;
  private final Checkpoint checkpoint;
  private final int[] path;
  private final int guest;
  private final long[] counts;
  private final BitSet everybodys = new BitSet();
  private int steps;

  private HolderCounts(PolicySnapshot snapshot, int context, Checkpoint checkpoint) {
    this.snapshot = snapshot;
    this.checkpoint = checkpoint;
    this.path = pathOf(snapshot.contexts(), context);
    this.guest = snapshot.users().find(snapshot.settings().guestUserId());
    this.counts = new long[snapshot.roles().size()];
  }

  /**
   * Counts. Cost: those who have an assignment on the way to the root, and a look at every user if
   * there is a role that everybody has.
   */
  static HolderCounts of(PolicySnapshot snapshot, int context, Checkpoint checkpoint) {
    var counts = new HolderCounts(snapshot, context, checkpoint);
    for (int i = 0; i < counts.path.length; i++) {
      int nearer = i;
      snapshot.assignments().forEachUserIn(counts.path[i], user -> counts.countUser(user, nearer));
    }
    counts.countEverybody();
    return counts;
  }

  /** The people who have a role. */
  long of(int role) {
    return counts[role];
  }

  /** Whether everybody has it without an assignment. */
  boolean isEverybodys(int role) {
    return everybodys.get(role);
  }

  /** Counts the roles of a user at one node, but for those that he has nearer too. */
  private void countUser(int user, int nearer) {
    checkpoint.at(++steps);
    if (!isPerson(user)) {
      return;
    }
    int[] block = snapshot.assignments().blockOf(user);
    int to = RoleAssignments.to(block, user);
    int node = path[nearer];
    int first = RoleAssignments.firstIn(node, block, RoleAssignments.from(block, user), to);
    for (int at = first; at < to && block[at] == node; at += RoleAssignments.ENTRY_LENGTH) {
      int role = block[at + 1];
      if (!occurs(role, block, first, at) && !holdsNearer(role, block, user, nearer)) {
        counts[role]++;
      }
    }
  }

  private boolean holdsNearer(int role, int[] block, int user, int nearer) {
    int to = RoleAssignments.to(block, user);
    for (int i = 0; i < nearer; i++) {
      int node = path[i];
      if (RoleAssignments.mayHold(node, block, user)) {
        int first = RoleAssignments.firstIn(node, block, RoleAssignments.from(block, user), to);
        int end = first;
        while (end < to && block[end] == node) {
          end += RoleAssignments.ENTRY_LENGTH;
        }
        if (occurs(role, block, first, end)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean occurs(int role, int[] block, int from, int to) {
    for (int at = from; at < to; at += RoleAssignments.ENTRY_LENGTH) {
      if (block[at + 1] == role) {
        return true;
      }
    }
    return false;
  }

  private void countEverybody() {
    SpecialRoles special = snapshot.specialRoles();
    markEverybodys(special.defaultUser(), snapshot.contexts().system());
    markEverybodys(special.frontPage(), special.frontPageContext());
    if (everybodys.isEmpty()) {
      return;
    }
    long people = 0;
    for (int user = 0; user < snapshot.users().size(); user++) {
      checkpoint.at(user);
      people += isPerson(user) ? 1 : 0;
    }
    long everybody = people;
    everybodys.stream().forEach(role -> counts[role] = everybody);
  }

  private void markEverybodys(int role, int node) {
    if (role >= 0 && Arrays.stream(path).anyMatch(at -> at == node)) {
      everybodys.set(role);
    }
  }

  private boolean isPerson(int user) {
    UserDirectory users = snapshot.users();
    return user != guest && users.hasRow(user) && !users.isDeleted(user);
  }

  private static int[] pathOf(ContextTree contexts, int context) {
    int[] path = new int[contexts.pathIdsOf(context).length];
    int node = contexts.nodeOf(context);
    for (int i = 0; i < path.length; i++) {
      path[i] = node;
      node = contexts.parentOf(node);
    }
    return path;
  }
}
