package dev.beadle.server.verification;

import static java.util.Map.entry;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.courses.CourseUsers;
import dev.beadle.server.search.courses.OwnCourses;
import dev.beadle.server.search.courses.UserCourses;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Functions that ask which courses are somebody's. */
final class OwnCourseCalls {
  private OwnCourseCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("enrol_get_my_courses", OwnCourseCalls::mine),
        entry("enrol_get_all_users_courses", call -> ofUser(call, false)),
        entry("enrol_get_users_courses", call -> ofUser(call, true)),
        entry("enrol_user_sees_own_courses", OwnCourseCalls::seesOwn),
        entry("enrol_get_shared_courses", OwnCourseCalls::shared),
        entry("enrol_sharing_course", OwnCourseCalls::sharing),
        entry("enrol_get_course_users", OwnCourseCalls::courseUsers),
        entry("enrol_get_instances", OwnCourseCalls::instances),
        entry("enrol_is_enabled", OwnCourseCalls::isEnabled));
  }

  /** fields, SORT, COUNT, COURSES = all, ALL ACCESSIBLE, FROM, EXCLUDED COURSES. */
  private static Asked mine(TraceCall call) {
    List<Long> wanted = call.ids(3);
    boolean allAccessible = call.isTrue(4, false);
    List<Long> excluded = call.ids(6);
    CallLimit limit = CallLimit.of(call, 5, 2, 1);
    Session session = call.session();
    return call.asks(
        (engine, site) -> {
          var courses = new OwnCourses(CourseQuestions.viewed(engine, site, session));
          long[] found =
              allAccessible
                  ? courses.accessible(engine.second())
                  : courses.enrolledIn(engine.second());
          return AnswerText.ofIds(
              limit.cut(
                  Arrays.stream(found)
                      .filter(id -> wanted.isEmpty() || wanted.contains(id))
                      .filter(id -> !excluded.contains(id))));
        },
        CallResult.ids(call));
  }

  /** USER, ONLY ACTIVE. */
  private static Asked ofUser(TraceCall call, boolean onlySeen) {
    long userId = call.id(0);
    boolean onlyActive = call.isTrue(1, false);
    Session session = call.session();
    return call.asks(
        (engine, site) -> {
          var courses = new UserCourses(CourseQuestions.viewed(engine, site, session));
          if (!onlyActive) {
            return AnswerText.ofIds(Arrays.stream(courses.enrolledIn(userId)));
          }
          return AnswerText.ofIds(
              Arrays.stream(
                  onlySeen
                      ? courses.seenBy(userId, engine.second())
                      : courses.activeIn(userId, engine.second())));
        },
        CallResult.ids(call));
  }

  /** USER = current. */
  private static Asked seesOwn(TraceCall call) {
    long userId = call.userId(0);
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            AnswerText.of(
                new UserCourses(CourseQuestions.viewed(engine, site, session))
                        .seenBy(userId, engine.second())
                        .length
                    > 0),
        CallResult.truth(call));
  }

  /** USER, USER, contexts, ONLY WHETHER. */
  private static Asked shared(TraceCall call) {
    if (call.isTrue(3, false)) {
      return sharing(call);
    }
    long userId = call.userId(0);
    long otherId = call.userId(1);
    return call.asks(
        (engine, site) ->
            userId == 0 || otherId == 0
                ? AnswerText.FALSE
                : AnswerText.ofIds(shared(engine, site, userId, otherId)),
        CallResult.ids(call));
  }

  private static Asked sharing(TraceCall call) {
    long userId = call.userId(0);
    long otherId = call.userId(1);
    return call.asks(
        (engine, site) ->
            AnswerText.of(
                userId != 0
                    && otherId != 0
                    && shared(engine, site, userId, otherId).findAny().isPresent()),
        CallResult.truth(call));
  }

  private static LongStream shared(Engine engine, PolicySnapshot site, long userId, long otherId) {
    return Arrays.stream(
        new OwnCourses(CourseQuestions.viewed(engine, site, Session.OF_VISITOR))
            .shared(userId, otherId));
  }

  /** COURSE, ONLY ACTIVE, USERS, ENROLMENTS, GROUPS: users by the ids of enrolments. */
  private static Asked courseUsers(TraceCall call) {
    long courseId = call.id(0);
    boolean onlyActive = call.isTrue(1, false);
    Set<Long> userIds = Set.copyOf(call.ids(2));
    Set<Long> enrolmentIds = Set.copyOf(call.ids(3));
    Set<Long> groupIds = Set.copyOf(call.ids(4));
    return call.asks(
        (engine, site) ->
            AnswerText.ofIds(
                CourseUsers.find(
                        site,
                        new CourseUsers.Query(
                            courseId,
                            userIds,
                            enrolmentIds,
                            groupIds,
                            onlyActive ? engine.second() : CourseUsers.AT_ANY_TIME))
                    .stream()
                    .mapToLong(CourseUsers.Enrolled::userId)),
        CallResult.values(call));
  }

  /** COURSE, ONLY ENABLED. */
  private static Asked instances(TraceCall call) {
    long courseId = call.id(0);
    boolean onlyEnabled = call.isTrue(1, false);
    return call.asks(
        (_, site) -> {
          Relation rows = site.relation(SiteTable.ENROL);
          LongStream.Builder ids = LongStream.builder();
          rows.forEachWith(
              "courseid",
              courseId,
              row -> {
                boolean isEnabled =
                    rows.numberAt(row, SiteTable.ENROL.positionOf("status")) == 0
                        && isEnabled(site, rows.textAt(row, SiteTable.ENROL.positionOf("enrol")));
                if (isEnabled || !onlyEnabled) {
                  ids.add(rows.numberAt(row, 0));
                }
              });
          return AnswerText.ofIds(ids.build());
        },
        CallResult.ids(call));
  }

  private static Asked isEnabled(TraceCall call) {
    String plugin = call.text(0);
    return call.asks((_, site) -> AnswerText.of(isEnabled(site, plugin)), CallResult.truth(call));
  }

  private static boolean isEnabled(PolicySnapshot site, String plugin) {
    return Arrays.asList(site.settings().valueOf("enrol_plugins_enabled").split(",", -1))
        .contains(plugin);
  }
}
