package dev.beadle.server.testing.generator;

import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.testing.generator.Draw.Topic;

/** The rows of {@code context}, by id: see {@link SiteLayout}. Confined to one thread. */
final class ContextRows implements RowMaker {
  /** One of so many courses, and of so many modules, is locked; one category is. */
  private static final int COURSES_PER_LOCK = 1_000;

  private static final int MODULES_PER_LOCK = 20_000;

  private final SiteLayout layout;
  private final Draw draw;
  private boolean systemDone;
  private int category;
  private int course;
  // The next thing of the course: itself, its modules, its blocks, then its share of the users.
  private int thing;
  private String coursePath = "";

  ContextRows(SiteLayout layout, Draw draw) {
    this.layout = layout;
    this.draw = draw;
  }

  @Override
  public boolean fillNext(Row row) {
    if (!systemDone) {
      systemDone = true;
      fill(row, SiteLayout.SYSTEM_CONTEXT_ID, ContextLevel.SYSTEM, 0, "/1", false);
      return true;
    }
    if (category < layout.categoryCount()) {
      fillCategory(row);
      return true;
    }
    if (course == layout.courseCount()) {
      return false;
    }
    fillThing(row);
    if (++thing == 1 + layout.moduleCount(course) + layout.blockCount(course) + usersOfCourse()) {
      course++;
      thing = 0;
    }
    return true;
  }

  private void fillCategory(Row row) {
    boolean isLast = category == layout.categoryCount() - 1;
    String path = layout.pathOfCategory(category);
    fill(
        row,
        layout.contextOfCategory(category),
        ContextLevel.COURSE_CATEGORY,
        category + 1,
        path,
        isLast);
    category++;
  }

  private void fillThing(Row row) {
    if (thing == 0) {
      coursePath = layout.pathOfCourse(course);
      boolean locked = draw.oneIn(COURSES_PER_LOCK, Topic.COURSE_IS_LOCKED, course);
      fill(
          row,
          layout.contextOfCourse(course),
          ContextLevel.COURSE,
          course + 1,
          coursePath,
          locked && course != 0);
      return;
    }
    int module = thing - 1;
    int block = module - layout.moduleCount(course);
    int user = block - layout.blockCount(course);
    if (block < 0) {
      fillModule(row, module);
    } else if (user < 0) {
      fillBlock(row, block);
    } else {
      int number = layout.userContextsBefore(course) + user;
      long id = layout.contextOfUser(number);
      fill(row, id, ContextLevel.USER, layout.userWithContext(number), "/1/" + id, false);
    }
  }

  private void fillModule(Row row, int module) {
    long id = layout.contextOfModule(course, module);
    long moduleId = layout.modulesBefore(course) + module + 1L;
    boolean locked = draw.oneIn(MODULES_PER_LOCK, Topic.MODULE_IS_LOCKED, moduleId);
    fill(row, id, ContextLevel.MODULE, moduleId, coursePath + "/" + id, locked);
  }

  private void fillBlock(Row row, int block) {
    long id = layout.contextOfBlock(course, block);
    String above =
        layout.isInModule(course, block)
            ? coursePath + "/" + layout.contextOfModule(course, 0)
            : coursePath;
    long blockId = layout.blocksBefore(course) + block + 1L;
    fill(row, id, ContextLevel.BLOCK, blockId, above + "/" + id, false);
  }

  private int usersOfCourse() {
    return layout.userContextsBefore(course + 1) - layout.userContextsBefore(course);
  }

  private static void fill(
      Row row, long id, int level, long instanceId, String path, boolean locked) {
    long depth = path.chars().filter(c -> c == '/').count();
    row.add(id).add(level).add(instanceId).add(path).add(depth).add(locked ? 1 : 0);
  }
}
