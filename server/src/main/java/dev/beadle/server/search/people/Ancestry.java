package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A context and all above it, nearest first: as checks walk, from node to node, or as Moodle's list
 * of users asks for them, by the ids in the text of the path (§9.1). The two are one unless paths
 * are damaged; then an id may name a context without a row, or one that lies elsewhere, whose
 * assignments count for the list and not for a check. Immutable and so thread-safe.
 */
final class Ancestry {
  private final PolicySnapshot snapshot;
  private final int[] nodes;
  // The contexts that the ids name, by node; null when these are the nodes.
  private final int @Nullable [] named;

  private Ancestry(PolicySnapshot snapshot, int[] nodes, int @Nullable [] named) {
    this.snapshot = snapshot;
    this.nodes = nodes;
    this.named = named;
  }

  /** As a check walks (§7.1). */
  static Ancestry byNodes(PolicySnapshot snapshot, int context) {
    return new Ancestry(snapshot, nodesFrom(snapshot.contexts(), context), null);
  }

  /** By the ids of the path (§9.1). */
  static Ancestry byIds(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    int[] nodes = nodesFrom(contexts, context);
    return new Ancestry(
        snapshot,
        nodes,
        contexts.hasDamagedPaths() ? Arrays.stream(nodes).map(contexts::namedBy).toArray() : null);
  }

  private static int[] nodesFrom(ContextTree contexts, int context) {
    int[] nodes = new int[8];
    int count = 0;
    for (int node = contexts.nodeOf(context);
        node != ContextTree.NO_PARENT;
        node = contexts.parentOf(node)) {
      if (count == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * count);
      }
      nodes[count++] = node;
    }
    return Arrays.copyOf(nodes, count);
  }

  RoleAssignments assignments() {
    return snapshot.assignments();
  }

  /** How many steps there are to the root; 0 for a context without a path. */
  int length() {
    return nodes.length;
  }

  /** The node at a step. */
  int nodeAt(int step) {
    return nodes[step];
  }

  /** Whether a node is one of the steps. */
  boolean contains(int node) {
    for (int step : nodes) {
      if (step == node) {
        return true;
      }
    }
    return false;
  }

  /** Whether the ids may name other contexts than the nodes. */
  boolean isByIds() {
    return named != null;
  }

  /** The context whose rows count at a step, or {@link ContextTree#ABSENT}. */
  int namedAt(int step) {
    return named == null ? nodes[step] : named[step];
  }

  /**
   * Where the assignments that count at a step are indexed: what to ask {@link
   * RoleAssignments#forEachHolderIn} for; {@link ContextTree#ABSENT} when there can be none.
   */
  int indexedAt(int step) {
    if (named == null || named[step] == ContextTree.ABSENT) {
      return namedAt(step);
    }
    int node = snapshot.contexts().nodeOf(named[step]);
    return node == ContextTree.NO_PARENT ? named[step] : node;
  }

  /** Whether an entry that is indexed where a step's are counts there. */
  boolean counts(int step, int user, int[] block, int at) {
    return named == null || assignments().contextOfRow(user, block, at) == named[step];
  }
}
