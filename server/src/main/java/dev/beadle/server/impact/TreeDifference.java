package dev.beadle.server.impact;

import dev.beadle.server.graph.ContextTree;
import java.util.Arrays;

/**
 * Which contexts lie elsewhere in the tree after an edit: whose way to the root is not through the
 * same contexts. Immutable and so thread-safe. Cost: a few looks at every context, and nothing when
 * the tree is the same.
 */
final class TreeDifference {
  private static final int DIFFERS = -2;

  private final JointContexts contexts;
  private final ContextTree before;
  private final ContextTree after;
  // For each node after the edit that lies where it was: the node before it; else DIFFERS.
  private final int[] nodeBefore;

  TreeDifference(Side before, Side after, JointContexts contexts) {
    this.contexts = contexts;
    this.before = before.snapshot().contexts();
    this.after = after.snapshot().contexts();
    this.nodeBefore = isSameTree() ? new int[0] : match(after.order());
  }

  /** Whether a context, by its place, lies where it did; also if a side does not have it. */
  boolean isSameAt(int place) {
    if (isSameTree()) {
      return true;
    }
    int old = contexts.contextBefore(place);
    int changed = contexts.contextAfter(place);
    if (old == JointContexts.ABSENT || changed == JointContexts.ABSENT) {
      return false;
    }
    int node = after.nodeOf(changed);
    return before.nodeOf(old) == (node == ContextTree.NO_PARENT ? node : nodeBefore[node]);
  }

  private boolean isSameTree() {
    return before.equals(after);
  }

  private int[] match(TreeOrder order) {
    int[] matches = new int[after.contextCount()];
    Arrays.fill(matches, DIFFERS);
    for (int rank = 0; rank < matches.length; rank++) {
      int node = order.nodeAt(rank);
      // A node without a row has the id 0, and is taken to differ.
      int old = after.idOf(node) == 0 ? ContextTree.ABSENT : before.find(after.idOf(node));
      if (old != ContextTree.ABSENT) {
        int parent = after.parentOf(node);
        int parentBefore = parent == ContextTree.NO_PARENT ? parent : matches[parent];
        matches[node] = before.parentOf(old) == parentBefore ? old : DIFFERS;
      }
    }
    return matches;
  }
}
