package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.ABSENT;
import static dev.beadle.server.graph.ContextTree.IRREGULAR;
import static dev.beadle.server.graph.ContextTree.LINK_BITS;
import static dev.beadle.server.graph.ContextTree.LOCKED;
import static dev.beadle.server.graph.ContextTree.LOCK_ENDS;
import static dev.beadle.server.graph.ContextTree.NO_PARENT;
import static dev.beadle.server.graph.ContextTree.SCOPED;

import dev.beadle.server.graph.ContextTree.Irregularity;
import dev.beadle.server.graph.ContextTree.StoredRow;
import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.model.ContextLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers context rows, in any order, and links them by their paths. Not thread-safe. */
final class ContextTreeBuilder {
  static final int MAX_CONTEXTS = 1 << (31 - LINK_BITS);

  private final Oddities oddities;
  private final IdIndex.Builder ordinalOfId = new IdIndex.Builder();
  private final Map<Integer, IdIndex.Builder> ordinalOfInstance = new HashMap<>();
  private final LongColumn.Builder ids = new LongColumn.Builder();
  private final LongColumn.Builder levels = new LongColumn.Builder();
  private final LongColumn.Builder instanceIds = new LongColumn.Builder();
  private final IntColumn.Builder links = new IntColumn.Builder();
  private final Map<Integer, Irregularity> irregularities = new HashMap<>();
  private final Map<Integer, StoredRow> oddRows = new HashMap<>();
  private final Map<List<Long>, Integer> ghosts = new HashMap<>();
  // INVARIANT (rows first): ordinals below rowCount are rows; nodes without one come after them.
  // The paths of all rows, one after the other, and where each ends.
  private final LongColumn.Builder pathIds = new LongColumn.Builder();
  private final IntColumn.Builder pathEnds = new IntColumn.Builder();
  private int system = ABSENT;
  private int lockedCount;
  private int rowCount;

  ContextTreeBuilder(Oddities oddities) {
    this.oddities = oddities;
  }

  /** What a tree is made of. */
  record Parts(
      IdIndex ordinalOfId,
      Map<Integer, IdIndex> ordinalOfInstance,
      IntColumn links,
      LongColumn ids,
      LongColumn levels,
      LongColumn instanceIds,
      RefColumn<Irregularity> irregularities,
      RefColumn<StoredRow> oddRows,
      SortedLongs children,
      TreeDamage damage,
      int system,
      int lockedCount) {}

  /** Adds one row of the table {@code context}; gives its ordinal. */
  int add(ContextRow row) {
    long[] path = ContextPath.parse(row.path());
    int context = newOrdinal();
    if (!ordinalOfId.add(row.id(), context)) {
      throw new InvalidFactException("id", "duplicate context id " + row.id());
    }
    if (!ordinalOfInstance
        .computeIfAbsent(row.level(), _ -> new IdIndex.Builder())
        .add(row.instanceId(), context)) {
      throw new InvalidFactException(
          "instanceid",
          "duplicate context of level " + row.level() + " and instance " + row.instanceId());
    }
    boolean isSystem = row.level() == ContextLevel.SYSTEM;
    if (isSystem) {
      // The system context is built from its id alone, never from its row (rules §2).
      if (system != ABSENT) {
        throw new InvalidFactException("contextlevel", "second system context " + row.id());
      }
      system = context;
      path = new long[] {row.id()};
    }
    for (long id : path) {
      pathIds.add(id);
    }
    pathEnds.add(pathIds.length());
    ids.add(row.id());
    levels.add(row.level());
    instanceIds.add(row.instanceId());
    links.add(row.locked() && !isSystem ? LOCKED : 0);
    if (!isSystem) {
      noteIrregularity(row, context, path);
    }
    rowCount++;
    return context;
  }

  /**
   * The ordinal of a context's id; one without a row gets one that no path reaches. To be called
   * after {@link #link} only: rows come first.
   */
  int ordinalOf(long contextId) {
    int context = ordinalOfId.find(contextId);
    if (context == ABSENT) {
      context = newOrdinal();
      ordinalOfId.add(contextId, context);
      addNode(contextId, NO_PARENT << LINK_BITS | IRREGULAR);
      irregularities.put(context, new Irregularity.Missing());
    }
    return context;
  }

