package dev.beadle.server.testing.generator;

import dev.beadle.server.testing.generator.Draw.Topic;

/**
 * Where things lie in a generated site: categories three and four deep, courses in the lower ones,
 * in each course modules and blocks. Immutable and so thread-safe. It holds a few numbers for each
 * category and course, and nothing for each context.
 *
 * <p>Context ids are given out as a site grows: the system, the categories, then course by course
 * the course, its modules, its blocks, and the users that joined meanwhile. Courses are numbered
 * from 0, the front page; course.id is one more.
 */
final class SiteLayout {
  static final long SYSTEM_CONTEXT_ID = 1;

  private static final int CONTEXTS_PER_COURSE = 24;
  private static final int COURSES_PER_CATEGORY = 40;
  private static final int LEAST_COURSES = 4;
  private static final int LEAST_CATEGORIES = 4;

  /** One of so many things in a course is a block. */
  private static final int THINGS_PER_BLOCK = 8;

  private final SiteShape shape;
  private final Draw draw;
  private final int courseCount;
  private final int[] parents;
  private final String[] categoryPaths;
  private final int firstWithCourses;
  // Modules, and blocks, of all courses before each; one entry more than there are courses.
  private final int[] modulesBefore;
  private final int[] blocksBefore;

  SiteLayout(SiteShape shape, Draw draw) {
    this.shape = shape;
    this.draw = draw;
    this.courseCount = Math.max(LEAST_COURSES, shape.otherContexts() / CONTEXTS_PER_COURSE);
    int categories = Math.max(LEAST_CATEGORIES, courseCount / COURSES_PER_CATEGORY);
    int secondLevel = Math.max(1, categories / 50);
    this.firstWithCourses = secondLevel + Math.max(1, categories / 10);
    this.parents = parents(categories, secondLevel, firstWithCourses);
    this.categoryPaths = new String[categories];
    for (int category = 0; category < categories; category++) {
      String above =
          parents[category] < 0 ? "/" + SYSTEM_CONTEXT_ID : categoryPaths[parents[category]];
      categoryPaths[category] = above + "/" + contextOfCategory(category);
    }
    this.modulesBefore = new int[courseCount + 1];
    this.blocksBefore = new int[courseCount + 1];
    divideThings(shape.otherContexts() - 1 - categories - courseCount);
  }

  int categoryCount() {
    return parents.length;
  }

  /** The front page among them. */
  int courseCount() {
    return courseCount;
  }

  /** The category above, or -1. */
  int parentOfCategory(int category) {
    return parents[category];
  }

  long contextOfCategory(int category) {
    return SYSTEM_CONTEXT_ID + 1 + category;
  }

  String pathOfCategory(int category) {
    return categoryPaths[category];
  }

  /** The category of a course other than the front page. */
  int categoryOf(int course) {
    int range = parents.length - firstWithCourses;
    return firstWithCourses + draw.below(Topic.CATEGORY_OF_COURSE, course, range);
  }

  long contextOfCourse(int course) {
    return SYSTEM_CONTEXT_ID
        + 1
        + parents.length
        + course
        + modulesBefore[course]
        + blocksBefore[course]
        + userContextsBefore(course);
  }

  String pathOfCourse(int course) {
    String above = course == 0 ? "/" + SYSTEM_CONTEXT_ID : categoryPaths[categoryOf(course)];
    return above + "/" + contextOfCourse(course);
  }

  /** Modules of all courses before this one; course_modules.id goes on from there. */
  int modulesBefore(int course) {
    return modulesBefore[course];
  }

  int moduleCount(int course) {
    return modulesBefore[course + 1] - modulesBefore[course];
  }

  long contextOfModule(int course, int module) {
    return contextOfCourse(course) + 1 + module;
  }

  /** Blocks of all courses before this one; block_instances.id goes on from there. */
  int blocksBefore(int course) {
    return blocksBefore[course];
  }

  int blockCount(int course) {
    return blocksBefore[course + 1] - blocksBefore[course];
  }

  long contextOfBlock(int course, int block) {
    return contextOfModule(course, moduleCount(course)) + block;
  }

  /** Whether a block lies in the course's first module rather than in the course. */
  boolean isInModule(int course, int block) {
    return block % THINGS_PER_BLOCK == 1 && moduleCount(course) > 0;
  }

  /** Users with a context who joined before a course was made. */
  int userContextsBefore(int course) {
    return (int) ((long) shape.userContexts() * course / courseCount);
  }

  /** The user (user.id) with the context of this number, from 0. */
  long userWithContext(int number) {
    return 1 + (long) number * shape.users() / shape.userContexts();
  }

  /** The context of the user of {@link #userWithContext}. */
  long contextOfUser(int number) {
    // The last course before which at most `number` such users had joined.
    int course = (int) (((number + 1L) * courseCount - 1) / shape.userContexts());
    return contextOfBlock(course, blockCount(course)) + number - userContextsBefore(course);
  }

  /** Faculties, departments, programmes, and in the last quarter a fourth level. */
  private static int[] parents(int categories, int secondLevel, int thirdLevel) {
    int fourthLevel = Math.max(thirdLevel + 1, categories - categories / 4);
    int[] parents = new int[categories];
    for (int category = 0; category < categories; category++) {
      if (category < secondLevel) {
        parents[category] = -1;
      } else if (category < thirdLevel) {
        parents[category] = (category - secondLevel) % secondLevel;
      } else if (category < fourthLevel) {
        parents[category] = secondLevel + (category - thirdLevel) % (thirdLevel - secondLevel);
      } else {
        parents[category] = thirdLevel + (category - fourthLevel) % (fourthLevel - thirdLevel);
      }
    }
    return parents;
  }

  /** Divides modules and blocks among the courses: most have a few, some a hundred. */
  private void divideThings(int things) {
    double totalWeight = 0;
    for (int course = 0; course < courseCount; course++) {
      totalWeight += weightOf(course);
    }
    double weight = 0;
    int thingsBefore = 0;
    for (int course = 0; course < courseCount; course++) {
      weight += weightOf(course);
      boolean isLast = course == courseCount - 1;
      int thingsUpTo = isLast ? things : (int) (things * (weight / totalWeight));
      int ofCourse = thingsUpTo - thingsBefore;
      int blocks = ofCourse / THINGS_PER_BLOCK;
      modulesBefore[course + 1] = modulesBefore[course] + ofCourse - blocks;
      blocksBefore[course + 1] = blocksBefore[course] + blocks;
      thingsBefore = thingsUpTo;
    }
  }

  private double weightOf(int course) {
    return StrictMath.exp(0.6 * draw.bell(Topic.SIZE_OF_COURSE, course));
  }
}
