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
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.graph.ContextRow;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;

/** What changes by a command about things that have a context (§2). Stateless. */
final class ContextPlanner {
  private ContextPlanner() {}

  static void plan(PlanState state, ContextCommand command) {
    switch (command) {
      case CreateCategory(long parentId, String name, boolean visible) -> {
        int parent = categoryContext(state.snapshot(), "parent_id", parentId);
        long id = state.nextId(SiteTable.COURSE_CATEGORIES);
        state.save(SiteTable.COURSE_CATEGORIES, id, parentId, visible ? 1 : 0, name);
        createContext(state, ContextLevel.COURSE_CATEGORY, id, parent);
      }
      case CreateCourse(long categoryId, CourseTraits traits) ->
          createCourse(state, categoryId, traits);
      case EditCourse(long courseId, CourseTraits traits) -> editCourse(state, courseId, traits);
      case CreateModule create -> createModule(state, create);
      case CreateBlock(ContextName parentName, String blockName) -> {
        int parent = SiteRows.contextOf(state.snapshot(), parentName);
        long id = state.nextId(SiteTable.BLOCK_INSTANCES);
        long parentId = state.snapshot().contexts().idOf(parent);
        state.save(SiteTable.BLOCK_INSTANCES, id, blockName, parentId);
        createContext(state, ContextLevel.BLOCK, id, parent);
      }
      case MoveCategory(long categoryId, long parentId) ->
          moveCategory(state, categoryId, parentId);
      case MoveCourse(long courseId, long categoryId) -> moveCourse(state, courseId, categoryId);
      case LockContext(ContextName context, boolean locked) -> lock(state, context, locked);
      case DeleteCategory(long categoryId) ->
          delete(state, SiteTable.COURSE_CATEGORIES, ContextLevel.COURSE_CATEGORY, categoryId);
      case DeleteCourse(long courseId) -> {
        TableRow row = SiteRows.rowOf(state.snapshot(), SiteTable.COURSE, "course_id", courseId);
        requireNotFrontPage(row);
        delete(state, SiteTable.COURSE, ContextLevel.COURSE, courseId);
      }
      case DeleteModule(long moduleId) ->
          delete(state, SiteTable.COURSE_MODULES, ContextLevel.MODULE, moduleId);
      case DeleteBlock(long blockId) ->
          delete(state, SiteTable.BLOCK_INSTANCES, ContextLevel.BLOCK, blockId);
    }
  }

  /** A context of a new thing, below another. */
  static void createContext(PlanState state, int level, long instanceId, int parent) {
    ContextRow above = state.snapshot().contexts().rowOf(parent);
    if (above.path().isEmpty()) {
      throw Refusals.precondition("context", above.id(), "the context above has no path");
    }
    long id = state.nextId(SiteTable.CONTEXT);
    state.add(
        new ContextSaved(id, level, instanceId, above.path() + "/" + id, above.depth() + 1, false));
  }

  private static void createCourse(PlanState state, long categoryId, CourseTraits traits) {
    PolicySnapshot site = state.snapshot();
    int category = categoryContext(site, "category_id", categoryId);
    requireFreeShortName(site, 0, traits.shortName());
    requireGrouping(site, 0, traits.defaultGroupingId());
    long courseId = state.nextId(SiteTable.COURSE);
    state.add(new RowSaved(course(courseId, categoryId, traits)));
    createContext(state, ContextLevel.COURSE, courseId, category);
    EnrolmentPlanner.addDefaultMethods(state, courseId);
  }

  private static void editCourse(PlanState state, long courseId, CourseTraits traits) {
    PolicySnapshot site = state.snapshot();
    TableRow before = SiteRows.rowOf(site, SiteTable.COURSE, "course_id", courseId);
    requireFreeShortName(site, courseId, traits.shortName());
    requireGrouping(site, courseId, traits.defaultGroupingId());
    saveIfChanged(state, before, course(courseId, SiteRows.number(before, "category"), traits));
  }

  private static void createModule(PlanState state, CreateModule command) {
    PolicySnapshot site = state.snapshot();
    SiteRows.rowOf(site, SiteTable.COURSE, "course_id", command.courseId());
    int course = SiteRows.contextOf(site, ContextLevel.COURSE, command.courseId());
    long moduleType = moduleTypeOf(site, command.moduleName());
    long instanceId = command.instanceId();
    if (instanceId == 0) {
      long last = lastInstanceOf(site, moduleType);
      if (last == Long.MAX_VALUE) {
        throw Refusals.precondition("instance_id", last, "no greater id is left");
      }
      instanceId = last + 1;
    }
    long id = state.nextId(SiteTable.COURSE_MODULES);
    state.save(
        SiteTable.COURSE_MODULES,
        id,
        command.courseId(),
        moduleType,
        instanceId,
        command.visible() ? 1 : 0,
        command.groupMode(),
        0,
        0);
    createContext(state, ContextLevel.MODULE, id, course);
  }

  /** Cost: a look at every activity, without making rows of them. */
  private static long lastInstanceOf(PolicySnapshot site, long moduleType) {
    Relation modules = site.relation(SiteTable.COURSE_MODULES);
    int instance = SiteTable.COURSE_MODULES.positionOf("instance");
    long[] last = {0};
    modules.forEachWith(
        "module", moduleType, row -> last[0] = Math.max(last[0], modules.numberAt(row, instance)));
    return last[0];
  }

  private static long moduleTypeOf(PolicySnapshot site, String name) {
    Relation modules = site.relation(SiteTable.MODULES);
    for (int row = 0; row < modules.rowCount(); row++) {
      if (modules.textAt(row, SiteTable.MODULES.positionOf("name")).equals(name)) {
        return modules.numberAt(row, 0);
      }
    }
    throw Refusals.notFound("module_name", name, "kind of activity");
  }

