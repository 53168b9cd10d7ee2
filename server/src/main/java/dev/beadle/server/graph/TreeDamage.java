package dev.beadle.server.graph;

import java.util.List;
import java.util.Set;

/**
 * Where the rows of {@code context} contradict each other, so that a change cannot be told by
 * looking at the changed rows alone. Immutable and so thread-safe.
 *
 * @param ids the ids whose rows others depend on: those in the path of a row that lies elsewhere,
 *     and those that a path names although the row is missing or has another path
 * @param places the nodes whose rows do not say what the tree says
 * @param bakesLocks whether some locks have been worked out from the rows beforehand
 */
record TreeDamage(Set<Long> ids, List<Integer> places, boolean bakesLocks) {
  TreeDamage {
    ids = Set.copyOf(ids);
    places = List.copyOf(places);
  }
}