  /** Whether there is a row for this ordinal, rather than only a mention of its id. */
  boolean hasRow(int context) {
    return context < rowCount;
  }

  /** The ordinal of the context of a thing, or {@link ContextTree#ABSENT}. */
  int find(int level, long instanceId) {
    IdIndex.Builder ordinals = ordinalOfInstance.get(level);
    return ordinals == null ? ABSENT : ordinals.find(instanceId);
  }

  /** The node of a context's path, or {@link ContextTree#NO_PARENT}; after {@link #link}. */
  int nodeOf(int context) {
    Irregularity irregularity = irregularities.get(context);
    if (irregularity == null) {
      return context;
    }
    return switch (irregularity) {
      case Irregularity.Missing() -> NO_PARENT;
      case Irregularity.Pathless() -> NO_PARENT;
      case Irregularity.Misplaced(int node, boolean _) -> node;
      case Irregularity.DepthZero() -> context;
      case Irregularity.Ghost(long _) -> context;
    };
  }

  /** The parent of a node, or {@link ContextTree#NO_PARENT}; after {@link #link}. */
  int parentOf(int node) {
    return ContextTree.parentIn(links.get(node));
  }

  /** Marks that permissions are stored at a node; after {@link #link}. */
  void markScoped(int node) {
    links.set(node, links.get(node) | SCOPED);
  }

  /** Links every row to its parent. To be called once, after the last row. */
  void link() {
    if (system == ABSENT) {
      throw new InvalidFactException(
          "contextlevel", "there is no system context (contextlevel 10)");
    }
    for (int context = 0; context < rowCount; context++) {
      linkRow(context);
    }
  }

  ContextTree build() {
    Map<Integer, IdIndex> instances = new HashMap<>();
    ordinalOfInstance.forEach((level, builder) -> instances.put(level, builder.build()));
    return new ContextTree(
        new Parts(
            ordinalOfId.build(),
            Map.copyOf(instances),
            links.build(),
            ids.build(),
            levels.build(),
            instanceIds.build(),
            columnOf(irregularities),
            columnOf(oddRows),
            childrenIndex(),
            damage(),
            system,
            lockedCount));
  }

  private SortedLongs childrenIndex() {
    var children = new SortedLongs.Builder(links.length());
    for (int node = 0; node < links.length(); node++) {
      int parent = parentOf(node);
      if (parent != NO_PARENT) {
        children.add(ContextTree.childKey(parent, node));
      }
    }
    return children.build();
  }

  private TreeDamage damage() {
    Set<Long> ids = new HashSet<>();
    List<Integer> places = new ArrayList<>(oddRows.keySet());
    boolean bakesLocks = false;
    for (Map.Entry<Integer, Irregularity> entry : irregularities.entrySet()) {
      int context = entry.getKey();
      bakesLocks |= (links.get(context) & LOCK_ENDS) != 0;
      if (entry.getValue() instanceof Irregularity.Ghost(long id)) {
        ids.add(id);
        places.add(context);
      } else if (entry.getValue() instanceof Irregularity.Misplaced(int node, boolean _)) {
        ids.add(this.ids.get(context));
        places.add(node);
        for (int i = 0; i < pathLength(context); i++) {
          ids.add(pathId(context, i));
        }
      }
    }
    return new TreeDamage(ids, places, bakesLocks);
  }

  private static <T> RefColumn<T> columnOf(Map<Integer, T> values) {
    var column = new RefColumn.Builder<T>();
    values.forEach(column::set);
    return column.build();
  }

  private void linkRow(int context) {
    int length = pathLength(context);
    int link = links.get(context);
    int parent = NO_PARENT;
    if (length > 0 && pathId(context, length - 1) != ids.get(context)) {
      int node = nodeOfPath(context, length);
      boolean rooted = !(irregularities.get(context) instanceof Irregularity.DepthZero);
      irregularities.put(context, new Irregularity.Misplaced(node, rooted));
      link = (link & ~LOCKED) | IRREGULAR | LOCK_ENDS | (isLockedByRows(context) ? LOCKED : 0);
    } else if (length > 1) {
      parent = nodeOfPath(context, length - 1);
    }
    lockedCount += (link & LOCKED) != 0 ? 1 : 0;
    links.set(context, parent << LINK_BITS | link);
  }