  private static void moveCategory(PlanState state, long categoryId, long parentId) {
    PolicySnapshot site = state.snapshot();
    TableRow row = SiteRows.rowOf(site, SiteTable.COURSE_CATEGORIES, "category_id", categoryId);
    if (SiteRows.number(row, "parent") == parentId) {
      return;
    }
    int category = SiteRows.contextOf(site, ContextLevel.COURSE_CATEGORY, categoryId);
    int parent = categoryContext(site, "parent_id", parentId);
    if (site.contexts().isWithin(parent, category)) {
      throw Refusals.precondition(
          "parent_id", parentId, "a category cannot lie in itself or below itself");
    }
    state.add(new RowSaved(row.with("parent", parentId)));
    state.add(new ContextMoved(site.contexts().idOf(category), site.contexts().idOf(parent)));
    if (isHidden(site, parentId)) {
      hide(state, category);
    }
  }

  /** Moodle hides what comes to lie in a hidden category, the category's own row included. */
  private static void hide(PlanState state, int category) {
    PolicySnapshot site = state.snapshot();
    ContextTree contexts = site.contexts();
    hideThing(state, site, contexts.levelOf(category), contexts.instanceIdOf(category));
    for (int below : SiteRows.below(contexts, category)) {
      hideThing(state, site, contexts.levelOf(below), contexts.instanceIdOf(below));
    }
  }

  private static void hideThing(PlanState state, PolicySnapshot site, int level, long id) {
    SiteTable table = level == ContextLevel.COURSE ? SiteTable.COURSE : SiteTable.COURSE_CATEGORIES;
    boolean isOfCategory = level == ContextLevel.COURSE || level == ContextLevel.COURSE_CATEGORY;
    int row = isOfCategory ? site.relation(table).find(id) : Relation.ABSENT;
    if (row != Relation.ABSENT) {
      TableRow before = site.relation(table).rowAt(row);
      saveIfChanged(state, before, before.with("visible", 0));
    }
  }

  private static void moveCourse(PlanState state, long courseId, long categoryId) {
    PolicySnapshot site = state.snapshot();
    TableRow row = SiteRows.rowOf(site, SiteTable.COURSE, "course_id", courseId);
    requireNotFrontPage(row);
    int category = categoryContext(site, "category_id", categoryId);
    if (SiteRows.number(row, "category") == categoryId) {
      return;
    }
    TableRow moved = row.with("category", categoryId);
    state.add(new RowSaved(isHidden(site, categoryId) ? moved.with("visible", 0) : moved));
    int course = SiteRows.contextOf(site, ContextLevel.COURSE, courseId);
    state.add(new ContextMoved(site.contexts().idOf(course), site.contexts().idOf(category)));
  }

  private static void lock(PlanState state, ContextName name, boolean locked) {
    PolicySnapshot site = state.snapshot();
    int context = SiteRows.contextOf(site, name);
    if (context == site.contexts().system()) {
      throw Refusals.precondition(
          "context", site.contexts().idOf(context), "the system context cannot be locked");
    }
    if (site.contexts().rowOf(context).locked() != locked) {
      state.add(new ContextLockChanged(site.contexts().idOf(context), locked));
    }
  }

  private static void delete(PlanState state, SiteTable table, int level, long instanceId) {
    SiteRows.rowOf(state.snapshot(), table, table.tableName() + ".id", instanceId);
    new ContextRemoval(state).thing(table, level, instanceId).apply();
  }

  private static int categoryContext(PolicySnapshot site, String field, long categoryId) {
    if (categoryId != 0) {
      SiteRows.rowOf(site, SiteTable.COURSE_CATEGORIES, field, categoryId);
    }
    return SiteRows.categoryContextOf(site, categoryId);
  }

  private static boolean isHidden(PolicySnapshot site, long categoryId) {
    return categoryId != 0
        && SiteRows.number(
                SiteRows.rowOf(site, SiteTable.COURSE_CATEGORIES, "category_id", categoryId),
                "visible")
            == 0;
  }

  private static TableRow course(long id, long categoryId, CourseTraits traits) {
    return TableRow.of(
        SiteTable.COURSE,
        id,
        categoryId,
        traits.shortName(),
        traits.visible() ? 1 : 0,
        traits.groupMode(),
        traits.groupModeForced() ? 1 : 0,
        traits.defaultGroupingId());
  }

  private static void saveIfChanged(PlanState state, TableRow before, TableRow after) {
    if (!before.equals(after)) {
      state.add(new RowSaved(after));
    }
  }

  private static void requireNotFrontPage(TableRow course) {
    if (SiteRows.number(course, "category") == 0) {
      throw Refusals.precondition(
          "course_id", course.key(), "the front page can be neither moved nor deleted");
    }
  }

  private static void requireFreeShortName(PolicySnapshot site, long courseId, String name) {
    Relation courses = site.relation(SiteTable.COURSE);
    int at = SiteTable.COURSE.positionOf("shortname");
    for (int row = 0; row < courses.rowCount(); row++) {
      if (courses.numberAt(row, 0) != courseId && courses.textAt(row, at).equals(name)) {
        throw Refusals.precondition(
            "short_name", name, "course " + courses.numberAt(row, 0) + " has this short name");
      }
    }
  }

  private static void requireGrouping(PolicySnapshot site, long courseId, long groupingId) {
    if (groupingId != 0
        && !SiteRows.idsOf(SiteRows.rowsWith(site, SiteTable.GROUPINGS, "courseid", courseId))
            .contains(groupingId)) {
      throw Refusals.precondition(
          "default_grouping_id", groupingId, "it is no grouping of this course");
    }
  }
}
