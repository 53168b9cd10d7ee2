package dev.beadle.server.impact;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.RoleDefinitions;
import java.util.Arrays;

/**
 * The contexts that have a row, in an order in which whatever lies below a node is one stretch:
 * contexts without a path come last. Immutable and so thread-safe. Cost: a few looks at every
 * context.
 */
final class TreeOrder {
  /** What {@link #scopeNodeOf} says when nothing is stored on the way to the root. */
  static final int NO_SCOPE = -1;

  private final ContextTree contexts;
  // For each node: its place among the nodes, and the first place after all below it.
  private final int[] firstRank;
  private final int[] endRank;
  private final int[] nodeAtRank;
  // How many contexts stand at nodes of lower rank.
  private final int[] placesBefore;
  private final int[] contextAt;
  private final int[] scopeNodes;

  TreeOrder(ContextTree contexts, RoleDefinitions definitions) {
    this.contexts = contexts;
    int count = contexts.contextCount();
    this.firstRank = new int[count];
    this.endRank = new int[count];
    this.nodeAtRank = new int[count];
    this.placesBefore = new int[count + 2];
    rankNodes();
    this.contextAt = placeContexts();
    this.scopeNodes = new int[count];
    for (int node : nodeAtRank) {
      int link = contexts.linkOf(node);
      int parent = ContextTree.parentIn(link);
      OverrideScope own = ContextTree.isScoped(link) ? definitions.findScope(node) : null;
      int above = parent == ContextTree.NO_PARENT ? NO_SCOPE : scopeNodes[parent];
      scopeNodes[node] = own == null ? above : node;
    }
  }

  /** How many contexts have a row. */
  int size() {
    return contextAt.length;
  }

  /** The context at a place, 0 to {@link #size()} - 1. */
  int contextAt(int place) {
    return contextAt[place];
  }

  /** The node at a rank, 0 to the number of nodes - 1: what is above it has a lower one. */
  int nodeAt(int rank) {
    return nodeAtRank[rank];
  }

  /** The first place below {@code node}, itself included. */
  int from(int node) {
    return placesBefore[firstRank[node]];
  }

  /** The place after the last one below {@code node}. */
  int to(int node) {
    return placesBefore[endRank[node]];
  }

  /** The node of the nearest scope, or {@link #NO_SCOPE}. */
  int scopeNodeOf(int context) {
    int node = contexts.nodeOf(context);
    return node == ContextTree.NO_PARENT ? NO_SCOPE : scopeNodes[node];
  }

  private void rankNodes() {
    int count = firstRank.length;
    // The children of a node, then their siblings, as chains: the lowest ordinal first.
    int[] firstChild = new int[count];
    int[] nextSibling = new int[count];
    Arrays.fill(firstChild, ContextTree.NO_PARENT);
    int firstRoot = ContextTree.NO_PARENT;
    for (int node = count - 1; node >= 0; node--) {
      int parent = contexts.parentOf(node);
      if (parent == ContextTree.NO_PARENT) {
        nextSibling[node] = firstRoot;
        firstRoot = node;
      } else {
        nextSibling[node] = firstChild[parent];
        firstChild[parent] = node;
      }
    }
    int rank = 0;
    int node = firstRoot;
    while (node != ContextTree.NO_PARENT) {
      firstRank[node] = rank;
      nodeAtRank[rank++] = node;
      int next = firstChild[node];
      // INVARIANT (rooted): every walk upwards ends.
      while (next == ContextTree.NO_PARENT && node != ContextTree.NO_PARENT) {
        endRank[node] = rank;
        next = nextSibling[node];
        node = contexts.parentOf(node);
      }
      node = next;
    }
  }

  private int[] placeContexts() {
    int count = firstRank.length;
    int[] rankOf = new int[count];
    for (int context = 0; context < count; context++) {
      int node = contexts.nodeOf(context);
      rankOf[context] = node == ContextTree.NO_PARENT ? count : firstRank[node];
      if (contexts.hasRow(context)) {
        placesBefore[rankOf[context] + 1]++;
      }
    }
    for (int rank = 0; rank <= count; rank++) {
      placesBefore[rank + 1] += placesBefore[rank];
    }
    int[] placed = new int[placesBefore[count + 1]];
    int[] next = placesBefore.clone();
    for (int context = 0; context < count; context++) {
      if (contexts.hasRow(context)) {
        placed[next[rankOf[context]]++] = context;
      }
    }
    return placed;
  }
}
