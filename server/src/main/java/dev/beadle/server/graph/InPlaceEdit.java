package dev.beadle.server.graph;

import dev.beadle.server.graph.CapabilityCatalog.Capability;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the structures of a snapshot in place of reading its rows anew. A structure is opened
 * when the first row of it changes; the others are shared with the base. Not thread-safe.
 */
final class InPlaceEdit implements SnapshotEditor.Target {
  private final PolicySnapshot base;
  private final Map<String, @Nullable String> settings = new HashMap<>();
  private final Map<SiteTable, RelationEditor> relations = new EnumMap<>(SiteTable.class);
  private @Nullable ContextTreeEditor contexts;
  private @Nullable RoleDefinitionsEditor definitions;
  private @Nullable RoleAssignmentsEditor assignments;
  private UserDirectory.@Nullable Editor users;
  private RoleCatalog.@Nullable Builder roles;
  private CapabilityCatalog.@Nullable Editor capabilities;
  private LastIds lastIds;

  InPlaceEdit(PolicySnapshot base) {
    this.base = base;
    this.lastIds = base.lastIds();
  }

  @Override
  public void put(TableRow row) {
    if (row.key() instanceof Long id) {
      lastIds = lastIds.with(row.table(), id);
    }
    switch (row.table()) {
      case CAPABILITIES -> capabilities().put(capability(row));
      case ROLE -> roles().put(role(row));
      case CONTEXT -> contexts().put(contextRow(row));
      case USER -> users().put(userRow(row));
      case CONFIG -> settings.put(row.textAt(0), row.textAt(1));
      case ROLE_CAPABILITIES -> definitions().put(permission(row));
      case ROLE_ASSIGNMENTS -> putAssignment(row);
      default -> relation(row.table()).put(row);
    }
  }

  @Override
  public void remove(TableRow row) {
    switch (row.table()) {
      case CAPABILITIES -> capabilities().remove(row.numberAt(0));
      case ROLE -> roles().remove(row.numberAt(0));
      case CONTEXT -> contexts().remove(row.numberAt(0));
      case USER -> users().remove(row.numberAt(0));
      case CONFIG -> settings.put(row.textAt(0), null);
      case ROLE_CAPABILITIES -> definitions().remove(permission(row));
      case ROLE_ASSIGNMENTS -> removeAssignment(row);
      default -> relation(row.table()).remove(row.numberAt(0));
    }
  }

  @Override
  public void moveContext(long contextId, long newParentId) {
    contexts().move(contextId, newParentId);
  }

  @Override
  public void lockContext(long contextId, boolean locked) {
    ContextRow row = contexts().findRow(contextId);
    if (row == null) {
      throw new InvalidFactException("id", "no context " + contextId);
    }
    contexts()
        .put(
            new ContextRow(
                row.id(), row.level(), row.instanceId(), row.path(), row.depth(), locked));
  }

  @Override
  public PolicySnapshot build(Revision revision, Instant at) {
    settleContexts();
    Map<SiteTable, Relation> newRelations = new EnumMap<>(base.relations());
    relations.forEach((table, editor) -> newRelations.put(table, editor.build()));
    RoleDefinitions newDefinitions = newDefinitions();
    UserDirectory newUsers = users == null ? base.users() : users.build();
    SiteSettings newSettings = base.settings().with(settings, newUsers.guestByName());
    // The special roles are looked for while roles can still be mentioned.
    SpecialRoles specialRoles = specialRoles(newSettings, newRelations);
    return new PolicySnapshot(
        revision,
        at,
        new PolicySnapshot.Parts(
            contexts == null ? base.contexts() : contexts.build(),
            capabilities == null ? base.capabilities() : capabilities.build(),
            roles == null ? base.roles() : roles.build(),
            newDefinitions,
            newAssignments().asOf(at.getEpochSecond()),
            newUsers,
            newSettings,
            specialRoles,
            newRelations,
            lastIds));
  }

  private void settleContexts() {
    if (contexts != null) {
      contexts.settle();
      for (long userId : contexts.users()) {
        boolean hasContext = contexts.find(ContextLevel.USER, userId) != ContextTree.ABSENT;
        users().setContext(userId, hasContext);
      }
    }
  }

  private RoleDefinitions newDefinitions() {
    boolean reached =
        definitions != null
            || (contexts != null
                && !(contexts.relinked().isEmpty() && contexts.appeared().isEmpty()));
    return reached ? definitions().build(contexts()) : base.definitions();
  }

  private RoleAssignments newAssignments() {
    return assignments == null ? base.assignments() : assignments.build();
  }

  private SpecialRoles specialRoles(SiteSettings site, Map<SiteTable, Relation> newRelations) {
    boolean reached =
        contexts != null || roles != null || site != base.settings() || !relations.isEmpty();
    if (!reached) {
      return base.specialRoles();
    }
    int frontPage = frontPage(newRelations);
    return new SpecialRoles(
        specialRole(site.defaultUserRoleId()),
        specialRole(site.frontPageRoleId()),
        roles().guestRole(site.guestRoleId()),
        specialRole(site.notLoggedInRoleId()),
        frontPage);
  }

