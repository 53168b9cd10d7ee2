package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Commands about roles themselves, where they may be assigned, and who may deal with them. */
public sealed interface RoleCommand extends AdminCommand {
  /**
   * Creates a role, last in order, without any permission (§11). An archetype that Moodle does not
   * know counts as none.
   *
   * @param name may be empty only when the archetype has a name of its own
   * @param archetype empty for none
   */
  record CreateRole(String name, String shortName, String archetype) implements RoleCommand {
    public CreateRole {
      requireRoleNames(name, shortName);
      Fields.requireText("archetype", archetype, Archetypes.LONGEST_NAME);
    }
  }

  /** Gives a role other names. */
  record EditRole(long roleId, String name, String shortName) implements RoleCommand {
    public EditRole {
      Fields.requireId("role_id", roleId);
      requireRoleNames(name, shortName);
    }
  }

  /**
   * Gives a role another archetype; its permissions stay as they are.
   *
   * @param archetype one of Moodle's, or empty for none
   */
  record SetArchetype(long roleId, String archetype) implements RoleCommand {
    public SetArchetype {
      Fields.requireId("role_id", roleId);
      Archetypes.requireKnown("archetype", archetype);
    }
  }

  /** Lets two roles change places in the order. */
  record SwapRoles(long roleId, long otherRoleId) implements RoleCommand {
    public SwapRoles {
      Fields.requireId("role_id", roleId);
      Fields.requireId("other_role_id", otherRoleId);
      if (roleId == otherRoleId) {
        throw Fields.invalid("other_role_id", Long.toString(otherRoleId), "another role");
      }
    }
  }

  /**
   * Creates a role like another: its archetype, its permissions at the system, the levels where it
   * may be assigned and the roles it may deal with. Overrides below the system are not copied.
   */
  record DuplicateRole(long roleId, String name, String shortName) implements RoleCommand {
    public DuplicateRole {
      Fields.requireId("role_id", roleId);
      requireRoleNames(name, shortName);
    }
  }

  /** Deletes a role with its assignments, permissions, names and levels (§11). */
  record DeleteRole(long roleId) implements RoleCommand {
    public DeleteRole {
      Fields.requireId("role_id", roleId);
    }
  }

  /** Gives a role the permissions of its archetype at the system; overrides stay (§11). */
  record ResetRole(long roleId) implements RoleCommand {
    public ResetRole {
      Fields.requireId("role_id", roleId);
    }
  }

  /**
   * Says at which levels a role may be assigned.
   *
   * @param levels all of them, each once; may be none
   */
  record SetRoleLevels(long roleId, List<Integer> levels) implements RoleCommand {
    private static final int MOST_LEVELS = 100;

    public SetRoleLevels {
      Fields.requireId("role_id", roleId);
      levels = List.copyOf(levels);
      Fields.requireBetween("levels", levels.size(), 0, MOST_LEVELS);
      for (int level : levels) {
        Fields.requireBetween("levels", level, 1, Integer.MAX_VALUE);
      }
      if (levels.stream().distinct().count() != levels.size()) {
        throw Fields.invalid("levels", levels.toString(), "each level once");
      }
    }
  }

  /** Allows whoever holds {@code roleId} to deal with {@code targetRoleId}. */
  record Allow(RoleMatrix matrix, long roleId, long targetRoleId) implements RoleCommand {
    public Allow {
      requireNonNull(matrix, "matrix");
      Fields.requireId("role_id", roleId);
      Fields.requireId("target_role_id", targetRoleId);
    }
  }

  /** Takes back an {@link Allow}. */
  record Disallow(RoleMatrix matrix, long roleId, long targetRoleId) implements RoleCommand {
    public Disallow {
      requireNonNull(matrix, "matrix");
      Fields.requireId("role_id", roleId);
      Fields.requireId("target_role_id", targetRoleId);
    }
  }

  /** Gives a role another name in a course. */
  record SetRoleName(long roleId, ContextName course, String name) implements RoleCommand {
    public SetRoleName {
      Fields.requireId("role_id", roleId);
      requireNonNull(course, "course");
      Fields.requireName("name", name, Fields.NAME_LENGTH);
    }
  }

  /** Takes away a role's name in a course. */
  record RemoveRoleName(long roleId, ContextName course) implements RoleCommand {
    public RemoveRoleName {
      Fields.requireId("role_id", roleId);
      requireNonNull(course, "course");
    }
  }

  private static void requireRoleNames(String name, String shortName) {
    Fields.requireText("name", name, Fields.NAME_LENGTH);
    Fields.requireName("short_name", shortName, Fields.SHORT_NAME_LENGTH);
  }
}
