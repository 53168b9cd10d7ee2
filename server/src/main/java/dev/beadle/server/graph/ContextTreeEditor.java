package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.ABSENT;
import static dev.beadle.server.graph.ContextTree.IRREGULAR;
import static dev.beadle.server.graph.ContextTree.LINK_BITS;
import static dev.beadle.server.graph.ContextTree.LOCKED;
import static dev.beadle.server.graph.ContextTree.NO_PARENT;
import static dev.beadle.server.graph.ContextTree.SCOPED;

import dev.beadle.server.graph.ContextTree.Irregularity;
import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongsEditor;
import dev.beadle.server.model.ContextLevel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes a tree in place of reading it anew, as long as what changes is sound: rows whose paths
 * end in their own id, below a row of just that path. Whatever damage touches is refused by {@link
 * NotInPlaceException}; the site has to be read anew then. Not thread-safe.
 *
 * <p>Rows are taken down as they come and linked together by {@link #settle}: their order within a
 * batch does not matter. A context whose row is gone keeps its ordinal.
 */
final class ContextTreeEditor {
  private final ContextTree base;
  private final TreeDamage damage;
  private final IdIndex.Editor ordinalOfId;
  private final Map<Integer, IdIndex.Editor> ordinalOfInstance = new HashMap<>();
  private final IntColumn.Editor links;
  private final LongColumn.Editor ids;
  private final LongColumn.Editor levels;
  private final LongColumn.Editor instanceIds;
  private final RefColumn.Editor<Irregularity> irregularities;
  private final SortedLongsEditor children;
  private final Map<Long, @Nullable ContextRow> pending = new LinkedHashMap<>();
  private final Set<Integer> relinked = new LinkedHashSet<>();
  private final Set<Integer> relinkedNow = new LinkedHashSet<>();
  private final Set<Integer> appeared = new LinkedHashSet<>();
  private final Set<Long> users = new LinkedHashSet<>();
  private int lockedCount;

  ContextTreeEditor(ContextTree base) {
    ContextTreeBuilder.Parts parts = base.parts();
    this.base = base;
    this.damage = parts.damage();
    this.ordinalOfId = parts.ordinalOfId().edit();
    parts.ordinalOfInstance().forEach((level, index) -> ordinalOfInstance.put(level, index.edit()));
    this.links = parts.links().edit();
    this.ids = parts.ids().edit();
    this.levels = parts.levels().edit();
    this.instanceIds = parts.instanceIds().edit();
    this.irregularities = parts.irregularities().edit();
    this.children = parts.children().edit();
    this.lockedCount = parts.lockedCount();
  }

  /** Takes a row down. */
  void put(ContextRow row) {
    int context = ordinalOf(row.id());
    if (row.level() == ContextLevel.SYSTEM || context == base.system()) {
      // The system context is built from its id alone, never from its row (rules §2).
      if (row.level() != ContextLevel.SYSTEM
          || context != base.system()
          || row.instanceId() != base.instanceIdOf(context)) {
        throw new NotInPlaceException();
      }
      return;
    }
    requireSound(context, row.id());
    long[] path = ContextPath.parse(row.path());
    if (path.length == 0 || path[path.length - 1] != row.id() || row.depth() != path.length) {
      throw new NotInPlaceException();
    }
    pending.put(row.id(), row);
  }

  /** Takes down that a row is gone, if there is one. */
  void remove(long contextId) {
    int context = ordinalOfId.find(contextId);
    if (context == ABSENT || (findRow(contextId) == null)) {
      return;
    }
    if (context == base.system()) {
      throw new NotInPlaceException();
    }
    requireSound(context, contextId);
    pending.put(contextId, null);
  }

  /** Puts a context below another, with all that lies below it. Cost: one link. */
  void move(long contextId, long newParentId) {
    settle();
    int context = requireRow(contextId);
    int parent = requireRow(newParentId);
    if (context == base.system()) {
      throw new InvalidFactException("id", "the system context cannot be moved");
    }
    requireSound(context, contextId);
    requireSound(parent, newParentId);
    requireNoDamageBelow(context);
    if (isAtOrBelow(parent, context)) {
      throw new InvalidFactException(
          "newParentId", "context " + newParentId + " lies in context " + contextId);
    }
    relink(context, parent);
    relinked.addAll(relinkedNow);
    relinkedNow.clear();
  }

  /** The row of a context as it is by now, or null. */
  @Nullable ContextRow findRow(long contextId) {
    if (pending.containsKey(contextId)) {
      return pending.get(contextId);
    }
    int context = ordinalOfId.find(contextId);
    return context == ABSENT || !hasRow(context) ? null : rowAt(context);
  }

  /** The ordinal of a context's id; one that was never heard of gets one that no path reaches. */
  int ordinalOf(long contextId) {
    int context = ordinalOfId.find(contextId);
    if (context == ABSENT) {
      context = links.length();
      if (context == ContextTreeBuilder.MAX_CONTEXTS) {
        throw new InvalidFactException(
            "id", "more than " + ContextTreeBuilder.MAX_CONTEXTS + " contexts");
      }
      ordinalOfId.put(contextId, context);
      ids.add(contextId);
      levels.add(0);
      instanceIds.add(0);
      links.add(NO_PARENT << LINK_BITS | IRREGULAR);
      irregularities.set(context, new Irregularity.Missing());
    }
    return context;
  }

  /** Links the rows that were taken down. */
  void settle() {
    if (pending.isEmpty()) {
      return;
    }
    Map<Long, @Nullable ContextRow> settled = new LinkedHashMap<>(pending);
    settled.forEach((id, row) -> {
      if (row == null) {
        unlist(ordinalOf(id));
      }
    });
    for (ContextRow row : settled.values()) {
      if (row != null) {
        list(ordinalOf(row.id()), row);
      }
    }
    settled.forEach((id, row) -> {
      if (row != null) {
        link(ordinalOf(id), ContextPath.parse(row.path()), settled);
      }
    });
    settled.forEach((id, row) -> requireChildrenFollowed(ordinalOf(id), row, settled));
    requireMovedFollowed(settled);
    relinked.addAll(relinkedNow);
    relinkedNow.clear();
    pending.clear();
  }

  /** The nodes that have another parent than before, or a first one. */
  Set<Integer> relinked() {
    return relinked;
  }

  /** The users whose own context may have come or gone; {@link #find} tells. */
  Set<Long> users() {
    return users;
  }

  /** The contexts whose row came or went. */
  Set<Integer> appeared() {
    return appeared;
  }

  /** The tree before any change. */
  ContextTree base() {
    return base;
  }

  int nodeOf(int context) {
    int link = links.get(context);
    if ((link & IRREGULAR) == 0) {
      return context;
    }
    return switch (findIrregularity(context)) {
      case Irregularity.Missing() -> NO_PARENT;
      case Irregularity.Pathless() -> NO_PARENT;
      case Irregularity.Misplaced(int node, boolean _) -> node;
      case Irregularity.DepthZero() -> context;
      case Irregularity.Ghost(long _) -> context;
      case null -> context;
    };
  }

  int parentOf(int node) {
    return ContextTree.parentIn(links.get(node));
  }

  boolean isScoped(int node) {
    return ContextTree.isScoped(links.get(node));
  }

  /** Marks whether permissions are stored at a node. */
  void markScoped(int node, boolean scoped) {
    int link = links.get(node);
    int marked = scoped ? link | SCOPED : link & ~SCOPED;
    if (marked != link) {
      links.set(node, marked);
    }
  }

  boolean isAtOrBelow(int node, int ancestor) {
    int at = node;
    while (at != NO_PARENT && at != ancestor) {
      at = parentOf(at);
    }
    return at == ancestor;
  }

  int find(int level, long instanceId) {
    IdIndex.Editor ordinals = ordinalOfInstance.get(level);
    return ordinals == null ? ABSENT : ordinals.find(instanceId);
  }

  /** The next version; {@link #settle} comes first. */
  ContextTree build() {
    Map<Integer, IdIndex> instances = new HashMap<>();
    ordinalOfInstance.forEach((level, editor) -> instances.put(level, editor.build()));
    return new ContextTree(
        new ContextTreeBuilder.Parts(
            ordinalOfId.build(),
            Map.copyOf(instances),
            links.build(),
            ids.build(),
            levels.build(),
            instanceIds.build(),
            irregularities.build(),
            base.parts().oddRows(),
            children.build(),
            damage,
            base.system(),
            lockedCount));
  }

  private void unlist(int context) {
    if (!hasRow(context)) {
      return;
    }
    removeInstance(context);
    setLocked(context, false);
    unlink(context);
    links.set(context, NO_PARENT << LINK_BITS | IRREGULAR | (links.get(context) & SCOPED));
    irregularities.set(context, new Irregularity.Missing());
    levels.set(context, 0);
    instanceIds.set(context, 0);
    appeared.add(context);
  }

  private void list(int context, ContextRow row) {
    if (!hasRow(context)) {
      irregularities.set(context, null);
      links.set(context, links.get(context) & ~IRREGULAR);
      appeared.add(context);
      setInstance(context, row);
    } else if (levels.get(context) != row.level() || instanceIds.get(context) != row.instanceId()) {
      removeInstance(context);
      setInstance(context, row);
    }
    setLocked(context, row.locked());
  }

  private void removeInstance(int context) {
    int level = (int) levels.get(context);
    instancesOf(level).remove(instanceIds.get(context));
    noteUser(level, instanceIds.get(context));
  }

  private void noteUser(int level, long instanceId) {
    if (level == ContextLevel.USER) {
      users.add(instanceId);
    }
  }

  private void setInstance(int context, ContextRow row) {
    IdIndex.Editor instances = instancesOf(row.level());
    if (instances.find(row.instanceId()) != ABSENT) {
      throw new InvalidFactException(
          "instanceid",
          "duplicate context of level " + row.level() + " and instance " + row.instanceId());
    }
    instances.put(row.instanceId(), context);
    noteUser(row.level(), row.instanceId());
    levels.set(context, row.level());
    instanceIds.set(context, row.instanceId());
  }

  private IdIndex.Editor instancesOf(int level) {
    return ordinalOfInstance.computeIfAbsent(level, _ -> IdIndex.EMPTY.edit());
  }

  private void setLocked(int context, boolean locked) {
    int link = links.get(context);
    if (((link & LOCKED) != 0) != locked) {
      if (damage.bakesLocks()) {
        throw new NotInPlaceException();
      }
      links.set(context, locked ? link | LOCKED : link & ~LOCKED);
      lockedCount += locked ? 1 : -1;
    }
  }

  /** Links a row to the one of its path less the last id, whose own path must be just that. */
  private void link(int context, long[] path, Map<Long, @Nullable ContextRow> settled) {
    if (path.length == 1) {
      relink(context, NO_PARENT);
      return;
    }
    long[] above = Arrays.copyOf(path, path.length - 1);
    long parentId = above[above.length - 1];
    int parent = ordinalOfId.find(parentId);
    if (parent == ABSENT || !hasRow(parent)) {
      throw new NotInPlaceException();
    }
    ContextRow settledParent = settled.get(parentId);
    boolean isSame =
        settledParent != null
            ? Arrays.equals(ContextPath.parse(settledParent.path()), above)
            : findIrregularity(parent) == null && isPathOf(parent, above);
    if (!isSame) {
      throw new NotInPlaceException();
    }
    relink(context, parent);
  }

  private boolean isPathOf(int node, long[] path) {
    int at = node;
    for (int i = path.length - 1; i >= 0; i--) {
      if (at == NO_PARENT || findIrregularity(at) != null || ids.get(at) != path[i]) {
        return false;
      }
      at = parentOf(at);
    }
    return at == NO_PARENT;
  }

  /** A row that went, or whose path is another, must not leave rows behind that name its place. */
  private void requireChildrenFollowed(
      int context, @Nullable ContextRow row, Map<Long, @Nullable ContextRow> settled) {
    if (row != null && !isPathChanged(context)) {
      return;
    }
    if (context >= base.contextCount()) {
      return;
    }
    base.forEachChild(
        context,
        child -> {
          if (parentOf(child) == context && settled.get(ids.get(child)) == null) {
            throw new NotInPlaceException();
          }
        });
  }

  /** The same of what was put below such a row since the base. */
  private void requireMovedFollowed(Map<Long, @Nullable ContextRow> settled) {
    for (int node : relinked) {
      int parent = parentOf(node);
      boolean stays = parent == NO_PARENT || settled.get(ids.get(node)) != null;
      long parentId = stays ? 0 : ids.get(parent);
      if (!stays
          && settled.containsKey(parentId)
          && (settled.get(parentId) == null || isPathChanged(parent))) {
        throw new NotInPlaceException();
      }
    }
  }

  private boolean isPathChanged(int context) {
    int at = context;
    while (at != NO_PARENT && !relinkedNow.contains(at)) {
      at = parentOf(at);
    }
    return at != NO_PARENT;
  }

  private void relink(int context, int parent) {
    int link = links.get(context);
    if (ContextTree.parentIn(link) == parent) {
      return;
    }
    if (damage.bakesLocks()) {
      throw new NotInPlaceException();
    }
    unlink(context);
    links.set(context, parent << LINK_BITS | (link & ((1 << LINK_BITS) - 1)));
    if (parent != NO_PARENT) {
      children.add(ContextTree.childKey(parent, context));
    }
    relinkedNow.add(context);
  }

  private void unlink(int context) {
    int parent = parentOf(context);
    if (parent != NO_PARENT) {
      children.remove(ContextTree.childKey(parent, context));
    }
  }

  private boolean hasRow(int context) {
    Irregularity irregularity = findIrregularity(context);
    return !(irregularity instanceof Irregularity.Missing)
        && !(irregularity instanceof Irregularity.Ghost);
  }

  private @Nullable Irregularity findIrregularity(int context) {
    return context < irregularities.length() ? irregularities.findAt(context) : null;
  }

  private int requireRow(long contextId) {
    int context = ordinalOfId.find(contextId);
    if (context == ABSENT || !hasRow(context)) {
      throw new InvalidFactException("id", "no context " + contextId);
    }
    return context;
  }

  private void requireSound(int context, long contextId) {
    Irregularity irregularity = findIrregularity(context);
    boolean sound = irregularity == null || irregularity instanceof Irregularity.Missing;
    if (!sound || base.findOddRow(context) != null || damage.ids().contains(contextId)) {
      throw new NotInPlaceException();
    }
  }

  private void requireNoDamageBelow(int context) {
    for (int place : damage.places()) {
      if (isAtOrBelow(place, context)) {
        throw new NotInPlaceException();
      }
    }
  }

  private ContextRow rowAt(int context) {
    StringBuilder path = new StringBuilder();
    int depth = 0;
    for (int at = context; at != NO_PARENT; at = parentOf(at)) {
      path.insert(0, ids.get(at)).insert(0, '/');
      depth++;
    }
    return new ContextRow(
        ids.get(context),
        (int) levels.get(context),
        instanceIds.get(context),
        path.toString(),
        depth,
        (links.get(context) & LOCKED) != 0);
  }
}
