package dev.beadle.server.admin;

import dev.beadle.server.admin.ContextCommand.CreateBlock;
import dev.beadle.server.admin.ContextCommand.CreateCategory;
import dev.beadle.server.admin.ContextCommand.CreateCourse;
import dev.beadle.server.admin.ContextCommand.CreateModule;
import dev.beadle.server.admin.ContextCommand.DeleteBlock;
import dev.beadle.server.admin.ContextCommand.DeleteCategory;
import dev.beadle.server.admin.ContextCommand.DeleteCourse;
import dev.beadle.server.admin.ContextCommand.DeleteModule;
import dev.beadle.server.admin.ContextCommand.EditCourse;
import dev.beadle.server.admin.ContextCommand.LockContext;
import dev.beadle.server.admin.ContextCommand.MoveCategory;
import dev.beadle.server.admin.ContextCommand.MoveCourse;
import dev.beadle.server.admin.GroupCommand.AddGroupMember;
import dev.beadle.server.admin.GroupCommand.AddToGrouping;
import dev.beadle.server.admin.GroupCommand.CreateGroup;
import dev.beadle.server.admin.GroupCommand.CreateGrouping;
import dev.beadle.server.admin.GroupCommand.DeleteGroup;
import dev.beadle.server.admin.GroupCommand.DeleteGrouping;
import dev.beadle.server.admin.GroupCommand.EditGroup;
import dev.beadle.server.admin.GroupCommand.RemoveFromGrouping;
import dev.beadle.server.admin.GroupCommand.RemoveGroupMember;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;

/** Who may change the things that have contexts, and groups. Stateless. */
final class ThingGuard {
  private static final String MANAGE_CATEGORIES = "moodle/category:manage";
  private static final String MANAGE_ACTIVITIES = "moodle/course:manageactivities";
  private static final String MANAGE_BLOCKS = "moodle/site:manageblocks";
  private static final String UPDATE_COURSE = "moodle/course:update";

  private ThingGuard() {}

  static void checkContext(Actor actor, ContextCommand command) {
    PolicySnapshot site = actor.site();
    switch (command) {
      case CreateCategory(long parentId, String _, boolean _) ->
          actor.require(MANAGE_CATEGORIES, SiteRows.categoryContextOf(site, parentId));
      case CreateCourse(long categoryId, CourseTraits _) ->
          actor.require("moodle/course:create", SiteRows.categoryContextOf(site, categoryId));
      case EditCourse(long courseId, CourseTraits traits) -> checkEdit(actor, courseId, traits);
      case CreateModule create -> {
        int course = course(site, create.courseId());
        actor.require(MANAGE_ACTIVITIES, course);
        actor.requireIfDefined("mod/" + create.moduleName() + ":addinstance", course);
      }
      case CreateBlock(ContextName parentName, String blockName) -> {
        int parent = SiteRows.contextOf(site, parentName);
        actor.require(MANAGE_BLOCKS, parent);
        actor.requireIfDefined("block/" + blockName + ":addinstance", parent);
      }
      case MoveCategory(long categoryId, long parentId) -> {
        actor.require(MANAGE_CATEGORIES, SiteRows.categoryContextOf(site, categoryId));
        actor.require(MANAGE_CATEGORIES, SiteRows.categoryContextOf(site, parentId));
      }
      case MoveCourse(long courseId, long categoryId) -> {
        actor.require(UPDATE_COURSE, course(site, courseId));
        actor.require("moodle/course:changecategory", course(site, courseId));
        actor.require("moodle/course:create", SiteRows.categoryContextOf(site, categoryId));
      }
      case LockContext(ContextName name, boolean _) -> checkLock(actor, name);
      case DeleteCategory(long categoryId) -> checkDeleteCategory(actor, categoryId);
      case DeleteCourse(long courseId) ->
          actor.require("moodle/course:delete", course(site, courseId));
      case DeleteModule(long moduleId) ->
          actor.require(MANAGE_ACTIVITIES, SiteRows.contextOf(site, ContextLevel.MODULE, moduleId));
      case DeleteBlock(long blockId) -> {
        int block = SiteRows.contextOf(site, ContextLevel.BLOCK, blockId);
        actor.require("moodle/block:edit", block);
        actor.require(MANAGE_BLOCKS, parentOf(site, block));
      }
    }
  }

