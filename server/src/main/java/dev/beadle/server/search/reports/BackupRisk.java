package dev.beadle.server.search.reports;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Permission;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who could take users' data away in backups (rules §15, riskbackup). Immutable after {@link #of}.
 */
final class BackupRisk {
  /** What lets somebody put users' data into a backup. */
  private static final String BACKUP_OF_USERS = "moodle/backup:userinfo";

  /** Assignments and permissions further down are not looked at. */
  private static final int LOWEST_LEVEL = ContextLevel.COURSE;

  private static final Comparator<SecurityFinding> BY_ROLE =
      Comparator.comparingLong(SecurityFinding::roleId)
          .thenComparingLong(SecurityFinding::contextId);
  private static final Comparator<SecurityFinding> BY_CONTEXT =
      Comparator.comparingLong(SecurityFinding::contextId)
          .thenComparingLong(SecurityFinding::roleId);

  private final PolicySnapshot snapshot;
  private final AllowedNearby allowed;
  private final List<SecurityFinding> systemRoles = new ArrayList<>();
  private final List<SecurityFinding> overrides = new ArrayList<>();
  private final long[] userIds;
  private final long userRows;
  private final long people;

  private BackupRisk(PolicySnapshot snapshot, Checkpoint checkpoint) {
    this.snapshot = snapshot;
    int capability = snapshot.capabilities().find(BACKUP_OF_USERS);
    this.allowed =
        AllowedNearby.of(
            snapshot,
            row -> row.capability() == capability && isHighEnough(row.context()),
            checkpoint);
    if (capability != CapabilityCatalog.ABSENT) {
      findPermissions(capability, checkpoint);
    }
    this.userIds = TrustedUsers.having(snapshot, allowed::isOnOnePath, checkpoint);
    long rows = 0;
    long people = 0;
    for (int i = 0; i < userIds.length; i++) {
      checkpoint.at(i);
      int ofUser = rowsOf(userIds[i]).size();
      rows += ofUser;
      people += ofUser == 0 ? 0 : 1;
    }
    this.userRows = rows;
    this.people = people;
  }

  static BackupRisk of(PolicySnapshot snapshot, Checkpoint checkpoint) {
    return new BackupRisk(snapshot, checkpoint);
  }

  SecurityResult result() {
    long count = systemRoles.size() + overrides.size() + userRows;
    long overridden = overrides.stream().mapToLong(SecurityFinding::roleId).distinct().count();
    return new SecurityResult(
        SecurityCheck.BACKUP,
        count == 0 ? SecurityStatus.OK : SecurityStatus.WARNING,
        count,
        0,
        "may put users' data into backups: roles "
            + systemRoles.size()
            + ", overridden roles "
            + overridden
            + ", users "
            + people);
  }

  void forEachFinding(Checkpoint checkpoint, Consumer<SecurityFinding> action) {
    systemRoles.forEach(action);
    overrides.forEach(action);
    for (int i = 0; i < userIds.length; i++) {
      checkpoint.at(i);
      rowsOf(userIds[i]).forEach(action);
    }
  }

  private void findPermissions(int capability, Checkpoint checkpoint) {
    var counted = new CountedSteps(checkpoint);
    snapshot
        .definitions()
        .forEachOf(
            capability,
            row -> {
              counted.step();
              if (row.permission() == Permission.STORED_ALLOW
                  && snapshot.roles().findRow(row.role()) != null) {
                boolean isDefinition = row.context() == snapshot.contexts().system();
                (isDefinition ? systemRoles : overrides).add(findingOf(row));
              }
            });
    systemRoles.sort(BY_ROLE);
    overrides.sort(BY_ROLE);
  }

  private SecurityFinding findingOf(StoredPermission row) {
    return SecurityFinding.ofPermission(
        snapshot.roles().idOf(row.role()), snapshot.contexts().idOf(row.context()), "");
  }

  /** The assignments of a user by which he may, each context and role once. */
  private Set<SecurityFinding> rowsOf(long userId) {
    Set<SecurityFinding> rows = new TreeSet<>(BY_CONTEXT);
    int user = snapshot.users().find(userId);
    for (int i = 0; i < snapshot.assignments().countOf(user); i++) {
      RoleAssignment row = snapshot.assignments().get(user, i);
      int context = row.contextOfRow();
      if (allowed.concerns(row.role())
          && isHighEnough(context)
          && allowed.isOnOnePath(row.role(), snapshot.contexts().nodeOf(context))) {
        long roleId = snapshot.roles().idOf(row.role());
        rows.add(new SecurityFinding(userId, roleId, snapshot.contexts().idOf(context), ""));
      }
    }
    return rows;
  }

  private boolean isHighEnough(int context) {
    return snapshot.contexts().nodeOf(context) != ContextTree.NO_PARENT
        && snapshot.contexts().levelOf(context) <= LOWEST_LEVEL;
  }
}
