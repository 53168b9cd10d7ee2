package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import java.util.List;

/**
 * What a role says about a capability in a context and above it, as a check has it (rules §7.3).
 * Permissions are stored numbers; 0 stands for nothing, unless a damaged row says 0.
 *
 * @param isStored whether there is a row in the context itself
 * @param stored what it says
 * @param inherited what would count without it
 * @param effective what counts: a prohibit wherever it stands, else the nearest row
 * @param decidedIn the node where that is stored; {@link ContextTree#NO_PARENT} for nothing
 * @param prohibitedIn the nodes of all prohibits on the way to the root, nearest first
 * @param standard what the role's archetype gets at the system context
 */
public record MatrixCell(
    boolean isStored,
    long stored,
    long inherited,
    long effective,
    int decidedIn,
    List<Integer> prohibitedIn,
    long standard) {
  public MatrixCell {
    prohibitedIn = List.copyOf(prohibitedIn);
  }
}
