package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;

/** Changes the structures of a snapshot in place of reading its rows anew. Not thread-safe. */
final class InPlaceEdit implements SnapshotEditor.Target {
  private final PolicySnapshot base;
  private final ContextTreeEditor contexts;
  private final RoleDefinitionsEditor definitions;
  private final RoleAssignmentsEditor assignments;
  private LastIds lastIds;

  InPlaceEdit(PolicySnapshot base) {
    this.base = base;
    this.lastIds = base.lastIds();
    this.contexts = new ContextTreeEditor(base.contexts());
    this.assignments = base.assignments().edit(base.assignments().epochSecond());
    this.definitions = new RoleDefinitionsEditor(base.definitions());
  }

  @Override
  public void put(TableRow row) {
    if (row.key() instanceof Long id) {
      lastIds = lastIds.with(row.table(), id);
    }
    switch (row.table()) {
      case CONTEXT -> contexts.put(contextRow(row));
      case ROLE_CAPABILITIES -> definitions.put(permission(row));
      case ROLE_ASSIGNMENTS -> putAssignment(row);
      default -> throw new NotInPlaceException();
    }
  }

  @Override
  public void remove(TableRow row) {
    switch (row.table()) {
      case CONTEXT -> contexts.remove(row.numberAt(0));
      case ROLE_CAPABILITIES -> definitions.remove(permission(row));
      case ROLE_ASSIGNMENTS -> removeAssignment(row);
      default -> throw new NotInPlaceException();
    }
  }

  private void putAssignment(TableRow row) {
    long rowId = row.numberAt(0);
    int user = base.users().find(row.numberAt(3));
    int role = base.roles().find(row.numberAt(1));
    if (user < 0 || role < 0) {
      throw new NotInPlaceException();
    }
    int context = contexts.ordinalOf(row.numberAt(2));
    int node = contexts.nodeOf(context);
    RoleAssignment _ = assignments.remove(user, rowId);
    assignments.add(
        new RoleAssignment(
            rowId,
            user,
            node == ContextTree.NO_PARENT ? context : node,
            role,
            AssignmentSource.of(row.textAt(4), row.numberAt(5)),
            context),
        new AssignmentWindow(row.numberAt(6), row.numberAt(7)));
  }

  private void removeAssignment(TableRow row) {
    int user = base.users().find(row.numberAt(3));
    if (user != UserDirectory.ABSENT) {
      RoleAssignment _ = assignments.remove(user, row.numberAt(0));
    }
  }

  @Override
  public void moveContext(long contextId, long newParentId) {
    contexts.move(contextId, newParentId);
  }

  @Override
  public void lockContext(long contextId, boolean locked) {
    ContextRow row = contexts.findRow(contextId);
    if (row == null) {
      throw new InvalidFactException("id", "no context " + contextId);
    }
    contexts.put(
        new ContextRow(row.id(), row.level(), row.instanceId(), row.path(), row.depth(), locked));
  }

  @Override
  public PolicySnapshot build(Revision revision, Instant at) {
    contexts.settle();
    if (!contexts.users().isEmpty()) {
      throw new NotInPlaceException();
    }
    RoleDefinitions newDefinitions = definitions.build(contexts);
    return base.with(
        revision,
        at,
        contexts.build(),
        newDefinitions,
        assignments.build().asOf(at.getEpochSecond()),
        specialRoles(),
        lastIds);
  }

  private SpecialRoles specialRoles() {
    SpecialRoles before = base.specialRoles();
    int frontPage = contexts.find(ContextLevel.COURSE, frontPageCourseId());
    return new SpecialRoles(
        before.defaultUser(),
        before.frontPage(),
        before.guest(),
        before.notLoggedIn(),
        frontPage == ContextTree.ABSENT ? frontPage : contexts.nodeOf(frontPage));
  }

  /** The least id of a course without a category (rules §2); of no course when there is none. */
  private long frontPageCourseId() {
    Relation courses = base.relation(SiteTable.COURSE);
    long[] least = {Long.MAX_VALUE};
    courses.forEachWith(
        "category", 0, row -> least[0] = Math.min(least[0], courses.numberAt(row, 0)));
    return least[0];
  }

  private static ContextRow contextRow(TableRow row) {
    return new ContextRow(
        row.numberAt(0),
        (int) row.numberAt(1),
        row.numberAt(2),
        row.textAt(3),
        row.numberAt(4),
        row.numberAt(5) != 0);
  }

  private StoredPermission permission(TableRow row) {
    int role = base.roles().find(row.numberAt(2));
    int capability = base.capabilities().find(row.textAt(3));
    if (role < 0 || capability < 0) {
      throw new NotInPlaceException();
    }
    return new StoredPermission(
        row.numberAt(0), contexts.ordinalOf(row.numberAt(1)), role, capability, row.numberAt(4));
  }
}
