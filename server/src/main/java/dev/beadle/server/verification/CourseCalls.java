package dev.beadle.server.verification;

import static java.util.Map.entry;

import dev.beadle.server.decision.Names;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.courses.CreatorForecast;
import dev.beadle.server.search.courses.EnrolmentState;
import dev.beadle.server.verification.CourseQuestions.Demand;
import dev.beadle.server.verification.CourseQuestions.Enrolled;
import dev.beadle.server.verification.CourseQuestions.Entry;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.List;
import java.util.Map;

/** Functions that ask about enrolment and the way into courses. */
final class CourseCalls {
  private CourseCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("is_enrolled", CourseCalls::enrolled),
        entry("is_viewing", CourseCalls::viewing),
        entry("is_guest", CourseCalls::guest),
        entry("can_access_course", CourseCalls::access),
        entry("get_enrolled_users", CourseCalls::enrolledUsers),
        entry("count_enrolled_users", CourseCalls::countOfEnrolled),
        entry("get_suspended_userids", CourseCalls::suspended),
        entry("get_enrolled_sql", CourseCalls::enrolledSql),
        entry("get_enrolled_join", CourseCalls::enrolledJoin),
        entry("enrol_get_enrolment_end", CourseCalls::enrolmentEnd),
        entry("guess_if_creator_will_have_course_capability", CourseCalls::forecast));
  }

  /** CONTEXT, USER = current, CAPABILITY, ONLY ACTIVE. */
  private static Asked enrolled(TraceCall call) {
    return call.asks(
        CourseQuestions.enrolled(demand(call), call.isTrue(3, false), call.session()),
        CallResult.truth(call));
  }

  /** CONTEXT, USER = current, CAPABILITY. */
  private static Asked viewing(TraceCall call) {
    return call.asks(CourseQuestions.viewing(demand(call), call.session()), CallResult.truth(call));
  }

  /** CONTEXT, USER = current. */
  private static Asked guest(TraceCall call) {
    return call.asks(
        CourseQuestions.guest(call.userId(1), call.contextId(0), call.session()),
        CallResult.truth(call));
  }

  /** COURSE, USER = current, CAPABILITY, ONLY ACTIVE. */
  private static Asked access(TraceCall call) {
    var entry = new Entry(call.userId(1), call.id(0), call.textOr(2, ""), call.isTrue(3, false));
    return call.asks(CourseQuestions.access(entry, call.session()), CallResult.truth(call))
        .claiming(call.claims(0, SiteTable.COURSE));
  }

  /** CONTEXT, CAPABILITY, GROUPS, fields, SORT, FROM, COUNT, ONLY ACTIVE. */
  private static Asked enrolledUsers(TraceCall call) {
    return call.asks(
        CourseQuestions.enrolledUsers(
            enrolled(call, state(call.isTrue(7, false))),
            call.session(),
            CallLimit.of(call, 5, 6, 4)),
        CallResult.ids(call));
  }

  /** CONTEXT, CAPABILITY, GROUPS, ONLY ACTIVE. */
  private static Asked countOfEnrolled(TraceCall call) {
    return call.asks(
        CourseQuestions.countOfEnrolled(
            enrolled(call, state(call.isTrue(3, false))), call.session()),
        CallResult.number(call));
  }

  /** CONTEXT. */
  private static Asked suspended(TraceCall call) {
    var enrolled = new Enrolled(call.contextId(0), "", List.of(), EnrolmentState.SUSPENDED, 0);
    return call.asks(
        CourseQuestions.enrolledUsers(enrolled, call.session(), CallLimit.NONE),
        CallResult.ids(call));
  }

  /** CONTEXT, CAPABILITY, GROUPS, ONLY ACTIVE, ONLY SUSPENDED, WAY: if what SQL finds is told. */
  private static Asked enrolledSql(TraceCall call) {
    EnrolmentState state =
        call.isTrue(4, false) ? EnrolmentState.SUSPENDED : state(call.isTrue(3, false));
    return call.asks(
        CourseQuestions.enrolledUsers(
            enrolled(call, state).by(call.id(5)), call.session(), CallLimit.NONE),
        CallResult.ids(call));
  }

  /** CONTEXT, column, ONLY ACTIVE, ONLY SUSPENDED, WAY: if what SQL finds is told. */
  private static Asked enrolledJoin(TraceCall call) {
    EnrolmentState state =
        call.isTrue(3, false) ? EnrolmentState.SUSPENDED : state(call.isTrue(2, false));
    var enrolled = new Enrolled(call.contextId(0), "", List.of(), state, call.id(4));
    return call.asks(
        CourseQuestions.enrolledUsers(enrolled, call.session(), CallLimit.NONE),
        CallResult.ids(call));
  }

  private static Enrolled enrolled(TraceCall call, EnrolmentState state) {
    return new Enrolled(call.contextId(0), call.textOr(1, ""), call.ids(2), state, 0);
  }

  /** COURSE, USER. */
  private static Asked enrolmentEnd(TraceCall call) {
    return call.asks(CourseQuestions.enrolmentEnd(call.id(0), call.id(1)), CallResult.number(call));
  }

  /** CAPABILITY, CONTEXT, USER = current. */
  private static Asked forecast(TraceCall call) {
    String name = call.text(0);
    long contextId = call.contextId(1);
    long userId = call.userId(2);
    Session session = call.session();
    return call.asks(
        (engine, site) ->
            AnswerText.of(
                new CreatorForecast(CourseQuestions.viewed(engine, site, session))
                    .willHave(
                        userId,
                        Names.context(site, contextId, "context"),
                        Names.capability(site, name, "capability"))),
        CallResult.truth(call));
  }

  private static Demand demand(TraceCall call) {
    return new Demand(call.userId(1), call.contextId(0), call.textOr(2, ""));
  }

  private static EnrolmentState state(boolean onlyActive) {
    return onlyActive ? EnrolmentState.ACTIVE : EnrolmentState.ANY;
  }
}