  static void checkGroup(Actor actor, GroupCommand command) {
    PolicySnapshot site = actor.site();
    long courseId =
        switch (command) {
          case CreateGroup create -> create.courseId();
          case CreateGrouping create -> create.courseId();
          case EditGroup edit -> courseOf(site, SiteTable.GROUPS, edit.groupId());
          case DeleteGroup(long groupId) -> courseOf(site, SiteTable.GROUPS, groupId);
          case DeleteGrouping(long groupingId) -> courseOf(site, SiteTable.GROUPINGS, groupingId);
          case AddGroupMember(long groupId, long _) -> courseOf(site, SiteTable.GROUPS, groupId);
          case RemoveGroupMember(long groupId, long _) -> courseOf(site, SiteTable.GROUPS, groupId);
          case AddToGrouping(long groupingId, long _) ->
              courseOf(site, SiteTable.GROUPINGS, groupingId);
          case RemoveFromGrouping(long groupingId, long _) ->
              courseOf(site, SiteTable.GROUPINGS, groupingId);
        };
    actor.require("moodle/course:managegroups", course(site, courseId));
  }

  private static void checkEdit(Actor actor, long courseId, CourseTraits traits) {
    int course = course(actor.site(), courseId);
    TableRow before = SiteRows.rowOf(actor.site(), SiteTable.COURSE, "course_id", courseId);
    actor.require(UPDATE_COURSE, course);
    if (!SiteRows.text(before, "shortname").equals(traits.shortName())) {
      actor.require("moodle/course:changeshortname", course);
    }
    if ((SiteRows.number(before, "visible") != 0) != traits.visible()) {
      actor.require("moodle/course:visibility", course);
    }
  }

  /** The page neither locks nor unlocks below a lock. */
  private static void checkLock(Actor actor, ContextName name) {
    int context = SiteRows.contextOf(actor.site(), name);
    actor.require("moodle/site:managecontextlocks", context);
    int parent = parentOf(actor.site(), context);
    if (actor.site().contexts().isLocked(parent)) {
      throw actor.forbidden(
          "may not lock or unlock below " + actor.describe(parent) + ", which is locked");
    }
  }

  private static void checkDeleteCategory(Actor actor, long categoryId) {
    ContextTree contexts = actor.site().contexts();
    int category = SiteRows.contextOf(actor.site(), ContextLevel.COURSE_CATEGORY, categoryId);
    actor.require(MANAGE_CATEGORIES, category);
    for (int below : SiteRows.below(contexts, category)) {
      switch (contexts.levelOf(below)) {
        case ContextLevel.COURSE_CATEGORY -> actor.require(MANAGE_CATEGORIES, below);
        case ContextLevel.COURSE -> actor.require("moodle/course:delete", below);
        default -> {
          // What lies in a course goes with it.
        }
      }
    }
  }

  private static int course(PolicySnapshot site, long courseId) {
    return SiteRows.contextOf(site, ContextLevel.COURSE, courseId);
  }

  private static long courseOf(PolicySnapshot site, SiteTable table, long id) {
    return SiteRows.number(SiteRows.rowOf(site, table, table.tableName() + ".id", id), "courseid");
  }

  private static int parentOf(PolicySnapshot site, int context) {
    int node = site.contexts().nodeOf(context);
    int parent =
        node == ContextTree.NO_PARENT ? ContextTree.NO_PARENT : site.contexts().parentOf(node);
    return parent == ContextTree.NO_PARENT ? site.contexts().system() : parent;
  }
}
