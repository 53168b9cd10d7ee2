package dev.beadle.server.search.people;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.RoleHoldings;
import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import java.util.Arrays;

/**
 * The roles that somebody holds and the nodes of the context tree from which down he holds them
 * (§5). Immutable once made, and so thread-safe. Cost: that of sorting his assignments.
 */
final class Holdings {
  /** In place of a node: above every path. */
  private static final int ABOVE_ALL = ContextTree.NO_PARENT;

  // Each the node above the role; those above all come first.
  private long[] held = new long[16];
  private int count;

  private Holdings() {}

  /** Takes one role, and a node from which down it is held. */
  @FunctionalInterface
  interface Consumer {
    void accept(int role, int node);
  }

  /**
   * As checks have it of somebody else.
   *
   * @param standing his
   */
  static Holdings ofChecks(PolicySnapshot snapshot, long userId, UserStanding standing) {
    var holdings = new Holdings();
    RoleHoldings.forEachOfStanding(snapshot, standing, holdings::add);
    RoleHoldings.forEachAssigned(snapshot, userId, standing, holdings::add);
    holdings.settle();
    return holdings;
  }

  /**
   * As Moodle's list of contexts has it (§17): whether the user exists is not asked, switched roles
   * are not looked at, and what is held in a context without a path is held above all others.
   */
  static Holdings ofMoodlesList(PolicySnapshot snapshot, long userId, Environment environment) {
    var holdings = new Holdings();
    SpecialRoles special = snapshot.specialRoles();
    int system = snapshot.contexts().system();
    if (userId == 0) {
      holdings.add(special.notLoggedIn(), system);
    } else if (userId == snapshot.settings().guestUserId()) {
      holdings.add(special.guest(), system);
    } else {
      holdings.add(special.defaultUser(), system);
      if (special.frontPageContext() != ContextTree.NO_PARENT) {
        holdings.add(special.frontPage(), special.frontPageContext());
      }
      holdings.addAssigned(snapshot, userId);
    }
    for (int i = 0; i < environment.temporaryCount(); i++) {
      holdings.add(environment.temporaryRole(i), environment.temporaryNode(i));
    }
    holdings.settle();
    return holdings;
  }

  private void addAssigned(PolicySnapshot snapshot, long userId) {
    int user = snapshot.users().find(userId);
    if (user == UserDirectory.ABSENT) {
      return;
    }
    ContextTree contexts = snapshot.contexts();
    int[] block = snapshot.assignments().blockOf(user);
    int to = RoleAssignments.to(block, user);
    for (int at = RoleAssignments.from(block, user); at < to; at += RoleAssignments.ENTRY_LENGTH) {
      // An entry lies at a node, or at a context that has none: no path, or not even a row.
      int context = block[at];
      boolean hasPath = contexts.nodeOf(context) != ContextTree.NO_PARENT;
      if (hasPath || contexts.hasRow(context)) {
        add(block[at + 1], hasPath ? context : ABOVE_ALL);
      }
    }
  }

  private void add(int role, int node) {
    if (role < 0) {
      return;
    }
    if (count == held.length) {
      held = Arrays.copyOf(held, 2 * count);
    }
    held[count++] = keyOf(node, role);
  }

  private void settle() {
    Arrays.sort(held, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || held[i] != held[kept - 1]) {
        held[kept++] = held[i];
      }
    }
    count = kept;
  }

  /** All of them that are held at a node, or above all. */
  void forEach(Consumer action) {
    for (int i = 0; i < count; i++) {
      action.accept((int) held[i], nodeOf(held[i]));
    }
  }

  /** The roles held at a node itself, or those above all for {@link ContextTree#NO_PARENT}. */
  void forEachAt(int node, RoleConsumer action) {
    int at = Arrays.binarySearch(held, 0, count, keyOf(node, 0));
    for (int i = at < 0 ? -at - 1 : at; i < count && nodeOf(held[i]) == node; i++) {
      action.accept((int) held[i]);
    }
  }

  /** Takes one role. */
  @FunctionalInterface
  interface RoleConsumer {
    void accept(int role);
  }

  private static long keyOf(int node, int role) {
    return (long) node << Integer.SIZE | role;
  }

  private static int nodeOf(long key) {
    return (int) (key >> Integer.SIZE);
  }
}
