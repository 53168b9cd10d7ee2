package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;

/**
 * One way in which the facts of a site have changed, in the past tense: what is logged, applied and
 * watched. A change says what the rows are afterwards, so applying a series of changes needs no
 * rule; what a command means has been worked out before. Immutable and so thread-safe.
 *
 * <p>Ids are Moodle's. What a removal tells besides the row's id is what the row said last: for
 * whoever watches, and because the graph finds an assignment by its user and a permission by its
 * context.
 */
public sealed interface Change {
  /** The table whose rows changed. */
  SiteTable table();

  /** A capability was installed, or its definition changed ({@code capabilities}). */
  record CapabilityDefined(
      long id, String name, String type, long level, String component, long risks)
      implements Change {
    public CapabilityDefined {
      requireNonNull(name, "name");
      requireNonNull(type, "type");
      requireNonNull(component, "component");
    }

    @Override
    public SiteTable table() {
      return SiteTable.CAPABILITIES;
    }
  }

  /** A capability is no longer defined. */
  record CapabilityRemoved(long id, String name) implements Change {
    public CapabilityRemoved {
      requireNonNull(name, "name");
    }

    @Override
    public SiteTable table() {
      return SiteTable.CAPABILITIES;
    }
  }

  /** A role was created, or its names, order or archetype changed ({@code role}). */
  record RoleDefined(long id, String name, String shortName, long sortOrder, String archetype)
      implements Change {
    public RoleDefined {
      requireNonNull(name, "name");
      requireNonNull(shortName, "shortName");
      requireNonNull(archetype, "archetype");
    }

    @Override
    public SiteTable table() {
      return SiteTable.ROLE;
    }
  }

  /** A role's row is gone. */
  record RoleDeleted(long id) implements Change {
    @Override
    public SiteTable table() {
      return SiteTable.ROLE;
    }
  }

  /**
   * A context came into being ({@code context}), or its row changed in a way that none of the other
   * changes tells.
   */
  record ContextSaved(long id, int level, long instanceId, String path, long depth, boolean locked)
      implements Change {
    public ContextSaved {
      requireNonNull(path, "path");
    }

    @Override
    public SiteTable table() {
      return SiteTable.CONTEXT;
    }
  }

  /**
   * A context was moved with all that lies below it: every path that began with its path begins
   * with the new one.
   *
   * @param newParentId the context below which it lies now
   */
  record ContextMoved(long id, long newParentId) implements Change {
    @Override
    public SiteTable table() {
      return SiteTable.CONTEXT;
    }
  }

  /** A context was locked or unlocked. */
  record ContextLockChanged(long id, boolean locked) implements Change {
    @Override
    public SiteTable table() {
      return SiteTable.CONTEXT;
    }
  }

  /** A context's row is gone; what hung on it goes by changes of its own. */
  record ContextDeleted(long id) implements Change {
    @Override
    public SiteTable table() {
      return SiteTable.CONTEXT;
    }
  }

  /** A user's account was created or changed ({@code user}); the name is not kept. */
  record UserSaved(long id, String username, boolean deleted, boolean suspended) implements Change {
    public UserSaved {
      requireNonNull(username, "username");
    }

    @Override
    public SiteTable table() {
      return SiteTable.USER;
    }
  }

  /** A user's row is gone. Moodle keeps the rows of deleted users: see {@link UserSaved}. */
  record UserRemoved(long id) implements Change {
    @Override
    public SiteTable table() {
      return SiteTable.USER;
    }
  }

  /** A setting has a new value ({@code config}). */
  record SettingChanged(String name, String value) implements Change {
    public SettingChanged {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }

    @Override
    public SiteTable table() {
      return SiteTable.CONFIG;
    }
  }

  /** A setting has no value any more. */
  record SettingRemoved(String name) implements Change {
    public SettingRemoved {
      requireNonNull(name, "name");
    }

    @Override
    public SiteTable table() {
      return SiteTable.CONFIG;
    }
  }

  /** A role says something about a capability in a context ({@code role_capabilities}). */
  record PermissionSet(long id, long contextId, long roleId, String capability, long permission)
      implements Change {
    public PermissionSet {
      requireNonNull(capability, "capability");
    }

    @Override
    public SiteTable table() {
      return SiteTable.ROLE_CAPABILITIES;
    }
  }

  /** A role no longer says anything about a capability in a context: it inherits. */
  record PermissionRemoved(long id, long contextId, long roleId, String capability, long permission)
      implements Change {
    public PermissionRemoved {
      requireNonNull(capability, "capability");
    }

    @Override
    public SiteTable table() {
      return SiteTable.ROLE_CAPABILITIES;
    }
  }

  /**
   * A user has a role in a context ({@code role_assignments}).
   *
   * @param startsAt from when it counts, in seconds since 1970; 0 for always
   * @param endsAt until when it counts, that second excluded; 0 for ever
   */
  record RoleAssigned(
      long id,
      long roleId,
      long contextId,
      long userId,
      String component,
      long itemId,
      long startsAt,
      long endsAt)
      implements Change {
    public RoleAssigned {
      requireNonNull(component, "component");
    }

    @Override
    public SiteTable table() {
      return SiteTable.ROLE_ASSIGNMENTS;
    }
  }

  /** A user no longer has a role in a context; the parts are those of the assignment. */
  record RoleUnassigned(
      long id,
      long roleId,
      long contextId,
      long userId,
      String component,
      long itemId,
      long startsAt,
      long endsAt)
      implements Change {
    public RoleUnassigned {
      requireNonNull(component, "component");
    }

    @Override
    public SiteTable table() {
      return SiteTable.ROLE_ASSIGNMENTS;
    }
  }

  /**
   * A row of a table that no check reads was added or changed: courses, categories, activities,
   * blocks, enrolments, groups, role names, levels and the four matrices.
   */
  record RowSaved(TableRow row) implements Change {
    public RowSaved {
      requireNonNull(row, "row");
      requireRelation(row.table());
    }

    @Override
    public SiteTable table() {
      return row.table();
    }
  }

  /** A row of a table that no check reads is gone; the row is as it was last. */
  record RowRemoved(TableRow row) implements Change {
    public RowRemoved {
      requireNonNull(row, "row");
      requireRelation(row.table());
    }

    @Override
    public SiteTable table() {
      return row.table();
    }
  }

  private static void requireRelation(SiteTable table) {
    if (table.isReadByChecks()) {
      throw new IllegalArgumentException(table.tableName() + " has changes of its own");
    }
  }
}
