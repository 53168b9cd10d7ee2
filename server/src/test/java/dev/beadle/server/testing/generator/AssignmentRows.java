package dev.beadle.server.testing.generator;

import dev.beadle.server.testing.generator.Draw.Topic;

/**
 * The rows of {@code role_assignments}, by id. They come as on a site that has grown: in each of
 * {@value #TERMS} terms every user gets his share, the users in another order each time. Nine of
 * ten are students in courses; one user of {@value #USERS_PER_STAFF} is staff and teaches; there
 * are roles in categories, modules, other users and the whole site. No row occurs twice.
 */
final class AssignmentRows {
  private static final int TERMS = 12;
  private static final int USERS_PER_STAFF = 16;

  /** One of so many courses is taken by everybody at the start. */
  private static final int COURSES_PER_FIRST_COURSE = 250;

  private static final int STEPS = 64;
  private static final int LARGEST_USER_ASSIGNMENTS = 1 << 16;

  private static final int USERS_PER_CATEGORY_ROLE = 5;
  private static final int USERS_PER_SYSTEM_ROLE = 200;
  private static final int USERS_PER_PARENT = 50;
  private static final int ASSIGNMENTS_PER_MODULE_ROLE = 50;

  private static final long STUDENT = 5;
  private static final long PARENT = 11;
  private static final long[] TEACHING = {3, 3, 3, 3, 4, 4, 4, 12, 13, 14, 20};
  private static final long[] IN_CATEGORIES = {1, 2, 9, 16, 17};
  private static final long[] IN_SYSTEM = {10, 18, 19, 1};
  private static final long[] IN_MODULES = {13, 15, 4};
  private static final String[] COMPONENTS = {"", "", "enrol_database", "enrol_cohort"};

  private final SiteShape shape;
  private final SiteLayout layout;
  private final Draw draw;
  private final AssignmentCounts counts;
  private final int firstCourses;
  private final int otherCourses;
  private final int[] steps = new int[STEPS];

  AssignmentRows(SiteShape shape, SiteLayout layout, Draw draw) {
    this.shape = shape;
    this.layout = layout;
    this.draw = draw;
    int courses = layout.courseCount() - 1;
    this.firstCourses = Math.max(1, courses / COURSES_PER_FIRST_COURSE);
    this.otherCourses = courses - firstCourses;
    for (int i = 0; i < STEPS; i++) {
      steps[i] = coprimeTo(otherCourses, draw.below(Topic.COURSE_STEP, i, otherCourses));
    }
    this.counts = new AssignmentCounts(shape, draw, 1 + otherCourses);
  }

  /** How many assignments a user (user.id) has. */
  int countOf(int userId) {
    return counts.of(userId);
  }

  /** How many courses, from the first on, have far more students than the others. */
  int firstCourses() {
    return firstCourses;
  }

  /** The course of a user's assignment of this number, from 0: another one for each. */
  int courseOf(int userId, int number) {
    if (number == 0) {
      return 1 + draw.below(Topic.FIRST_COURSE, userId, firstCourses);
    }
    long start = draw.below(Topic.COURSE_START, userId, otherCourses);
    long step = steps[draw.below(Topic.COURSE_STEP, userId, STEPS)];
    return 1 + firstCourses + (int) ((start + number * step) % otherCourses);
  }

  /** All of them. */
  RowMaker all() {
    return new Terms();
  }

  private final class Terms implements RowMaker {
    private int term = -1;
    private long stride;
    private long place;
    private int userId;
    private int number;
    private int end;
    private long rowCount;

    @Override
    public boolean fillNext(Row row) {
      if (rowCount == shape.assignments()) {
        return false;
      }
      while (number == end) {
        nextUser();
      }
      fill(row, ++rowCount, userId, number++);
      return true;
    }

    private void nextUser() {
      if (term < 0 || place == shape.users() - 1) {
        term++;
        place = 0;
        int drawn = draw.below(Topic.ORDER_OF_USERS, term, shape.users());
        stride = coprimeTo(shape.users(), drawn);
      } else {
        place++;
      }
      userId = 1 + (int) ((place * stride + term) % shape.users());
      int count = counts.of(userId);
      number = count * term / TERMS;
      end = count * (term + 1) / TERMS;
    }
  }

  private void fill(Row row, long id, int userId, int number) {
    long thing = (long) userId * LARGEST_USER_ASSIGNMENTS + number;
    int course = courseOf(userId, number);
    if (number == 1 && draw.oneIn(USERS_PER_CATEGORY_ROLE, Topic.KIND_OF_ASSIGNMENT, thing)) {
      long category = layout.contextOfCategory(layout.categoryOf(course));
      fill(row, id, pick(IN_CATEGORIES, thing), category, userId, "", 0);
    } else if (number == 2 && draw.oneIn(USERS_PER_SYSTEM_ROLE, Topic.KIND_OF_ASSIGNMENT, thing)) {
      fill(row, id, pick(IN_SYSTEM, thing), SiteLayout.SYSTEM_CONTEXT_ID, userId, "", 0);
    } else if (number == 3
        && shape.userContexts() > 0
        && draw.oneIn(USERS_PER_PARENT, Topic.KIND_OF_ASSIGNMENT, thing)) {
      long child = layout.contextOfUser(draw.below(Topic.CHILD, thing, shape.userContexts()));
      fill(row, id, PARENT, child, userId, "", 0);
    } else if (number > 3
        && layout.moduleCount(course) > 0
        && draw.oneIn(ASSIGNMENTS_PER_MODULE_ROLE, Topic.KIND_OF_ASSIGNMENT, thing)) {
      fill(row, id, pick(IN_MODULES, thing), layout.contextOfModule(course, 0), userId, "", 0);
    } else if (draw.oneIn(USERS_PER_STAFF, Topic.STAFF, userId)
        || userId == AssignmentCounts.BUSIEST) {
      fill(row, id, pick(TEACHING, thing), layout.contextOfCourse(course), userId, "", 0);
    } else {
      String component = COMPONENTS[draw.below(Topic.SOURCE, thing, COMPONENTS.length)];
      long itemId = component.isEmpty() ? 0 : EnrolmentRows.instanceOfDatabase(course);
      fill(row, id, STUDENT, layout.contextOfCourse(course), userId, component, itemId);
    }
  }

  private long pick(long[] roles, long thing) {
    return roles[draw.below(Topic.ROLE, thing, roles.length)];
  }

  private static void fill(
      Row row, long id, long role, long context, int userId, String component, long itemId) {
    row.add(id).add(role).add(context).add(userId).add(component).add(itemId);
    row.add(0).add(0);
  }

  /** The first number from {@code from} on that has no divisor in common with {@code other}. */
  private static int coprimeTo(int other, int from) {
    int number = Math.max(1, from);
    while (greatestCommonDivisor(number, other) != 1) {
      number++;
    }
    return number;
  }

  private static int greatestCommonDivisor(int one, int other) {
    return other == 0 ? one : greatestCommonDivisor(other, one % other);
  }
}
