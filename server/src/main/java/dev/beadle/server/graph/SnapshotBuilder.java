package dev.beadle.server.graph;

import static dev.beadle.server.graph.UserDirectory.DELETED;
import static dev.beadle.server.graph.UserDirectory.HAS_CONTEXT;
import static dev.beadle.server.graph.UserDirectory.HAS_ROW;

import dev.beadle.server.graph.CapabilityCatalog.Capability;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.column.IdSet;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a snapshot from the rows of Moodle's tables. Tables come in the order of {@link
 * SiteTable}, each ended by {@link #end}; the rows of a table come in any order. Not thread-safe.
 *
 * <p>Rows that damage has made odd are kept and counted (see {@link #oddities}); a row that no
 * database could hold is refused by an {@link InvalidFactException}.
 */
public final class SnapshotBuilder {
  private final Oddities oddities = new Oddities();
  private final CapabilityCatalog.Builder capabilities = new CapabilityCatalog.Builder(oddities);
  private final RoleCatalog.Builder roles = new RoleCatalog.Builder();
  private final ContextTreeBuilder contexts = new ContextTreeBuilder(oddities);
  private final UserDirectory.Builder users = new UserDirectory.Builder();
  private final Map<String, String> settingValues = new HashMap<>();
  private final RoleDefinitionsBuilder definitions = new RoleDefinitionsBuilder();
  private final RoleAssignmentsBuilder assignments = new RoleAssignmentsBuilder();
  private final IdSet assignmentIds = new IdSet();
  private final Map<SiteTable, Relation.Builder> relations = new EnumMap<>(SiteTable.class);
  private final List<DeprecatedCapability> deprecated;
  private final LastIds knownIds;
  private @Nullable SiteSettings settings;
  private long frontPageCourseId = Long.MAX_VALUE;
  private final long[] lastIds = new long[SiteTable.values().length];

  /**
   * Starts with nothing.
   *
   * @param deprecated names that have gone out of use; the tables do not hold these
   */
  public SnapshotBuilder(List<DeprecatedCapability> deprecated) {
    this(deprecated, LastIds.NONE);
  }

  /**
   * Starts with nothing but ids that were given away before.
   *
   * @param deprecated names that have gone out of use; the tables do not hold these
   * @param knownIds the greatest ids that the tables once held
   */
  public SnapshotBuilder(List<DeprecatedCapability> deprecated, LastIds knownIds) {
    this.knownIds = knownIds;
    this.deprecated = List.copyOf(deprecated);
    for (SiteTable table : SiteTable.values()) {
      if (!table.isReadByChecks()) {
        relations.put(table, new Relation.Builder(table));
      }
    }
  }

  /**
   * Adds one row.
   *
   * @throws InvalidFactException if no database could hold the row
   */
  public void add(SiteTable table, FactRow row) {
    if (!table.columns().getFirst().kind().isText()) {
      lastIds[table.ordinal()] = Math.max(lastIds[table.ordinal()], row.numberAt(0));
    }
    switch (table) {
      case CAPABILITIES -> addCapability(row);
      case ROLE -> addRole(row);
      case CONTEXT -> addContext(row);
      case USER -> addUser(row);
      case CONFIG -> addSetting(row);
      case ROLE_CAPABILITIES -> addPermission(row);
      case ROLE_ASSIGNMENTS -> addAssignment(row);
      case COURSE -> addCourse(row);
      // Whether a table is kept as a relation is said in one place: SiteTable.
      default -> relationOf(table).add(row);
    }
  }

  /**
   * Says that a table has no more rows.
   *
   * @throws InvalidFactException if the table as a whole is not one that a site could have
   */
  public void end(SiteTable table) {
    if (table == SiteTable.CONTEXT) {
      contexts.link();
    } else if (table == SiteTable.CONFIG) {
      settings = SiteSettings.of(settingValues, users.guestByName());
    }
  }

  /** The odd rows met so far, by kind. */
  public Map<Oddity, Long> oddities() {
    return oddities.counts();
  }

  /**
   * The snapshot, after the last table has ended; the builder must not be used afterwards.
   *
   * @param readAt when the rows were read; it decides which assignments count
   */
  public PolicySnapshot build(Revision revision, Instant readAt) {
    SiteSettings site = settings();
    SpecialRoles specialRoles = specialRoles(site);
    countOddUsers(site);
    RoleDefinitions ofRoles = definitions.build(contexts);
    Map<SiteTable, Relation> built = new EnumMap<>(SiteTable.class);
    relations.forEach((table, builder) -> built.put(table, builder.build()));
    return new PolicySnapshot(
        revision,
        readAt,
        new PolicySnapshot.Parts(
            contexts.build(),
            capabilities.build(deprecated),
            roles.build(),
            ofRoles,
            assignments.build(users.size(), readAt.getEpochSecond()),
            users.build(),
            site,
            specialRoles,
            built,
            lastIds()));
  }

  private LastIds lastIds() {
    LastIds last = knownIds;
    for (SiteTable table : SiteTable.values()) {
      last = last.with(table, lastIds[table.ordinal()]);
    }
    return last;
  }

  private void addCapability(FactRow row) {
    capabilities.add(
        new Capability(
            row.numberAt(0),
            row.textAt(1),
            row.textAt(2),
            row.numberAt(3),
            row.textAt(4),
            row.numberAt(5)));
  }

  private void addRole(FactRow row) {
    roles.add(
        new Role(row.numberAt(0), row.textAt(1), row.textAt(2), row.numberAt(3), row.textAt(4)));
  }

  private void addContext(FactRow row) {
    int level = ContextRow.requireLevel(row.numberAt(1));
    contexts.add(
        new ContextRow(
            row.numberAt(0),
            level,
            row.numberAt(2),
            row.textAt(3),
            row.numberAt(4),
            row.numberAt(5) != 0));
    if (level == ContextLevel.USER) {
      users.addContext(row.numberAt(2));
    }
  }

  private void addUser(FactRow row) {
    users.add(
        new UserRow(row.numberAt(0), row.textAt(1), row.numberAt(2) != 0, row.numberAt(3) != 0));
  }

  private void addSetting(FactRow row) {
    if (settingValues.putIfAbsent(row.textAt(0), row.textAt(1)) != null) {
      throw new InvalidFactException("name", "duplicate setting `" + row.textAt(0) + "`");
    }
  }

  private void addCourse(FactRow row) {
    relationOf(SiteTable.COURSE).add(row);
    if (row.numberAt(1) == 0) {
      frontPageCourseId = Math.min(frontPageCourseId, row.numberAt(0));
    }
  }

  private void addPermission(FactRow row) {
    int context = contexts.ordinalOf(row.numberAt(1));
    int role = roles.ordinalOf(row.numberAt(2));
    int capability = capabilities.ordinalOf(row.textAt(3));
    long permission = row.numberAt(4);
    definitions.add(new StoredPermission(row.numberAt(0), context, role, capability, permission));
    countIf(!contexts.hasRow(context), Oddity.PERMISSION_IN_MISSING_CONTEXT);
    countIf(!roles.hasRow(role), Oddity.PERMISSION_OF_MISSING_ROLE);
    countIf(!capabilities.hasRow(capability), Oddity.PERMISSION_OF_UNKNOWN_CAPABILITY);
    countIf(!Permission.isRegular(permission), Oddity.PERMISSION_IRREGULAR);
  }

  private void addAssignment(FactRow row) {
    long rowId = row.numberAt(0);
    if (!assignmentIds.add(rowId)) {
      throw new InvalidFactException("id", "duplicate role_assignments id " + rowId);
    }
    int role = roles.ordinalOf(row.numberAt(1));
    int context = contexts.ordinalOf(row.numberAt(2));
    int user = users.ordinalOf(row.numberAt(3));
    // Moodle holds roles at the path of their context (§5): a damaged one may be that of another.
    int node = contexts.nodeOf(context);
    assignments.add(
        new RoleAssignment(
            rowId,
            user,
            node == ContextTree.NO_PARENT ? context : node,
            role,
            AssignmentSource.of(row.textAt(4), row.numberAt(5)),
            context),
        new AssignmentWindow(row.numberAt(6), row.numberAt(7)));
    countIf(!contexts.hasRow(context), Oddity.ASSIGNMENT_IN_MISSING_CONTEXT);
    countIf(!roles.hasRow(role), Oddity.ASSIGNMENT_OF_MISSING_ROLE);
    countIf(!users.isMarked(user, HAS_ROW), Oddity.ASSIGNMENT_OF_MISSING_USER);
    countIf(users.isMarked(user, DELETED), Oddity.ASSIGNMENT_OF_DELETED_USER);
    countIf(row.numberAt(3) == settings().guestUserId(), Oddity.ASSIGNMENT_OF_GUEST);
  }

  private SpecialRoles specialRoles(SiteSettings site) {
    int frontPage = contexts.find(ContextLevel.COURSE, frontPageCourseId);
    countIf(frontPage == ContextTree.ABSENT, Oddity.NO_FRONT_PAGE);
    return new SpecialRoles(
        specialRole(site.defaultUserRoleId()),
        specialRole(site.frontPageRoleId()),
        guestRole(site),
        specialRole(site.notLoggedInRoleId()),
        frontPage == ContextTree.ABSENT ? frontPage : contexts.nodeOf(frontPage));
  }

  private int specialRole(long roleId) {
    if (roleId == 0) {
      return RoleCatalog.ABSENT;
    }
    int role = roles.ordinalOf(roleId);
    countIf(!roles.hasRow(role), Oddity.SETTING_NAMES_MISSING_ROLE);
    return role;
  }

  private int guestRole(SiteSettings site) {
    int guest = roles.guestRole(site.guestRoleId());
    countIf(
        site.guestRoleId() != 0 && !roles.hasRowOfId(site.guestRoleId()),
        Oddity.SETTING_NAMES_MISSING_ROLE);
    return guest;
  }

  private void countOddUsers(SiteSettings site) {
    for (int user = 0; user < users.size(); user++) {
      countIf(
          users.isMarked(user, HAS_ROW)
              && !users.isMarked(user, DELETED)
              && !users.isMarked(user, HAS_CONTEXT),
          Oddity.USER_WITHOUT_CONTEXT);
    }
    for (long adminId : site.siteAdminIds()) {
      int admin = users.find(adminId);
      boolean hasRow = admin != UserDirectory.ABSENT && users.isMarked(admin, HAS_ROW);
      countIf(!hasRow, Oddity.ADMIN_MISSING);
      countIf(hasRow && users.isMarked(admin, DELETED), Oddity.ADMIN_DELETED);
      countIf(adminId == site.guestUserId(), Oddity.ADMIN_IS_GUEST);
    }
  }

  private void countIf(boolean odd, Oddity oddity) {
    if (odd) {
      oddities.count(oddity);
    }
  }

  private Relation.Builder relationOf(SiteTable table) {
    Relation.Builder relation = relations.get(table);
    if (relation == null) {
      throw new IllegalArgumentException(table + " is not kept as a relation");
    }
    return relation;
  }

  private SiteSettings settings() {
    if (settings == null) {
      throw new IllegalStateException("the settings have not been read yet");
    }
    return settings;
  }
}
