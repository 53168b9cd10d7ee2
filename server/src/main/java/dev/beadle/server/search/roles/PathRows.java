package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What is stored for the contexts that a path names, nearest first: as Moodle's lists of roles find
 * it, by the ids in the text of the path, where a check goes by the text itself (rules §10, §7).
 * The two differ on damaged sites only.
 *
 * @param context an ordinal
 * @param rows what is stored for it; their parent means nothing
 * @param hasRow whether the context itself is there
 */
record PathRows(int context, OverrideScope rows, boolean hasRow) {
  /**
   * The rows along a context's path; none without a path. Contexts without any are left out. Cost:
   * a look for each context on the way.
   */
  static List<PathRows> nearestFirst(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    List<PathRows> found = new ArrayList<>();
    for (long contextId : contexts.pathIdsOf(context)) {
      int named = contexts.findMentioned(contextId);
      if (named == ContextTree.ABSENT) {
        continue;
      }
      OverrideScope rows = snapshot.definitions().findOwn(named, contexts.nodeOf(named));
      if (rows != null) {
        found.add(new PathRows(named, rows, contexts.hasRow(named)));
      }
    }
    return found;
  }

  /** Those of contexts that are there. */
  static List<PathRows> ofContextsWithRow(PolicySnapshot snapshot, int context) {
    List<PathRows> found = nearestFirst(snapshot, context);
    found.removeIf(one -> !one.hasRow());
    return found;
  }
}
