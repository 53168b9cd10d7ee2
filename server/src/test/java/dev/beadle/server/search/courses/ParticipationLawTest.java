package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.idsOf;
import static dev.beadle.server.search.courses.Courses.setOf;
import static dev.beadle.server.search.courses.Courses.settingOf;
import static dev.beadle.server.search.courses.Courses.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.RandomParticipation;
import dev.beadle.server.reference.ReferenceCourses;
import dev.beadle.server.reference.ReferenceGroups;
import dev.beadle.server.reference.ReferenceGroups.Place;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** §13, §14: the engine against a second reading of the rules, on damaged sites too. */
final class ParticipationLawTest {
  private static final int SITES = 120;
  private static final int QUESTIONS = 25;
  private static final List<Long> MOMENTS = List.of(0L, 9_949L, 9_999L, 10_000L, 10_049L, 10_051L);

  /** What a question is drawn from. */
  private record Drawn(RandomSite site, Random random) {
    PolicySnapshot snapshot() {
      return site.snapshot();
    }

    long user() {
      return random.nextInt(12) == 0 ? 0 : id(SiteTable.USER);
    }

    long now() {
      return MOMENTS.get(random.nextInt(MOMENTS.size()));
    }

    boolean coin() {
      return random.nextBoolean();
    }

    /** An id of a table's, seldom one that it does not have. */
    long id(SiteTable table) {
      var rows = site.rows(table);
      return rows.isEmpty() || random.nextInt(15) == 0
          ? RandomParticipation.MISSING
          : Long.parseLong(rows.get(random.nextInt(rows.size())).getOrDefault("id", ""));
    }

    /** A context, rather of a course or below. */
    long context() {
      var rows =
          site.rows(SiteTable.CONTEXT).stream()
              .filter(row -> List.of("50", "70", "80").contains(row.get("contextlevel")))
              .toList();
      return random.nextInt(10) == 0 || rows.isEmpty()
          ? Long.parseLong(site.rows(SiteTable.CONTEXT).getFirst().getOrDefault("id", ""))
          : Long.parseLong(rows.get(random.nextInt(rows.size())).getOrDefault("id", ""));
    }

    Place place() {
      return coin()
          ? new Place(id(SiteTable.COURSE), 0)
          : new Place(0, id(SiteTable.COURSE_MODULES));
    }
  }

  /** One question to both. */
  private interface Comparison {
    void ask(Drawn drawn, ReferenceCourses courses, ReferenceGroups groups);
  }

  /** §13: is_enrolled, enrol_get_enrolment_end, is_viewing, is_guest. */
  @Test
  void participation_randomSites_isAsTheReferenceHasIt() {
    law((drawn, courses, _) -> {
      long viewer = drawn.user();
      long user = drawn.coin() ? viewer : drawn.user();
      long context = drawn.context();
      boolean onlyActive = drawn.coin();
      long now = drawn.now();
      int at = Names.context(drawn.snapshot(), context, "context");
      var participation = new Participation(viewed(drawn.snapshot(), viewer));
      var query = new EnrolmentQuery(user, at, Demanded.NOTHING, onlyActive, now);
      same(
          false,
          () -> courses.isEnrolled(viewer, user, context, onlyActive, now),
          () -> participation.isEnrolled(query));
      same(
          false,
          () -> courses.isViewing(viewer, user, context),
          () -> participation.isViewing(user, at, Demanded.NOTHING));
      same(
          true,
          () -> courses.isGuest(viewer, user, context, now),
          () -> participation.isGuest(user, at, now));
      long course = drawn.id(SiteTable.COURSE);
      same(
          -1L,
          () -> courses.enrolmentEnd(course, user, now),
          () -> {
            EnrolmentEnd end = participation.endOf(course, user, now);
            return end.isActive() ? end.second() : -1;
          });
    });
  }

  /** §13: can_access_course, of oneself and of others. */
  @Test
  void courseAccess_randomSites_isAsTheReferenceHasIt() {
    law((drawn, courses, _) -> {
      long viewer = drawn.user();
      long user = drawn.coin() ? viewer : drawn.user();
      long course = drawn.id(SiteTable.COURSE);
      boolean onlyActive = drawn.coin();
      long now = drawn.now();
      var point = new CourseAccessPoint(viewed(drawn.snapshot(), viewer));
      var query = new CourseAccessQuery(user, course, Demanded.NOTHING, onlyActive, Set.of(), now);
      same(
          false,
          () -> courses.canAccess(viewer, user, course, onlyActive, now),
          () -> point.decide(query).isAllowed());
    });
  }

  /** §13: get_enrolled_sql, with groups, at moments between two boundaries. */
  @Test
  void enrolledUsers_randomSites_areAsTheReferenceHasThem() {
    law((drawn, courses, _) -> {
      long viewer = drawn.user();
      long context = drawn.context();
      long now = drawn.now();
      EnrolmentState state = EnrolmentState.values()[drawn.random().nextInt(3)];
      List<Long> groupIds = new ArrayList<>();
      for (int i = drawn.random().nextInt(3); i > 0; i--) {
        groupIds.add(drawn.random().nextInt(4) == 0 ? -1 : drawn.id(SiteTable.GROUPS));
      }
      var query =
          new EnrolledUsersQuery(
              Names.context(drawn.snapshot(), context, "context"),
              List.of(),
              groupIds,
              state,
              0,
              now);
      var users = new EnrolledUsers(viewed(drawn.snapshot(), viewer));
      Supplier<Set<Long>> ours = () -> setOf(users.find(query, Checkpoint.NONE));
      if (state == EnrolmentState.SUSPENDED && isFrontPage(drawn.snapshot(), query.context())) {
        same(Set.of(), ParticipationLawTest::refused, ours);
        return;
      }
      var listed = ReferenceCourses.Listed.values()[state.ordinal()];
      same(Set.of(), () -> courses.enrolledUsers(viewer, context, listed, groupIds, now), ours);
    });
  }

