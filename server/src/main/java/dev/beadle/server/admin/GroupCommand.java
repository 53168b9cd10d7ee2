package dev.beadle.server.admin;

/** Commands about groups and groupings. */
public sealed interface GroupCommand extends AdminCommand {
  /**
   * Creates a group in a course.
   *
   * @param visibility 0 all, 1 members, 2 own membership, 3 none (§14)
   * @param participation whether activities use it; never with visibility 2 or 3 (§14)
   */
  record CreateGroup(long courseId, String name, int visibility, boolean participation)
      implements GroupCommand {
    public CreateGroup {
      Fields.requireId("course_id", courseId);
      requireTraits(name, visibility);
    }
  }

  /** Changes a group: see {@link CreateGroup}. */
  record EditGroup(long groupId, String name, int visibility, boolean participation)
      implements GroupCommand {
    public EditGroup {
      Fields.requireId("group_id", groupId);
      requireTraits(name, visibility);
    }
  }

  /** Deletes a group with its members. */
  record DeleteGroup(long groupId) implements GroupCommand {
    public DeleteGroup {
      Fields.requireId("group_id", groupId);
    }
  }

  /** Creates a grouping in a course. */
  record CreateGrouping(long courseId, String name) implements GroupCommand {
    public CreateGrouping {
      Fields.requireId("course_id", courseId);
      Fields.requireName("name", name, Fields.NAME_LENGTH);
    }
  }

  /** Deletes a grouping; its groups stay. */
  record DeleteGrouping(long groupingId) implements GroupCommand {
    public DeleteGrouping {
      Fields.requireId("grouping_id", groupingId);
    }
  }

  /** Puts a user into a group; he must be enrolled in its course. */
  record AddGroupMember(long groupId, long userId) implements GroupCommand {
    public AddGroupMember {
      Fields.requireId("group_id", groupId);
      Fields.requireId("user_id", userId);
    }
  }

  /** Takes a user out of a group. */
  record RemoveGroupMember(long groupId, long userId) implements GroupCommand {
    public RemoveGroupMember {
      Fields.requireId("group_id", groupId);
      Fields.requireId("user_id", userId);
    }
  }

  /** Puts a group into a grouping of the same course. */
  record AddToGrouping(long groupingId, long groupId) implements GroupCommand {
    public AddToGrouping {
      Fields.requireId("grouping_id", groupingId);
      Fields.requireId("group_id", groupId);
    }
  }

  /** Takes a group out of a grouping. */
  record RemoveFromGrouping(long groupingId, long groupId) implements GroupCommand {
    public RemoveFromGrouping {
      Fields.requireId("grouping_id", groupingId);
      Fields.requireId("group_id", groupId);
    }
  }

  private static void requireTraits(String name, int visibility) {
    Fields.requireName("name", name, Fields.NAME_LENGTH);
    Fields.requireBetween("visibility", visibility, 0, 3);
  }
}
