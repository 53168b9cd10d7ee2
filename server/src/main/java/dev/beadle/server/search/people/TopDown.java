package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A walk down the context tree, over all nodes at which somebody's roles allow a capability. Used
 * once; not thread-safe. Cost: that of the nodes visited.
 */
final class TopDown {
  private final ContextTree contexts;
  private final RoleReach reach;
  private int[] rest = new int[16];
  private int restCount;

  TopDown(ContextTree contexts, RoleReach reach) {
    this.contexts = contexts;
    this.reach = reach;
  }

  /**
   * Visits the nodes.
   *
   * @param isEntered is told each node and says whether what lies below is visited too
   * @param most how many nodes are visited at the most
   * @return whether all were
   */
  boolean visit(IntPredicate isEntered, long most) {
    reach.forEachTop(this::push);
    for (long visited = 0; restCount > 0; visited++) {
      if (visited == most) {
        return false;
      }
      int node = rest[--restCount];
      if (isEntered.test(node)) {
        contexts.forEachChild(node, this::pushUnlessEnd);
      }
    }
    return true;
  }

  private void pushUnlessEnd(int child) {
    // Where the roles allow it again further down, another top begins.
    if (!reach.endsAt(child)) {
      push(child);
    }
  }

  private void push(int node) {
    if (restCount == rest.length) {
      rest = Arrays.copyOf(rest, 2 * restCount);
    }
    rest[restCount++] = node;
  }
}