  /**
   * The node of the first {@code length} ids of a row's path; made up when no row has that path.
   */
  private int nodeOfPath(int context, int length) {
    int owner = ordinalOfId.find(pathId(context, length - 1));
    if (owner != ABSENT && isRegularOwner(owner, context, length)) {
      return owner;
    }
    List<Long> key = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      key.add(pathId(context, i));
    }
    Integer known = ghosts.get(key);
    if (known != null) {
      return known;
    }
    int parent = length == 1 ? NO_PARENT : nodeOfPath(context, length - 1);
    int ghost = newOrdinal();
    ghosts.put(key, ghost);
    irregularities.put(ghost, new Irregularity.Ghost(pathId(context, length - 1)));
    int link = IRREGULAR;
    if (owner != ABSENT && hasRow(owner)) {
      // There is a row of this id, but with another path: its lock follows its own path.
      link |= LOCK_ENDS | (isLockedByRows(owner) ? LOCKED : 0);
    }
    lockedCount += (link & LOCKED) != 0 ? 1 : 0;
    addNode(0, parent << LINK_BITS | link);
    oddities.count(Oddity.CONTEXT_ANCESTOR_MISSING);
    return ghost;
  }

  private boolean isRegularOwner(int owner, int context, int length) {
    if (!hasRow(owner) || pathLength(owner) != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (pathId(owner, i) != pathId(context, i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The lock of a damaged row as Moodle finds it: from row to row, each time to the next id of the
   * row's own path that has one. Rows that go round in a circle make Moodle fail: locked.
   */
  private boolean isLockedByRows(int context) {
    int row = context;
    for (int steps = 0; steps < ContextPath.MAX_IDS; steps++) {
      if (row == ABSENT) {
        return false;
      }
      if ((links.get(row) & LOCKED) != 0) {
        return true;
      }
      row = rowAbove(row);
    }
    return true;
  }

  private int rowAbove(int row) {
    for (int i = pathLength(row) - 2; i >= 0; i--) {
      int above = ordinalOfId.find(pathId(row, i));
      if (above != ABSENT && hasRow(above)) {
        return above;
      }
    }
    return ABSENT;
  }

  private int pathLength(int row) {
    return pathEnds.get(row) - pathStart(row);
  }

  private int pathStart(int row) {
    return row == 0 ? 0 : pathEnds.get(row - 1);
  }

  private long pathId(int row, int index) {
    return pathIds.get(pathStart(row) + index);
  }

  private int newOrdinal() {
    if (ids.length() == MAX_CONTEXTS) {
      throw new InvalidFactException("id", "more than " + MAX_CONTEXTS + " contexts");
    }
    return ids.length();
  }

  private void addNode(long id, int link) {
    ids.add(id);
    levels.add(0);
    instanceIds.add(0);
    links.add(link);
  }

  private void noteIrregularity(ContextRow row, int context, long[] path) {
    if (path.length == 0) {
      irregularities.put(context, new Irregularity.Pathless());
      oddities.count(Oddity.CONTEXT_WITHOUT_PATH);
    } else if (row.depth() == 0) {
      irregularities.put(context, new Irregularity.DepthZero());
      oddities.count(Oddity.CONTEXT_DEPTH_ZERO);
    } else if (row.depth() != path.length) {
      oddities.count(Oddity.CONTEXT_DEPTH_WRONG);
    }
    if (path.length > 0 && path[path.length - 1] != row.id()) {
      oddities.count(Oddity.CONTEXT_PATH_NOT_OWN);
    }
    if (row.depth() != path.length || path.length == 0 || path[path.length - 1] != row.id()) {
      oddRows.put(context, new StoredRow(row.path(), row.depth(), row.locked()));
    }
    if (irregularities.containsKey(context)) {
      links.set(context, links.get(context) | IRREGULAR);
    }
  }
}
