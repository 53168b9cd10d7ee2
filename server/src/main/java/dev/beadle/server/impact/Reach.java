package dev.beadle.server.impact;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.UserDirectory;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * How far an edit reaches among those whom no change of it names: to who holds a role at or above a
 * context in which answers may flip although assignments stay as they are. Not thread-safe. Cost: a
 * look at each such context, and at who holds a role on the way to the root.
 */
final class Reach {
  /** Beyond this part of all contexts, finding out whom it concerns saves nothing. */
  private static final int WIDE_PART = 4;

  private final Joined joined;
  private final BooleanSupplier isCancelled;
  private final BitSet places = new BitSet();

  Reach(Joined joined, BooleanSupplier isCancelled) {
    this.joined = joined;
    this.isCancelled = isCancelled;
    PlaceRuns live = joined.liveRuns();
    for (int run = 0; run < live.count(); run++) {
      places.set(live.from(run), live.to(run));
    }
    JointContexts contexts = joined.contexts();
    var trees = new TreeDifference(joined.before(), joined.after(), contexts);
    for (int place = 0; place < contexts.size(); place++) {
      if (!trees.isSameAt(place)) {
        places.set(place);
      }
    }
  }

  /** Whether it is to so many contexts that everybody may as well be weighed. */
  boolean isWide() {
    return places.cardinality() > joined.contexts().size() / WIDE_PART;
  }

  /** Whom it reaches. */
  Set<Long> userIds() {
    Set<Long> reached = new HashSet<>();
    addHolders(joined.before(), joined.contexts()::contextBefore, reached);
    addHolders(joined.after(), joined.contexts()::contextAfter, reached);
    return reached;
  }

  /** Gives the context of a place on one side, or {@link JointContexts#ABSENT}. */
  private interface ContextOfPlace {
    int at(int place);
  }

  private void addHolders(Side side, ContextOfPlace contextOf, Set<Long> reached) {
    BitSet users = new BitSet();
    BitSet nodes = nodesAbove(side.snapshot().contexts(), contextOf);
    for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
      Cancellation.check(node, isCancelled);
      side.snapshot().assignments().forEachUserIn(node, users::set);
    }
    UserDirectory directory = side.snapshot().users();
    users.stream().forEach(user -> reached.add(directory.idOf(user)));
  }

  private BitSet nodesAbove(ContextTree tree, ContextOfPlace contextOf) {
    var nodes = new BitSet();
    for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
      int context = contextOf.at(place);
      int node = context == JointContexts.ABSENT ? ContextTree.NO_PARENT : tree.nodeOf(context);
      while (node != ContextTree.NO_PARENT && !nodes.get(node)) {
        nodes.set(node);
        node = tree.parentOf(node);
      }
    }
    return nodes;
  }
}
