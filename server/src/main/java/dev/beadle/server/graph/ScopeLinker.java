package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.NO_PARENT;

import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.column.SortedLongsEditor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Links the scopes that a change reaches: those with other content or another scope above them, and
 * every one below these, since a scope stands for all that lies above it. The rest is shared with
 * the version before. Cost: that of the scopes reached; to find those below a node that gets its
 * first permission, a walk of at most {@value #WALK} nodes, or a look at the scopes of the one
 * above it. Used once; not thread-safe.
 */
final class ScopeLinker {
  private static final int WALK = 1024;
  private static final int FEW = 32;

  private final RoleDefinitions base;
  private final ContextTreeEditor tree;
  private final ContextTree treeBefore;
  private final Map<Integer, ScopeDraft> drafts;
  private final RefColumn.Editor<OverrideScope> scopes;
  private final RefColumn.Editor<OverrideScope> pathless;
  private final SortedLongsEditor below;
  private final Map<Integer, Integer> hungBelow = new HashMap<>();
  private final Set<Integer> stale = new LinkedHashSet<>();
  private int scopeCount;

  /**
   * Starts from a version.
   *
   * @param tree as it is to be, but for the marks of scopes
   * @param drafts what contexts say now that said something else before
   */
  ScopeLinker(RoleDefinitions base, ContextTreeEditor tree, Map<Integer, ScopeDraft> drafts) {
    RoleDefinitions.Parts parts = base.parts();
    this.base = base;
    this.tree = tree;
    this.treeBefore = tree.base();
    this.drafts = drafts;
    this.scopes = parts.scopes().edit();
    this.pathless = parts.pathless().edit();
    this.below = parts.scopesBelow().edit();
    this.scopeCount = parts.scopeCount();
  }

  RoleDefinitions link(long permissionCount) {
    // Whose place may be another: found in the version before, placed in the new one.
    Set<Integer> displaced = new LinkedHashSet<>();
    for (int moved : tree.relinked()) {
      if (base.findScope(moved) == null) {
        addScopesWithin(moved, displaced);
      }
      displaced.add(moved);
    }
    drafts.forEach((context, draft) -> mark(context, draft, displaced));
    for (int scope : displaced) {
      if (tree.isScoped(scope)) {
        hang(scope, scopeAbove(scope));
      }
    }
    SortedLongs linked = below.build();
    for (int node : new ArrayList<>(stale)) {
      if (stale.contains(node)) {
        renewFrom(topmostStale(node), linked);
      }
    }
    return new RoleDefinitions(
        new RoleDefinitions.Parts(
            scopes.build(),
            pathless.build(),
            linked,
            base.parts().shared(),
            scopeCount,
            permissionCount));
  }

  /** Says of a draft's context whether it is a scope now, and who may have to hang elsewhere. */
  private void mark(int context, ScopeDraft draft, Set<Integer> displaced) {
    boolean hasPath = tree.nodeOf(context) != NO_PARENT;
    boolean wasScope = base.findScope(context) != null;
    boolean isScope = hasPath && !draft.isEmpty();
    if (base.findPathless(context) != null || !hasPath) {
      pathless.set(context, hasPath || draft.isEmpty() ? null : draft.scope(context, null));
    }
    if (wasScope && !isScope) {
      base.forEachScopeBelow(context, displaced::add);
      below.remove(RoleDefinitions.belowKey(aboveOf(context), context));
      scopes.set(context, null);
      tree.markScoped(context, false);
      scopeCount--;
    } else if (isScope && !wasScope) {
      addScopesWithin(context, displaced);
      displaced.add(context);
      tree.markScoped(context, true);
      scopeCount++;
    }
    if (isScope) {
      stale.add(context);
    }
  }

  private void hang(int scope, int above) {
    boolean isNew = base.findScope(scope) == null;
    int before = aboveOf(scope);
    if (isNew || before != above) {
      if (!isNew) {
        below.remove(RoleDefinitions.belowKey(before, scope));
      }
      below.add(RoleDefinitions.belowKey(above, scope));
      hungBelow.put(scope, above);
      stale.add(scope);
    }
  }

  /** The scope that a scope hangs below so far. */
  private int aboveOf(int scope) {
    Integer now = hungBelow.get(scope);
    if (now != null) {
      return now;
    }
    OverrideScope stored = base.findScope(scope);
    OverrideScope parent = stored == null ? null : stored.findParent();
    return parent == null ? NO_PARENT : parent.node();
  }

  /** The nearest scope above a node, in the tree as it is to be. */
  private int scopeAbove(int node) {
    int at = tree.parentOf(node);
    while (at != NO_PARENT && !tree.isScoped(at)) {
      at = tree.parentOf(at);
    }
    return at;
  }

  private int topmostStale(int node) {
    int topmost = node;
    for (int at = scopeAbove(node); at != NO_PARENT; at = scopeAbove(at)) {
      topmost = stale.contains(at) ? at : topmost;
    }
    return topmost;
  }

  /** Makes a scope anew, and all below it, one level after the other. */
  private void renewFrom(int topmost, SortedLongs linked) {
    int above = scopeAbove(topmost);
    renew(topmost, above == NO_PARENT ? null : scopes.findAt(above));
    int[] level = {topmost};
    while (level.length > 0) {
      var next = new NextLevel();
      if (level.length <= FEW) {
        for (int node : level) {
          linked.forEach(
              RoleDefinitions.belowKey(node, 0), RoleDefinitions.belowKey(node + 1, 0), next);
        }
      } else {
        // One pass over the index instead of a search in it for each of them.
        next.only = level;
        linked.forEach(
            RoleDefinitions.belowKey(level[0], 0),
            RoleDefinitions.belowKey(level[level.length - 1] + 1, 0),
            next);
      }
      level = next.nodes();
    }
  }

  private void renew(int node, @Nullable OverrideScope parent) {
    boolean mayBeStale = !stale.isEmpty() && stale.remove(node);
    ScopeDraft draft = mayBeStale ? drafts.get(node) : null;
    scopes.set(node, draft == null ? storedAt(node).below(parent) : draft.scope(node, parent));
  }

  /** Renews the scopes that come along in the index, and remembers their nodes. */
  private final class NextLevel implements LongConsumer {
    private int @Nullable [] only;
    private int[] nodes = new int[FEW];
    private int count;
    private int lastAbove = NO_PARENT;
    private boolean isBelow;
    private @Nullable OverrideScope parent;

    @Override
    public void accept(long key) {
      int above = (int) (key >>> Integer.SIZE) - 1;
      if (above != lastAbove) {
        lastAbove = above;
        isBelow = only == null || Arrays.binarySearch(only, above) >= 0;
        parent = isBelow ? scopes.findAt(above) : null;
      }
      if (isBelow) {
        renew((int) key, parent);
        if (count == nodes.length) {
          nodes = Arrays.copyOf(nodes, 2 * count);
        }
        nodes[count++] = (int) key;
      }
    }

    /** Ascending. */
    int[] nodes() {
      int[] found = Arrays.copyOf(nodes, count);
      Arrays.sort(found);
      return found;
    }
  }

  private OverrideScope storedAt(int node) {
    OverrideScope stored = base.findScope(node);
    if (stored == null) {
      throw new IllegalStateException("no scope at node " + node);
    }
    return stored;
  }

  /** The topmost scopes below a node, as they were before. */
  private void addScopesWithin(int node, Set<Integer> found) {
    if (node >= treeBefore.contextCount()) {
      return;
    }
    Deque<Integer> rest = new ArrayDeque<>(List.of(node));
    List<Integer> scopesFound = new ArrayList<>();
    for (int walked = 0; !rest.isEmpty(); walked++) {
      if (walked == WALK) {
        addScopesByLook(node, found);
        return;
      }
      treeBefore.forEachChild(
          rest.pop(),
          child -> {
            if (base.findScope(child) != null) {
              scopesFound.add(child);
            } else {
              rest.push(child);
            }
          });
    }
    found.addAll(scopesFound);
  }

  private void addScopesByLook(int node, Set<Integer> found) {
    int above = treeBefore.parentOf(node);
    while (above != NO_PARENT && base.findScope(above) == null) {
      above = treeBefore.parentOf(above);
    }
    base.forEachScopeBelow(
        above,
        scope -> {
          if (treeBefore.isWithin(scope, node)) {
            found.add(scope);
          }
        });
  }
}