  private int specialRole(long roleId) {
    return roleId == 0 ? RoleCatalog.ABSENT : roles().ordinalOf(roleId);
  }

  /** The context of the course that has no category; of several, the one of the least id (§2). */
  private int frontPage(Map<SiteTable, Relation> newRelations) {
    Relation courses = newRelations.get(SiteTable.COURSE);
    if (courses == null) {
      throw new IllegalStateException("no courses kept");
    }
    long[] least = {Long.MAX_VALUE};
    courses.forEachWith(
        "category", 0, row -> least[0] = Math.min(least[0], courses.numberAt(row, 0)));
    if (contexts == null) {
      int context = base.contexts().find(ContextLevel.COURSE, least[0]);
      return context == ContextTree.ABSENT ? context : base.contexts().nodeOf(context);
    }
    int context = contexts.find(ContextLevel.COURSE, least[0]);
    return context == ContextTree.ABSENT ? context : contexts.nodeOf(context);
  }

  private void putAssignment(TableRow row) {
    long rowId = row.numberAt(0);
    int user = userOrdinal(row.numberAt(3));
    int context = contextOrdinal(row.numberAt(2));
    int node = contexts == null ? base.contexts().nodeOf(context) : contexts.nodeOf(context);
    RoleAssignment _ = assignments().remove(user, rowId);
    assignments()
        .add(
            new RoleAssignment(
                rowId,
                user,
                node == ContextTree.NO_PARENT ? context : node,
                roleOrdinal(row.numberAt(1)),
                AssignmentSource.of(row.textAt(4), row.numberAt(5)),
                context),
            new AssignmentWindow(row.numberAt(6), row.numberAt(7)));
  }

  private void removeAssignment(TableRow row) {
    int user = users == null ? base.users().find(row.numberAt(3)) : users.find(row.numberAt(3));
    if (user != UserDirectory.ABSENT) {
      RoleAssignment _ = assignments().remove(user, row.numberAt(0));
    }
  }

  private StoredPermission permission(TableRow row) {
    return new StoredPermission(
        row.numberAt(0),
        contextOrdinal(row.numberAt(1)),
        roleOrdinal(row.numberAt(2)),
        capabilityOrdinal(row.textAt(3)),
        row.numberAt(4));
  }

  private int userOrdinal(long userId) {
    int user = users == null ? base.users().find(userId) : UserDirectory.ABSENT;
    return user == UserDirectory.ABSENT ? users().ordinalOf(userId) : user;
  }

  private int contextOrdinal(long contextId) {
    int context = contexts == null ? base.contexts().find(contextId) : ContextTree.ABSENT;
    return context == ContextTree.ABSENT ? contexts().ordinalOf(contextId) : context;
  }

  private int roleOrdinal(long roleId) {
    int role = roles == null ? base.roles().find(roleId) : RoleCatalog.ABSENT;
    return role == RoleCatalog.ABSENT ? roles().ordinalOf(roleId) : role;
  }

  private int capabilityOrdinal(String name) {
    int capability = base.capabilities().find(name);
    return capability == CapabilityCatalog.ABSENT ? capabilities().ordinalOf(name) : capability;
  }

  private ContextTreeEditor contexts() {
    if (contexts == null) {
      contexts = new ContextTreeEditor(base.contexts());
    }
    return contexts;
  }

  private RoleDefinitionsEditor definitions() {
    if (definitions == null) {
      definitions = new RoleDefinitionsEditor(base.definitions());
    }
    return definitions;
  }

  private RoleAssignmentsEditor assignments() {
    if (assignments == null) {
      assignments = base.assignments().edit(base.assignments().epochSecond());
    }
    return assignments;
  }

  private UserDirectory.Editor users() {
    if (users == null) {
      users = base.users().edit();
    }
    return users;
  }

  private RoleCatalog.Builder roles() {
    if (roles == null) {
      roles = base.roles().edit();
    }
    return roles;
  }

  private CapabilityCatalog.Editor capabilities() {
    if (capabilities == null) {
      capabilities = base.capabilities().edit();
    }
    return capabilities;
  }

  private RelationEditor relation(SiteTable table) {
    return relations.computeIfAbsent(table, _ -> base.relation(table).edit());
  }

  private static Capability capability(TableRow row) {
    return new Capability(
        row.numberAt(0),
        row.textAt(1),
        row.textAt(2),
        row.numberAt(3),
        row.textAt(4),
        row.numberAt(5));
  }

  private static Role role(TableRow row) {
    return new Role(row.numberAt(0), row.textAt(1), row.textAt(2), row.numberAt(3), row.textAt(4));
  }

  private static UserRow userRow(TableRow row) {
    return new UserRow(row.numberAt(0), row.textAt(1), row.numberAt(2) != 0, row.numberAt(3) != 0);
  }

  private static ContextRow contextRow(TableRow row) {
    long level = row.numberAt(1);
    return new ContextRow(
        row.numberAt(0),
        ContextRow.requireLevel(level),
        row.numberAt(2),
        row.textAt(3),
        row.numberAt(4),
        row.numberAt(5) != 0);
  }
}
