package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.idsOf;
import static dev.beadle.server.search.courses.Courses.settingOf;
import static dev.beadle.server.search.courses.Courses.viewed;
import static dev.beadle.server.testing.RecordedRows.ids;
import static dev.beadle.server.testing.RecordedRows.number;
import static dev.beadle.server.testing.RecordedRows.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RecordedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §13, §14: every recorded decision about enrolment, access to courses and groups. */
final class RecordedCourseDecisionsTest {
  /** When they were recorded: the sites' own times are far from it. */
  private static final long RECORDED_SECOND = 1_795_000_000;

  /** What a row says, and what the engine says about it. */
  private interface Comparison {
    void compare(PolicySnapshot site, Map<String, String> row, List<Object> pairs);
  }

  /** §13: is_enrolled, asked by nobody who is logged in. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isEnrolled_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "is_enrolled",
        "userid contextid withcapability onlyactive enrolled",
        (site, row, pairs) -> {
          var query =
              new EnrolmentQuery(
                  number(row, "userid"),
                  context(site, row),
                  demanded(site, row),
                  is(row, "onlyactive"),
                  RECORDED_SECOND);
          pairs.add(is(row, "enrolled"));
          pairs.add(new Participation(viewed(site, 0)).isEnrolled(query));
        });
  }

  /** §13: is_viewing and is_guest, asked by nobody who is logged in. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isViewing_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "is_viewing_is_guest",
        "userid contextid withcapability viewing guest",
        (site, row, pairs) -> {
          long userId = number(row, "userid");
          var participation = new Participation(viewed(site, 0));
          pairs.add(is(row, "viewing"));
          pairs.add(participation.isViewing(userId, context(site, row), demanded(site, row)));
          // It takes no capability, and was written only once.
          boolean guest = participation.isGuest(userId, context(site, row), RECORDED_SECOND);
          pairs.add(is(row, "guest"));
          pairs.add(guest);
        });
  }

  /** §13: get_enrolled_sql. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void enrolledUsers_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "get_enrolled_users",
        "contextid withcapability onlyactive onlysuspended userids",
        (site, row, pairs) -> {
          int demanded = demanded(site, row);
          EnrolmentState ofAll =
              is(row, "onlysuspended") ? EnrolmentState.SUSPENDED : EnrolmentState.ANY;
          var query =
              new EnrolledUsersQuery(
                  context(site, row),
                  demanded == Demanded.NOTHING ? List.of() : List.of(demanded),
                  List.of(),
                  is(row, "onlyactive") ? EnrolmentState.ACTIVE : ofAll,
                  0,
                  RECORDED_SECOND);
          pairs.add(setOf(row, "userids"));
          pairs.add(setOf(new EnrolledUsers(viewed(site, 0)).find(query, Checkpoint.NONE)));
        });
  }

  /** §13: can_access_course, of oneself and of others. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void courseAccess_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "can_access_course",
        "vieweris userid courseid withcapability onlyactive allowed",
        (site, row, pairs) -> {
          long userId = number(row, "userid");
          var query =
              new CourseAccessQuery(
                  userId,
                  number(row, "courseid"),
                  demanded(site, row),
                  is(row, "onlyactive"),
                  Set.of(),
                  RECORDED_SECOND);
          long viewer = text(row, "vieweris").equals("self") ? userId : 0;
          pairs.add(is(row, "allowed"));
          pairs.add(new CourseAccessPoint(viewed(site, viewer)).decide(query).isAllowed());
        });
  }

  /** §14: groups_group_visible. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void groupVisible_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "groups_visible",
        "viewerid userid courseid cmid groupmode groupid visible",
        (site, row, pairs) -> {
          GroupSetting setting = setting(site, row);
          pairs.add(number(row, "groupmode"));
          pairs.add((long) setting.mode().stored());
          pairs.add(is(row, "visible"));
          pairs.add(
              new GroupViews(viewed(site, number(row, "viewerid")))
                  .ofGroup(setting, number(row, "groupid"), number(row, "userid"))
                  .isSeen());
        });
  }

  /** §14: groups_get_activity_allowed_groups, and the modes of activities. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void allowedGroups_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "groups_allowed",
        "viewerid userid courseid cmid groupmode effectivegroupmode_cminfo allowedgroupids",
        (site, row, pairs) -> {
          GroupSetting setting = setting(site, row);
          pairs.add(number(row, "groupmode"));
          pairs.add((long) setting.mode().stored());
          pairs.add(number(row, "effectivegroupmode_cminfo"));
          pairs.add((long) setting.effectiveMode().stored());
          pairs.add(setOf(row, "allowedgroupids"));
          pairs.add(
              idsOf(
                  new GroupLists(viewed(site, number(row, "viewerid")))
                      .allowed(setting, number(row, "userid"))));
        });
  }

  /** §14: groups_get_all_groups. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void allGroups_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "groups_get_all_groups",
        "viewerid userid courseid groupingid participationonly groupids",
        (site, row, pairs) -> {
          var query =
              new GroupListQuery(
                      number(row, "courseid"),
                      List.of(),
                      number(row, "groupingid"),
                      is(row, "participationonly"))
                  .ofUser(number(row, "userid"));
          pairs.add(setOf(row, "groupids"));
          pairs.add(idsOf(new GroupLists(viewed(site, number(row, "viewerid"))).all(query)));
        });
  }

  /** §14: groups_user_groups_visible. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void userVisible_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "groups_user_groups_visible",
        "viewerid userid courseid cmid visible",
        (site, row, pairs) -> {
          pairs.add(is(row, "visible"));
          pairs.add(
              new GroupViews(viewed(site, number(row, "viewerid")))
                  .ofUser(setting(site, row), number(row, "userid"))
                  .isSeen());
        });
  }

  /** §14: groups_is_member. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium"})
  void isMember_recordedRows_areAnsweredAlike(String dataset) {
    check(
        dataset,
        "groups_is_member",
        "viewerid userid groupid ismember",
        (site, row, pairs) -> {
          pairs.add(is(row, "ismember"));
          pairs.add(
              new GroupViews(viewed(site, number(row, "viewerid")))
                  .isMember(number(row, "groupid"), number(row, "userid")));
        });
  }

  /** Compares all rows of a file: what each should be, and what it is, by turns. */
  private static void check(String dataset, String file, String columns, Comparison comparison) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    List<String> differences = new ArrayList<>();
    int count =
        RecordedRows.forEach(
            dataset,
            file,
            Arrays.asList(columns.split(" ", -1)),
            row -> {
              List<Object> pairs = new ArrayList<>();
              comparison.compare(site, row, pairs);
              for (int i = 0; i < pairs.size(); i += 2) {
                if (!pairs.get(i).equals(pairs.get(i + 1))) {
                  differences.add("%.200s: Beadle: %.200s".formatted(row, pairs.get(i + 1)));
                }
              }
            });
    assertThat(count).isGreaterThan(50);
    assertThat(differences.stream().limit(10)).isEmpty();
  }

  private static int context(PolicySnapshot site, Map<String, String> row) {
    return Names.context(site, number(row, "contextid"), "contextid");
  }

  private static int demanded(PolicySnapshot site, Map<String, String> row) {
    return Demanded.capability(site, text(row, "withcapability"), "withcapability");
  }

  private static GroupSetting setting(PolicySnapshot site, Map<String, String> row) {
    return settingOf(site, number(row, "courseid"), number(row, "cmid"));
  }

  private static boolean is(Map<String, String> row, String column) {
    return number(row, column) != 0;
  }

  private static Set<Long> setOf(Map<String, String> row, String column) {
    return new TreeSet<>(ids(row, column));
  }

  private static Set<Long> setOf(long... ids) {
    return Courses.setOf(ids);
  }
}
