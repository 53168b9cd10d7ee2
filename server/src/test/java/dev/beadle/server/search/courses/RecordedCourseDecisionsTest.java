package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.settingOf;
import static dev.beadle.server.search.courses.Courses.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.FactRow;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Column;
import dev.beadle.server.moodle.CsvFile;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §13, §14: every recorded decision about enrolment, access to courses and groups. */
final class RecordedCourseDecisionsTest {
  /** When they were recorded: the sites' own times are far from it. */
  private static final long RECORDED_SECOND = 1_795_000_000;

  /** Answers one row, in the words of the row's last column. */
  private interface Answerer {
    String answer(PolicySnapshot site, FactRow row);
  }

  /** §13: is_enrolled, asked by nobody who is logged in. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isEnrolled_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "is_enrolled",
        "userid contextid withcapability* onlyactive enrolled*",
        (site, row) ->
            bit(
                new Participation(viewed(site, 0))
                    .isEnrolled(
                        new EnrolmentQuery(
                            row.numberAt(0),
                            context(site, row.numberAt(1)),
                            demanded(site, row.textAt(2)),
                            row.numberAt(3) != 0,
                            RECORDED_SECOND))));
  }

  /** §13: is_viewing and is_guest, asked by nobody who is logged in. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isViewing_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "is_viewing_is_guest",
        "userid contextid withcapability* viewing*",
        (site, row) ->
            bit(
                new Participation(viewed(site, 0))
                    .isViewing(
                        row.numberAt(0),
                        context(site, row.numberAt(1)),
                        demanded(site, row.textAt(2)))));
    check(
        dataset,
        "is_viewing_is_guest",
        "userid contextid guest*",
        (site, row) ->
            bit(
                new Participation(viewed(site, 0))
                    .isGuest(row.numberAt(0), context(site, row.numberAt(1)), RECORDED_SECOND)));
  }

  /** §13: get_enrolled_sql. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void enrolledUsers_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "get_enrolled_users",
        "contextid withcapability* onlyactive onlysuspended userids*",
        (site, row) -> {
          EnrolmentState state =
              row.numberAt(2) != 0
                  ? EnrolmentState.ACTIVE
                  : row.numberAt(3) != 0 ? EnrolmentState.SUSPENDED : EnrolmentState.ANY;
          var query =
              new EnrolledUsersQuery(
                  context(site, row.numberAt(0)),
                  row.textAt(1).isEmpty() ? List.of() : List.of(demanded(site, row.textAt(1))),
                  List.of(),
                  state,
                  0,
                  RECORDED_SECOND);
          return Arrays.stream(new EnrolledUsers(viewed(site, 0)).find(query, Checkpoint.NONE))
              .mapToObj(Long::toString)
              .collect(Collectors.joining(" "));
        });
  }

  /** §13: can_access_course, of oneself and of others. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void courseAccess_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "can_access_course",
        "vieweris* userid courseid withcapability* onlyactive allowed*",
        (site, row) -> {
          long userId = row.numberAt(1);
          var query =
              new CourseAccessQuery(
                  userId,
                  row.numberAt(2),
                  demanded(site, row.textAt(3)),
                  row.numberAt(4) != 0,
                  Set.of(),
                  RECORDED_SECOND);
          ViewedSite viewed = viewed(site, row.textAt(0).equals("self") ? userId : 0);
          return bit(new CourseAccessPoint(viewed).decide(query).isAllowed());
        });
  }

  /** §14: groups_group_visible. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void groupVisible_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "groups_visible",
        "viewerid userid courseid cmid groupmode groupid visible*",
        (site, row) -> {
          GroupSetting setting = settingOf(site, row.numberAt(2), row.numberAt(3));
          assertThat(setting.mode().stored()).isEqualTo((int) row.numberAt(4));
          return bit(
              new GroupViews(viewed(site, row.numberAt(0)))
                  .ofGroup(setting, row.numberAt(5), row.numberAt(1))
                  .isSeen());
        });
  }

  /** §14: groups_get_activity_allowed_groups, and the modes of activities. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void allowedGroups_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "groups_allowed",
        "viewerid userid courseid cmid groupmode effectivegroupmode_cminfo allowedgroupids*",
        (site, row) -> {
          GroupSetting setting = settingOf(site, row.numberAt(2), row.numberAt(3));
          assertThat(setting.mode().stored()).isEqualTo((int) row.numberAt(4));
          assertThat(setting.effectiveMode().stored()).isEqualTo((int) row.numberAt(5));
          return ids(
              new GroupLists(viewed(site, row.numberAt(0))).allowed(setting, row.numberAt(1)));
        });
  }

  /** §14: groups_get_all_groups. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void allGroups_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "groups_get_all_groups",
        "viewerid userid courseid groupingid participationonly groupids*",
        (site, row) -> {
          var query =
              new GroupListQuery(row.numberAt(2), List.of(), row.numberAt(3), row.numberAt(4) != 0)
                  .ofUser(row.numberAt(1));
          return ids(new GroupLists(viewed(site, row.numberAt(0))).all(query));
        });
  }

  /** §14: groups_user_groups_visible. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void userVisible_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "groups_user_groups_visible",
        "viewerid userid courseid cmid visible*",
        (site, row) ->
            bit(
                new GroupViews(viewed(site, row.numberAt(0)))
                    .ofUser(settingOf(site, row.numberAt(2), row.numberAt(3)), row.numberAt(1))
                    .isSeen()));
  }

  /** §14: groups_is_member. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isMember_recordedRows_areAnsweredAlike(String dataset) throws IOException {
    check(
        dataset,
        "groups_is_member",
        "viewerid userid groupid ismember*",
        (site, row) ->
            bit(
                new GroupViews(viewed(site, row.numberAt(0)))
                    .isMember(row.numberAt(2), row.numberAt(1))));
  }

  /**
   * Compares all rows of a file.
   *
   * @param columns what is read of it, a star behind texts; the last is the recorded answer
   */
  private static void check(String dataset, String file, String columns, Answerer answerer)
      throws IOException {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    List<Column> read =
        Arrays.stream(columns.split(" ", -1))
            .map(name ->
                name.endsWith("*")
                    ? new Column(name.substring(0, name.length() - 1), Column.Kind.TEXT)
                    : new Column(name, Column.Kind.KEY))
            .toList();
    Path path = Oracle.dataset(dataset).resolve("decisions").resolve(file + ".csv.gz");
    List<String> differences = new ArrayList<>();
    long count = 0;
    try (CsvFile rows = CsvFile.open(path.toString(), Files.newInputStream(path), read)) {
      while (rows.next()) {
        count++;
        String expected = rows.textAt(read.size() - 1);
        String answered = answerer.answer(site, rows);
        if (!answered.equals(expected)) {
          differences.add(
              "line %d: Moodle: %.99s, Beadle: %.99s".formatted(rows.line(), expected, answered));
        }
      }
    }
    assertThat(count).isPositive();
    assertThat(differences.stream().limit(10)).isEmpty();
  }

  private static int context(PolicySnapshot site, long contextId) {
    return Names.context(site, contextId, "context");
  }

  private static int demanded(PolicySnapshot site, String capability) {
    return Demanded.capability(site, capability, "capability");
  }

  private static String bit(boolean answer) {
    return answer ? "1" : "0";
  }

  private static String ids(List<Group> groups) {
    return groups.stream().map(group -> Long.toString(group.id())).collect(Collectors.joining(" "));
  }
}
