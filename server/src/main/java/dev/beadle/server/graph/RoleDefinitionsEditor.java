package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.NO_PARENT;

import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes stored permissions, row by row. Not thread-safe. */
final class RoleDefinitionsEditor {
  private final RoleDefinitions base;
  private final Map<Integer, ScopeDraft> drafts = new LinkedHashMap<>();
  private long permissionCount;

  RoleDefinitionsEditor(RoleDefinitions base) {
    this.base = base;
    this.permissionCount = base.permissionCount();
  }

  /** Puts a row, in the place of the one with its id. */
  void put(StoredPermission row) {
    if (draftOf(row.context()).put(row)) {
      permissionCount++;
    }
  }

  /** Removes a row, if it is there. */
  void remove(StoredPermission row) {
    if (draftOf(row.context()).remove(row)) {
      permissionCount--;
    }
  }

  /**
   * The next version. Nodes at which permissions are stored are marked in the tree.
   *
   * @param tree has been settled
   * @throws InvalidFactException if two rows say something of the same
   */
  RoleDefinitions build(ContextTreeEditor tree) {
    for (int context : tree.appeared()) {
      if (base.findScope(context) != null || base.findPathless(context) != null) {
        ScopeDraft _ = draftOf(context);
      }
    }
    drafts.values().forEach(ScopeDraft::settle);
    for (int context : drafts.keySet()) {
      int node = tree.nodeOf(context);
      if (node != NO_PARENT && node != context) {
        throw new NotInPlaceException();
      }
    }
    return new ScopeLinker(base, tree, drafts).link(permissionCount);
  }

  private ScopeDraft draftOf(int context) {
    ScopeDraft known = drafts.get(context);
    if (known != null) {
      return known;
    }
    if (base.isShared(context)) {
      throw new NotInPlaceException();
    }
    OverrideScope stored = base.findScope(context);
    var draft = new ScopeDraft(stored == null ? base.findPathless(context) : stored);
    drafts.put(context, draft);
    return draft;
  }
}
