package dev.beadle.server.testing.generator;

/**
 * The rows of the tables of enrolments and groups: no check reads them, so they are few. Immutable
 * and so thread-safe.
 */
final class EnrolmentRows {
  /** One of so many users has a row in {@code user_enrolments}; and in {@code groups_members}. */
  private static final int USERS_PER_ENROLMENT = 10;

  private static final int USERS_PER_MEMBERSHIP = 20;
  private static final int COURSES_PER_GROUPED_ONE = 8;
  private static final int GROUPED_COURSES_PER_GROUPING = 10;
  private static final int STUDENT = 5;

  private final SiteShape shape;
  private final SiteLayout layout;
  private final AssignmentRows assignments;

  EnrolmentRows(SiteShape shape, SiteLayout layout, AssignmentRows assignments) {
    this.shape = shape;
    this.layout = layout;
    this.assignments = assignments;
  }

  /** enrol.id of a course's second way of enrolment, by another database. */
  static long instanceOfDatabase(int course) {
    return 2L * course;
  }

  /** Two ways of enrolment for each course but the front page: by hand and by a database. */
  RowMaker instances() {
    return RowMaker.numbered(
        2L * (layout.courseCount() - 1),
        (id, row) -> {
          boolean byHand = id % 2 == 1;
          row.add(id).add(byHand ? "manual" : "database").add(0).add((id + 1) / 2 + 1);
          row.add(byHand ? 0 : 1).add(STUDENT).add(0).add(0).add(0);
        });
  }

  RowMaker enrolments() {
    return ofSomeUsers(
        USERS_PER_ENROLMENT,
        (id, userId, course, row) ->
            row.add(id).add(0).add(instanceOfDatabase(course) - 1).add(userId).add(0).add(0));
  }

  /** Two groups in each of the first courses. */
  RowMaker groups() {
    return RowMaker.numbered(
        2L * groupedCourses(),
        (id, row) ->
            row.add(id).add(courseIdOfGroup(id)).add("Group " + (1 + (id - 1) % 2)).add(0).add(1));
  }

  /** Both groups of some courses, together. */
  RowMaker groupings() {
    return RowMaker.numbered(
        groupedCourses() / GROUPED_COURSES_PER_GROUPING,
        (id, row) -> row.add(id).add(courseIdOfGroup(2 * id)).add("Everybody"));
  }

  RowMaker groupsOfGroupings() {
    return RowMaker.numbered(
        groupedCourses() / GROUPED_COURSES_PER_GROUPING * 2L,
        (id, row) -> row.add(id).add((id + 1) / 2).add(id));
  }

  RowMaker members() {
    return ofSomeUsers(
        USERS_PER_MEMBERSHIP,
        (id, userId, course, row) -> row.add(id).add(2L * course - userId / 20 % 2).add(userId));
  }

  private int groupedCourses() {
    int courses = layout.courseCount() - 1;
    return Math.max(assignments.firstCourses(), courses / COURSES_PER_GROUPED_ONE);
  }

  private static long courseIdOfGroup(long group) {
    return (group + 1) / 2 + 1;
  }

  /** Fills in a row about a user and his first course. */
  private interface OfUser {
    void fill(long id, int userId, int course, Row row);
  }

  /** One row for one in {@code usersPerRow} of the users who have a course. */
  private RowMaker ofSomeUsers(int usersPerRow, OfUser rows) {
    return new RowMaker() {
      private long id;
      private int userId;

      @Override
      public boolean fillNext(Row row) {
        do {
          userId += usersPerRow;
        } while (userId <= shape.users() && assignments.countOf(userId) == 0);
        if (userId > shape.users()) {
          return false;
        }
        rows.fill(++id, userId, assignments.courseOf(userId, 0), row);
        return true;
      }
    };
  }
}
