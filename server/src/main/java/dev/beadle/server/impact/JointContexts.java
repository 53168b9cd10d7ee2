package dev.beadle.server.impact;

import dev.beadle.server.graph.ContextTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The contexts that have a row before or after an edit, each in one place: in the order of the tree
 * before it, then those that are new. What lies below a node is a few stretches of places on either
 * side, mostly one. Not thread-safe.
 */
final class JointContexts {
  /** There is no context on this side. */
  static final int ABSENT = -1;

  private final TreeOrder before;
  private final int[] contextBefore;
  private final int[] contextAfter;
  private final TreeOrder after;
  // The joint place of each place of the order after, and how often these do not follow each other.
  private final int[] jointPlaceOf;
  private final int[] breaksBefore;
  private final Map<Integer, int[]> stretchesOfNode = new HashMap<>();

  JointContexts(ContextTree treeBefore, TreeOrder before, ContextTree treeAfter, TreeOrder after) {
    this.before = before;
    this.after = after;
    int[] placeOfContext = new int[treeBefore.contextCount()];
    Arrays.fill(placeOfContext, ABSENT);
    this.contextBefore = new int[before.size() + after.size()];
    this.contextAfter = new int[contextBefore.length];
    Arrays.fill(contextBefore, ABSENT);
    Arrays.fill(contextAfter, ABSENT);
    int size = before.size();
    for (int place = 0; place < size; place++) {
      contextBefore[place] = before.contextAt(place);
      placeOfContext[contextBefore[place]] = place;
    }
    this.jointPlaceOf = new int[after.size()];
    this.breaksBefore = new int[after.size()];
    for (int i = 0; i < after.size(); i++) {
      int context = after.contextAt(i);
      int old = treeBefore.find(treeAfter.idOf(context));
      int place = old == ContextTree.ABSENT ? size++ : placeOfContext[old];
      contextAfter[place] = context;
      jointPlaceOf[i] = place;
      boolean isBreak = i > 0 && place != jointPlaceOf[i - 1] + 1;
      breaksBefore[i] = i == 0 ? 0 : breaksBefore[i - 1] + (isBreak ? 1 : 0);
    }
    this.size = size;
  }

  private final int size;

  /** How many places there are. */
  int size() {
    return size;
  }

  /** The ordinal before the edit, or {@link #ABSENT}. */
  int contextBefore(int place) {
    return contextBefore[place];
  }

  /** The ordinal after the edit, or {@link #ABSENT}. */
  int contextAfter(int place) {
    return contextAfter[place];
  }

  /** The places below a node before the edit: pairs of from and to. */
  int[] stretchesBefore(int node) {
    return new int[] {before.from(node), before.to(node)};
  }

  /** The places below a node after the edit: pairs of from and to, ascending and apart. */
  int[] stretchesAfter(int node) {
    int from = after.from(node);
    int to = after.to(node);
    if (from == to) {
      return new int[0];
    }
    if (breaksBefore[from] == breaksBefore[to - 1]) {
      return new int[] {jointPlaceOf[from], jointPlaceOf[to - 1] + 1};
    }
    return stretchesOfNode.computeIfAbsent(node, _ -> stretchesIn(from, to));
  }

  private int[] stretchesIn(int from, int to) {
    int[] places = Arrays.copyOfRange(jointPlaceOf, from, to);
    Arrays.sort(places);
    int[] stretches = new int[2 * places.length];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      if (i > 0 && places[i] == places[i - 1] + 1) {
        stretches[at - 1]++;
      } else {
        stretches[at++] = places[i];
        stretches[at++] = places[i] + 1;
      }
    }
    return Arrays.copyOf(stretches, at);
  }
}
