package dev.beadle.server.graph;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of a site and the tree that their paths span. Immutable and so thread-safe.
 *
 * <p>Contexts are ordinals, 0 to {@link #contextCount()} - 1. Moodle takes ancestors from the text
 * of a path only (rules §2), so the tree is one of paths: each context that has a regular path
 * <em>is</em> the node of that path. Damaged rows are the exception: a context may have no path, or
 * one that belongs to another context ({@link #nodeOf}); and a path may name an ancestor that has
 * no row, which then is a node that no id leads to.
 */
public final class ContextTree {
  /** The parent of a root, and the node of a context without a path. */
  public static final int NO_PARENT = -1;

  /** What the searches answer when there is no such context. */
  public static final int ABSENT = IdIndex.ABSENT;

  // A link is the parent's ordinal above these four bits: one load for each step of a walk.
  static final int LINK_BITS = 4;
  static final int LOCKED = 1;

  /** Some permission is stored at this node. */
  static final int SCOPED = 2;

  /** There is an {@link Irregularity}. */
  static final int IRREGULAR = 4;

  /** The locks of what lies above are already in this node's {@link #LOCKED} bit. */
  static final int LOCK_ENDS = 8;

  /** What is wrong with a context's row. */
  sealed interface Irregularity {
    /** There is no row: the id only occurs in other tables. */
    record Missing() implements Irregularity {}

    /** The path is empty. */
    record Pathless() implements Irregularity {}

    /** The depth is 0 although there is a path. */
    record DepthZero() implements Irregularity {}

    /** The path does not end in the context's own id. */
    record Misplaced(int node, boolean rooted) implements Irregularity {}

    /** A node of a path, without a row of its own. */
    record Ghost(long id) implements Irregularity {}
  }

  /** What a row says of itself that its place in the tree does not tell. */
  record StoredRow(String path, long depth, boolean locked) {}

  private final IdIndex ordinalOfId;
  private final Map<Integer, IdIndex> ordinalOfInstance;
  private final IntColumn links;
  private final LongColumn ids;
  private final LongColumn levels;
  private final LongColumn instanceIds;
  private final RefColumn<Irregularity> irregularities;
  private final RefColumn<StoredRow> oddRows;
  private final SortedLongs children;
  private final TreeDamage damage;
  private final int system;
  private final int lockedCount;

  ContextTree(ContextTreeBuilder.Parts parts) {
    this.ordinalOfId = parts.ordinalOfId();
    this.ordinalOfInstance = parts.ordinalOfInstance();
    this.links = parts.links();
    this.ids = parts.ids();
    this.levels = parts.levels();
    this.instanceIds = parts.instanceIds();
    this.irregularities = parts.irregularities();
    this.oddRows = parts.oddRows();
    this.children = parts.children();
    this.damage = parts.damage();
    this.system = parts.system();
    this.lockedCount = parts.lockedCount();
  }

  /** The context with this id (context.id), or {@link #ABSENT}. Cost: three array loads. */
  public int find(long contextId) {
    int context = ordinalOfId.find(contextId);
    if (context != ABSENT && (links.get(context) & IRREGULAR) != 0) {
      return findIrregularity(context) instanceof Irregularity.Missing ? ABSENT : context;
    }
    return context;
  }

  /** The context of a thing (context.contextlevel, context.instanceid), or {@link #ABSENT}. */
  public int find(int level, long instanceId) {
    IdIndex ordinals = ordinalOfInstance.get(level);
    return ordinals == null ? ABSENT : ordinals.find(instanceId);
  }

  /** The system context. */
  public int system() {
    return system;
  }

  /** Contexts, nodes without a row, and ids that only occur in other tables. */
  public int contextCount() {
    return links.length();
  }

  /**
   * The parent's packed link: see {@link #parentIn}, {@link #isScoped}. A walk reads one link for
   * each node from {@link #nodeOf} up to {@link #NO_PARENT}.
   *
   * @param node 0 to {@link #contextCount()} - 1
   */
  public int linkOf(int node) {
    // INVARIANT (rooted): a node's parent stands for a shorter path, so every walk ends.
    return links.get(node);
  }

  /** Whether a context's row is sound: it has a path and a depth, and its walk begins at itself. */
  public boolean isSound(int context) {
    return (links.get(context) & IRREGULAR) == 0;
  }

  /** Whether a lock was met on a way: see {@link #withLocks}. */
  public static boolean holdsLock(int locks) {
    return (locks & LOCKED) != 0;
  }

  /**
   * What is known of locks on a way to the root after one more link: the same as {@link #isLocked}
   * answers for its beginning, once its end is reached.
   *
   * @param locks what was known before it; 0 at the beginning
   */
  public static int withLocks(int locks, int link) {
    return (locks & LOCK_ENDS) != 0 ? locks : locks | (link & (LOCKED | LOCK_ENDS));
  }

  /** The parent's ordinal in a {@link #linkOf}, or {@link #NO_PARENT}. */
  public static int parentIn(int link) {
    return link >> LINK_BITS;
  }

  /** Whether permissions are stored at the node of a {@link #linkOf}. */
  public static boolean isScoped(int link) {
    return (link & SCOPED) != 0;
  }

  /** All bits set if {@link #isScoped}, else none. */
  public static long ifScoped(int link) {
    return -(long) ((link & SCOPED) / SCOPED);
  }

  /** The parent of {@code node}, or {@link #NO_PARENT}. */
  public int parentOf(int node) {
    return parentIn(links.get(node));
  }

  /**
   * The node of a context's path, where its walk begins: itself, but for damaged rows. {@link
   * #NO_PARENT} when it has no path.
   */
  public int nodeOf(int context) {
    if ((links.get(context) & IRREGULAR) == 0) {
      return context;
    }
    return switch (irregularityOf(context)) {
      case Irregularity.Missing() -> NO_PARENT;
      case Irregularity.Pathless() -> NO_PARENT;
      case Irregularity.Misplaced(int node, boolean _) -> node;
      case Irregularity.DepthZero() -> context;
      case Irregularity.Ghost(long _) -> context;
    };
  }

  /** Whether the context has a path and a depth, without which no role is looked at (§6.9). */
  public boolean isRooted(int context) {
    if ((links.get(context) & IRREGULAR) == 0) {
      return true;
    }
    return switch (irregularityOf(context)) {
      case Irregularity.Missing() -> false;
      case Irregularity.Pathless() -> false;
      case Irregularity.Misplaced(int _, boolean rooted) -> rooted;
      case Irregularity.DepthZero() -> false;
      case Irregularity.Ghost(long _) -> true;
    };
  }

  /** Whether {@code node} stands for a path without a row of its own. */
  public boolean isGhost(int node) {
    return (links.get(node) & IRREGULAR) != 0
        && findIrregularity(node) instanceof Irregularity.Ghost;
  }

  /**
   * Whether the context or one above it is locked (§2). The system never is. Cost: one load for
   * each step to the root; none on a site without locks.
   */
  public boolean isLocked(int context) {
    if (lockedCount == 0) {
      return false;
    }
    int node = context;
    while (node != NO_PARENT) {
      int link = links.get(node);
      if ((link & LOCKED) != 0) {
        return true;
      }
      node = (link & LOCK_ENDS) != 0 ? NO_PARENT : parentIn(link);
    }
    return false;
  }

  /** Whether this node itself is locked, whatever lies above it. */
  public boolean isLockedItself(int node) {
    return (links.get(node) & LOCKED) != 0;
  }

  /**
   * Whether a context is another or lies below it, by their paths. A context without a path counts
   * as above every path, as Moodle's comparison of texts has it.
   */
  public boolean isWithin(int context, int ancestor) {
    int ancestorNode = nodeOf(ancestor);
    if (ancestorNode == NO_PARENT) {
      return true;
    }
    int node = nodeOf(context);
    while (node != NO_PARENT && node != ancestorNode) {
      node = parentOf(node);
    }
    return node == ancestorNode;
  }

  /**
   * The context whose id ends the path of a node: the node itself, but for one without a row, of
   * which Moodle knows the id alone: whatever has it, perhaps with another path or without a row,
   * or {@link #ABSENT}.
   */
  public int namedBy(int node) {
    return findIrregularity(node) instanceof Irregularity.Ghost(long id)
        ? ordinalOfId.find(id)
        : node;
  }

  /**
   * Whether some path is not what the rows above it say: only then may {@link #namedBy} differ from
   * the node, or rows of other contexts count at one.
   */
  public boolean hasDamagedPaths() {
    return !damage.places().isEmpty();
  }

  /** Whether there is a row for this ordinal: neither a made-up node nor an id of other tables. */
  public boolean hasRow(int context) {
    return switch (findIrregularity(context)) {
      case Irregularity.Missing() -> false;
      case Irregularity.Ghost(long _) -> false;
      case null, default -> true;
    };
  }

  /** The row of a context, as it was read; only if {@link #hasRow}. Cost: a walk to the root. */
  public ContextRow rowOf(int context) {
    StoredRow odd = findOddRow(context);
    String path = odd == null ? pathOf(context) : odd.path();
    return new ContextRow(
        ids.get(context),
        levelOf(context),
        instanceIdOf(context),
        path,
        odd == null ? depthOf(path) : odd.depth(),
        odd == null ? isLockedItself(context) : odd.locked());
  }

  /** The path of a node: {@code /1/2/3}. */
  public String pathOf(int node) {
    StringBuilder path = new StringBuilder();
    for (int at = node; at != NO_PARENT; at = parentOf(at)) {
      path.insert(0, nodeId(at)).insert(0, '/');
    }
    return path.toString();
  }

  /**
   * The ids in the path of a context, the last one first: what Moodle's lists of roles go by, where
   * a check goes by the text (rules §10, §7). None without a path.
   */
  public long[] pathIdsOf(int context) {
    int length = 0;
    for (int at = nodeOf(context); at != NO_PARENT; at = parentOf(at)) {
      length++;
    }
    long[] path = new long[length];
    int node = nodeOf(context);
    for (int i = 0; i < length; i++) {
      path[i] = nodeId(node);
      node = parentOf(node);
    }
    return path;
  }

  /**
   * The ordinal of an id, whether there is a row or other tables only mention it; {@link #ABSENT}
   * when it occurs nowhere.
   */
  public int findMentioned(long contextId) {
    return ordinalOfId.find(contextId);
  }

  private long nodeId(int node) {
    return findIrregularity(node) instanceof Irregularity.Ghost(long id) ? id : ids.get(node);
  }

  private static int depthOf(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  /** The nodes right below a node, ascending. Cost: that of what there is. */
  public void forEachChild(int node, IntConsumer action) {
    children.forEach(childKey(node, 0), childKey(node + 1, 0), key -> action.accept((int) key));
  }

  /**
   * The contexts whose path, by damage, is that of another node: no {@link #forEachChild} names
   * them. Cost: none on a sound site.
   */
  public void forEachMisplaced(IntConsumer action) {
    irregularities.forEachPresent(context -> {
      if (irregularities.findAt(context) instanceof Irregularity.Misplaced) {
        action.accept(context);
      }
    });
  }

  /** What the index of children holds for a child. */
  static long childKey(int parent, int child) {
    return (long) parent << Integer.SIZE | child;
  }

  /** context.id, or 0 for a node without a row. */
  public long idOf(int context) {
    return ids.get(context);
  }

  /** context.contextlevel, or 0 for a node without a row. */
  public int levelOf(int context) {
    return (int) levels.get(context);
  }

  /** context.instanceid, or 0 for a node without a row. */
  public long instanceIdOf(int context) {
    return instanceIds.get(context);
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    long bytes = ordinalOfId.sizeInBytes() + links.sizeInBytes() + ids.sizeInBytes();
    bytes += levels.sizeInBytes() + instanceIds.sizeInBytes();
    for (IdIndex index : ordinalOfInstance.values()) {
      bytes += index.sizeInBytes();
    }
    bytes += children.sizeInBytes();
    bytes += irregularities.sizeInBytes(_ -> ObjectSize.ofObject(2L * ObjectSize.REFERENCE));
    return bytes + oddRows.sizeInBytes(row -> 32 + ObjectSize.ofString(row.path()));
  }

  private Irregularity irregularityOf(int context) {
    Irregularity irregularity = findIrregularity(context);
    if (irregularity == null) {
      throw new IllegalStateException("no irregularity kept for context ordinal " + context);
    }
    return irregularity;
  }

  @Nullable Irregularity findIrregularity(int context) {
    return context < irregularities.length() ? irregularities.findAt(context) : null;
  }

  @Nullable StoredRow findOddRow(int context) {
    return context < oddRows.length() ? oddRows.findAt(context) : null;
  }

  /** What it is made of, for the next version. */
  ContextTreeBuilder.Parts parts() {
    return new ContextTreeBuilder.Parts(
        ordinalOfId,
        ordinalOfInstance,
        links,
        ids,
        levels,
        instanceIds,
        irregularities,
        oddRows,
        children,
        damage,
        system,
        lockedCount);
  }
}
