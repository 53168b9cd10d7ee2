package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

/** Commands about the things that have a context, and their place in the tree. */
public sealed interface ContextCommand extends AdminCommand {
  /**
   * Creates a category of courses.
   *
   * @param parentId the category that it lies in, or 0 for the top
   */
  record CreateCategory(long parentId, String name, boolean visible) implements ContextCommand {
    public CreateCategory {
      Fields.requireIdOrZero("parent_id", parentId);
      Fields.requireName("name", name, Fields.NAME_LENGTH);
    }
  }

  /** Creates a course, with the ways to enrol that Moodle gives a new one. */
  record CreateCourse(long categoryId, CourseTraits traits) implements ContextCommand {
    public CreateCourse {
      Fields.requireId("category_id", categoryId);
      requireNonNull(traits, "traits");
    }
  }

  /** Changes what is kept of a course; where it lies is for {@link MoveCourse}. */
  record EditCourse(long courseId, CourseTraits traits) implements ContextCommand {
    public EditCourse {
      Fields.requireId("course_id", courseId);
      requireNonNull(traits, "traits");
    }
  }

  /**
   * Creates an activity in a course.
   *
   * @param moduleName modules.name, such as {@code forum}
   * @param instanceId the activity's id in its own table; 0 for the next one after those known
   * @param groupMode 0 none, 1 separate, 2 visible groups
   */
  record CreateModule(
      long courseId, String moduleName, long instanceId, boolean visible, int groupMode)
      implements ContextCommand {
    public CreateModule {
      Fields.requireId("course_id", courseId);
      Fields.requireName("module_name", moduleName, Fields.PLUGIN_NAME_LENGTH);
      Fields.requireIdOrZero("instance_id", instanceId);
      Fields.requireBetween("group_mode", groupMode, 0, 2);
    }
  }

  /** Creates a block in a context. */
  record CreateBlock(ContextName parent, String blockName) implements ContextCommand {
    public CreateBlock {
      requireNonNull(parent, "parent");
      Fields.requireName("block_name", blockName, Fields.BLOCK_NAME_LENGTH);
    }
  }

  /**
   * Moves a category with all that lies in it.
   *
   * @param parentId the category that it is to lie in, or 0 for the top
   */
  record MoveCategory(long categoryId, long parentId) implements ContextCommand {
    public MoveCategory {
      Fields.requireId("category_id", categoryId);
      Fields.requireIdOrZero("parent_id", parentId);
    }
  }

  /** Moves a course into a category. */
  record MoveCourse(long courseId, long categoryId) implements ContextCommand {
    public MoveCourse {
      Fields.requireId("course_id", courseId);
      Fields.requireId("category_id", categoryId);
    }
  }

  /** Locks or unlocks a context, and so all that lies below it (§2). */
  record LockContext(ContextName context, boolean locked) implements ContextCommand {
    public LockContext {
      requireNonNull(context, "context");
    }
  }

  /** Deletes a category with the categories and courses in it. */
  record DeleteCategory(long categoryId) implements ContextCommand {
    public DeleteCategory {
      Fields.requireId("category_id", categoryId);
    }
  }

  /** Deletes a course with all that hangs on it. */
  record DeleteCourse(long courseId) implements ContextCommand {
    public DeleteCourse {
      Fields.requireId("course_id", courseId);
    }
  }

  /**
   * Deletes an activity.
   *
   * @param moduleId course_modules.id
   */
  record DeleteModule(long moduleId) implements ContextCommand {
    public DeleteModule {
      Fields.requireId("module_id", moduleId);
    }
  }

  /**
   * Deletes a block.
   *
   * @param blockId block_instances.id
   */
  record DeleteBlock(long blockId) implements ContextCommand {
    public DeleteBlock {
      Fields.requireId("block_id", blockId);
    }
  }
}