  /** §13: away from boundaries, the list of the active is a filter of checks of everybody. */
  @Test
  void enrolledUsers_awayFromBoundaries_areThoseWhoAreEnrolled() {
    law((drawn, _, _) -> {
      PolicySnapshot site = drawn.snapshot();
      int course = site.contexts().find(50, drawn.id(SiteTable.COURSE));
      if (course < 0 || isFrontPage(site, course)) {
        return;
      }
      boolean onlyActive = drawn.coin();
      var query =
          new EnrolledUsersQuery(
              course,
              List.of(),
              List.of(),
              onlyActive ? EnrolmentState.ACTIVE : EnrolmentState.ANY,
              0,
              9_800);
      var participation = new Participation(viewed(site, 0));
      long guest = site.settings().guestUserId();
      Set<Long> listed = setOf(new EnrolledUsers(viewed(site, 0)).find(query, Checkpoint.NONE));
      listed.remove(guest);
      assertThat(listed)
          .isEqualTo(
              setOf(
                  userIds(site)
                      .filter(id ->
                          participation.isEnrolled(
                              new EnrolmentQuery(id, course, Demanded.NOTHING, onlyActive, 9_800)))
                      .toArray()));
    });
  }

  /** §14: modes, lists of groups, and memberships. */
  @Test
  void groups_randomSites_areAsTheReferenceHasThem() {
    law((drawn, _, groups) -> {
      PolicySnapshot site = drawn.snapshot();
      long viewer = drawn.user();
      long user = drawn.coin() ? viewer : drawn.user();
      long course = drawn.id(SiteTable.COURSE);
      long activity = drawn.id(SiteTable.COURSE_MODULES);
      long grouping = drawn.coin() ? 0 : drawn.id(SiteTable.GROUPINGS);
      boolean participating = drawn.coin();
      List<Long> users =
          switch (drawn.random().nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(user);
            default -> List.of(user, drawn.user());
          };
      var lists = new GroupLists(viewed(site, viewer));
      same(
          Set.of(),
          () -> groups.all(viewer, course, users, grouping, participating),
          () -> idsOf(lists.all(new GroupListQuery(course, users, grouping, participating))));
      same(
          Set.of(),
          () -> groups.allowed(viewer, activity, user),
          () -> idsOf(lists.allowed(settingOf(site, 0, activity), user)));
      same(
          Set.of(),
          () -> groups.ofUser(viewer, course, user, participating),
          () -> Set.copyOf(lists.ofUser(course, user, participating).getOrDefault(0L, List.of())));
      same(
          false,
          () -> groups.hasMembership(viewer, activity, user),
          () -> new GroupViews(viewed(site, viewer)).hasMembership(activity, user));
    });
  }

  /** §14: what of groups is seen where. */
  @Test
  void groupViews_randomSites_areAsTheReferenceHasThem() {
    law((drawn, _, groups) -> {
      PolicySnapshot site = drawn.snapshot();
      long viewer = drawn.user();
      long user = drawn.coin() ? viewer : drawn.user();
      long group = drawn.random().nextInt(8) == 0 ? 0 : drawn.id(SiteTable.GROUPS);
      Place place = drawn.place();
      var views = new GroupViews(viewed(site, viewer));
      Supplier<GroupSetting> setting = () -> settingOf(site, place.course(), place.activity());
      same(-1L, () -> known(groups.mode(place)), () -> (long) setting.get().mode().stored());
      same(
          -1L,
          () -> known(groups.effectiveMode(place)),
          () -> (long) setting.get().effectiveMode().stored());
      same(
          false,
          () -> groups.isGroupVisible(viewer, place, group, user),
          () -> views.ofGroup(setting.get(), group, user).isSeen());
      same(
          false,
          () -> groups.isUserVisible(viewer, place, user),
          () -> views.ofUser(setting.get(), user).isSeen());
      same(false, () -> groups.isMember(viewer, group, user), () -> views.isMember(group, user));
    });
  }

  private static void law(Comparison comparison) {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = Courses.siteOf(seed);
          var courses = new ReferenceCourses(site.tables());
          var groups = new ReferenceGroups(site.tables());
          var random = new Random(seed);
          for (int i = 0; i < QUESTIONS; i++) {
            comparison.ask(new Drawn(site, random), courses, groups);
          }
        });
  }

  /**
   * Both answer alike; where Moodle would fail, we refuse or deny.
   *
   * @param denial what a denial is
   */
  private static <T> void same(T denial, Supplier<T> reference, Supplier<T> ours) {
    T expected;
    try {
      expected = reference.get();
    } catch (NoSuchElementException failed) {
      try {
        assertThat(ours.get()).as("%s", failed).isEqualTo(denial);
      } catch (InvalidQueryException | UnknownContextException refused) {
        assertThat(refused).hasMessageContaining(":");
      }
      return;
    }
    assertThat(ours.get()).isEqualTo(expected);
  }

  private static Set<Long> refused() {
    throw new NoSuchElementException("Moodle refuses");
  }

  /** Numbers that are no mode hide as separate groups do. */
  private static long known(long mode) {
    return mode == 0 || mode == 2 ? mode : 1;
  }

  private static boolean isFrontPage(PolicySnapshot site, int context) {
    try {
      return CourseContexts.isFrontPage(site, CourseContexts.courseOf(site, context));
    } catch (InvalidQueryException outside) {
      return false;
    }
  }

  private static LongStream userIds(PolicySnapshot site) {
    return LongStream.range(0, site.users().size()).map(user -> site.users().idOf((int) user));
  }
}
