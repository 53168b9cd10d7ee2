package dev.beadle.server.testing.generator;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.testing.generator.Draw.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/**
 * A made-up site of any size, the same for the same {@link SiteShape}. Its rows are made one by one
 * while they are read and never held: it takes a few bytes for each user and course. Confined to
 * one thread.
 *
 * <p>It is a clean site: the oddities that loading counts are users without a context of their own,
 * as many as the shape asks for, and capabilities whose type is irregular in Moodle itself.
 */
public final class GeneratedSite implements TableSource {
  private static final int MODULE_KINDS = 23;
  private static final String[] BLOCK_KINDS = {"html", "online_users", "activity_results", "rss"};
  private static final int COURSES_PER_ROLE_NAME = 50;
  private static final int EDITING_TEACHER = 3;

  private final SiteShape shape;
  private final Draw draw;
  private final SiteLayout layout;
  private final RoleRows roles;
  private final AssignmentRows assignments;
  private final EnrolmentRows enrolments;

  /**
   * Prepares to make the rows. Cost: a pass over users and courses.
   *
   * @throws IllegalArgumentException if there are too many assignments for these users and courses
   */
  public GeneratedSite(SiteShape shape) {
    this.shape = shape;
    this.draw = new Draw(shape.seed());
    this.layout = new SiteLayout(shape, draw);
    this.roles = new RoleRows(shape, layout, draw);
    this.assignments = new AssignmentRows(shape, layout, draw);
    this.enrolments = new EnrolmentRows(shape, layout, assignments);
  }

  @Override
  public RowCursor open(SiteTable table) {
    return new MadeRows(table, makerOf(table));
  }

  @Override
  public String description() {
    return "generated site of "
        + shape.users()
        + " users, "
        + shape.contexts()
        + " contexts, "
        + shape.assignments()
        + " role assignments, seed "
        + shape.seed();
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  /**
   * Writes every table as {@code TABLE.csv.gz}, which is what {@code CsvTables} reads.
   *
   * @param folder made when it does not exist; files of these names in it are replaced
   */
  public void writeTo(Path folder) throws IOException {
    SiteExport.write(this, folder);
  }

  private RowMaker makerOf(SiteTable table) {
    return switch (table) {
      case CAPABILITIES,
          CONFIG,
          MODULES,
          ROLE_ALLOW_ASSIGN,
          ROLE_ALLOW_OVERRIDE,
          ROLE_ALLOW_SWITCH,
          ROLE_ALLOW_VIEW ->
          roles.asInDemo(table);
      case ROLE -> roles.roles();
      case ROLE_CONTEXT_LEVELS -> roles.contextLevels();
      case ROLE_CAPABILITIES -> roles.permissions();
      case ROLE_NAMES -> roleNames();
      case CONTEXT -> new ContextRows(layout, draw);
      case USER -> UserRows.of(shape, draw);
      case COURSE -> courses();
      case COURSE_CATEGORIES -> categories();
      case COURSE_MODULES -> modules();
      case BLOCK_INSTANCES -> blocks();
      case ROLE_ASSIGNMENTS -> assignments.all();
      case ENROL -> enrolments.instances();
      case USER_ENROLMENTS -> enrolments.enrolments();
      case GROUPS -> enrolments.groups();
      case GROUPINGS -> enrolments.groupings();
      case GROUPINGS_GROUPS -> enrolments.groupsOfGroupings();
      case GROUPS_MEMBERS -> enrolments.members();
    };
  }

  private RowMaker courses() {
    return RowMaker.numbered(
        layout.courseCount(),
        (id, row) -> {
          int course = (int) id - 1;
          long category = course == 0 ? 0 : layout.categoryOf(course) + 1;
          row.add(id).add(category).add("C" + id).add(1).add(0).add(0).add(0);
        });
  }

  private RowMaker categories() {
    return RowMaker.numbered(
        layout.categoryCount(),
        (id, row) -> {
          long parent = layout.parentOfCategory((int) id - 1) + 1L;
          row.add(id).add(parent).add(1).add("Category " + id);
        });
  }

  private RowMaker roleNames() {
    return RowMaker.numbered(
        (layout.courseCount() - 1) / COURSES_PER_ROLE_NAME,
        (id, row) -> {
          int course = (int) id * COURSES_PER_ROLE_NAME;
          row.add(id).add(EDITING_TEACHER).add(layout.contextOfCourse(course)).add("Lecturer");
        });
  }

  private RowMaker modules() {
    return ofCourses(
        layout::moduleCount,
        (id, course, _, row) -> {
          long kind = 1L + draw.below(Topic.KIND_OF_MODULE, id, MODULE_KINDS);
          row.add(id).add(course + 1).add(kind).add(id).add(1).add(0).add(0).add(0);
        });
  }

  private RowMaker blocks() {
    return ofCourses(
        layout::blockCount,
        (id, course, number, row) -> {
          String kind = BLOCK_KINDS[draw.below(Topic.KIND_OF_BLOCK, id, BLOCK_KINDS.length)];
          long parent =
              layout.isInModule(course, number)
                  ? layout.contextOfModule(course, 0)
                  : layout.contextOfCourse(course);
          row.add(id).add(kind).add(parent);
        });
  }

  /** Fills in a row about a thing in a course, by its id and its number in the course. */
  private interface InCourse {
    void fill(long id, int course, int number, Row row);
  }

  /** The things in one course after the other; their ids go on through all courses. */
  private RowMaker ofCourses(IntUnaryOperator countIn, InCourse rows) {
    return new RowMaker() {
      private int course;
      private int number;
      private long id;

      @Override
      public boolean fillNext(Row row) {
        while (course < layout.courseCount() && number == countIn.applyAsInt(course)) {
          course++;
          number = 0;
        }
        if (course == layout.courseCount()) {
          return false;
        }
        rows.fill(++id, course, number++, row);
        return true;
      }
    };
  }
}
