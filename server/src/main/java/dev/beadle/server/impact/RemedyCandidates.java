package dev.beadle.server.impact;

import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.impact.RemedyEdit.AllowPermission;
import dev.beadle.server.impact.RemedyEdit.AssignRole;
import dev.beadle.server.impact.RemedyEdit.RemovePermission;
import dev.beadle.server.impact.RemedyEdit.Unlock;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The single edits that might allow a question, each kind nearest to the context first. What Moodle
 * would not do is no candidate: to assign a role without a row, or to somebody who is deleted or
 * gone; to store a permission of an unknown capability. Stateless but for the site.
 *
 * @param heldRoles the roles that count for the user in the context, as ordinals
 */
record RemedyCandidates(PolicySnapshot snapshot, RemedyQuestion question, BitSet heldRoles) {

  /** Unlocks of what is locked of the context and of those that its path names (§2). */
  List<RemedyEdit> unlocks() {
    ContextTree contexts = snapshot.contexts();
    Set<Integer> places = new LinkedHashSet<>();
    places.add(question.context());
    for (long id : contexts.pathIdsOf(question.context())) {
      places.add(contexts.find(id));
    }
    List<RemedyEdit> edits = new ArrayList<>();
    for (int context : places) {
      if (context != ContextTree.ABSENT && contexts.rowOf(context).locked()) {
        edits.add(new Unlock(new ContextLockChanged(contexts.idOf(context), false)));
      }
    }
    return edits;
  }

  /** Assignments of any role that has a row. */
  List<RemedyEdit> assignments() {
    UserDirectory users = snapshot.users();
    int user = users.find(question.userId());
    if (user == UserDirectory.ABSENT || !users.hasRow(user) || users.isDeleted(user)) {
      return List.of();
    }
    long id = nextId(SiteTable.ROLE_ASSIGNMENTS);
    List<RemedyEdit> edits = new ArrayList<>();
    for (int context : places()) {
      long contextId = snapshot.contexts().idOf(context);
      for (long roleId : roleIds()) {
        edits.add(
            new AssignRole(
                new RoleAssigned(id, roleId, contextId, question.userId(), "", 0, 0, 0)));
      }
    }
    return edits;
  }

  /** Permissions, for roles that the user holds, that would allow. */
  List<RemedyEdit> allows() {
    int capability = snapshot.capabilities().find(question.capability());
    if (capability < 0 || !snapshot.capabilities().hasRow(capability)) {
      return List.of();
    }
    List<RemedyEdit> edits = new ArrayList<>();
    for (int context : places()) {
      List<PermissionRemoved> stored = storedIn(context);
      for (long roleId : roleIds()) {
        if (heldRoles.get(snapshot.roles().find(roleId))) {
          edits.add(new AllowPermission(allow(context, roleId, stored)));
        }
      }
    }
    return edits;
  }

  /** Stored permissions that do not allow, of roles that the user holds, to be taken back. */
  List<RemedyEdit> removals() {
    List<RemedyEdit> edits = new ArrayList<>();
    for (int context : places()) {
      for (PermissionRemoved row : storedIn(context)) {
        if (row.permission() != Permission.STORED_ALLOW
            && heldRoles.get(snapshot.roles().find(row.roleId()))) {
          edits.add(new RemovePermission(row));
        }
      }
    }
    return edits;
  }

  private PermissionSet allow(int context, long roleId, List<PermissionRemoved> stored) {
    long id = nextId(SiteTable.ROLE_CAPABILITIES);
    for (PermissionRemoved row : stored) {
      id = row.roleId() == roleId ? row.id() : id;
    }
    long contextId = snapshot.contexts().idOf(context);
    return new PermissionSet(id, contextId, roleId, question.capability(), Permission.STORED_ALLOW);
  }

  /** What is stored in a context for the capability. */
  private List<PermissionRemoved> storedIn(int context) {
    List<PermissionRemoved> stored = new ArrayList<>();
    FactCursor rows = SnapshotRows.permissionsIn(snapshot, context);
    while (rows.next()) {
      if (rows.textAt(3).equals(question.capability())) {
        stored.add(
            new PermissionRemoved(
                rows.numberAt(0),
                rows.numberAt(1),
                rows.numberAt(2),
                question.capability(),
                rows.numberAt(4)));
      }
    }
    return stored;
  }

  /**
   * The contexts whose rows count for the question's: itself, and those above it; on a damaged site
   * also those whose path is that of one of these.
   */
  private List<Integer> places() {
    ContextTree contexts = snapshot.contexts();
    List<Integer> places = new ArrayList<>();
    places.add(question.context());
    List<Integer> path = new ArrayList<>();
    for (int node = contexts.nodeOf(question.context());
        node != ContextTree.NO_PARENT;
        node = contexts.parentOf(node)) {
      path.add(node);
      if (contexts.hasRow(node) && !places.contains(node)) {
        places.add(node);
      }
    }
    contexts.forEachMisplaced(context -> {
      if (path.contains(contexts.nodeOf(context)) && !places.contains(context)) {
        places.add(context);
      }
    });
    return places;
  }

  private List<Long> roleIds() {
    RoleCatalog roles = snapshot.roles();
    List<Long> ids = new ArrayList<>();
    for (int role = 0; role < roles.size(); role++) {
      if (roles.findRow(role) != null) {
        ids.add(roles.idOf(role));
      }
    }
    ids.sort(null);
    return ids;
  }

  private long nextId(SiteTable table) {
    return snapshot.lastIds().of(table) + 1;
  }
}
