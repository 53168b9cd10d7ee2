package dev.beadle.server.verification;

import static java.util.Map.entry;

import com.google.gson.JsonArray;
import dev.beadle.server.verification.PeopleQuestions.Sought;
import dev.beadle.server.verification.PeopleQuestions.Where;
import dev.beadle.server.verification.TraceFunction.Asked;
import java.util.Map;

/** Functions that ask who can, and where somebody can. */
final class PeopleCalls {
  private PeopleCalls() {}

  static Map<String, TraceFunction> functions() {
    return Map.ofEntries(
        entry("get_users_by_capability", PeopleCalls::usersByCapability),
        entry("get_with_capability_sql", PeopleCalls::withCapability),
        entry("get_with_capability_join", PeopleCalls::withCapability),
        entry("get_user_capability_course", PeopleCalls::courses),
        entry("get_user_capability_contexts", PeopleCalls::contexts));
  }

  /** CONTEXT, CAPABILITIES, fields, SORT, FROM, COUNT, GROUPS, EXCEPTIONS, unused, VIEW ALL. */
  private static Asked usersByCapability(TraceCall call) {
    var sought = new Sought(call.ids(6), call.isTrue(9, false), call.ids(7));
    return call.asks(
        PeopleQuestions.whoCan(
            call.contextId(0), call.textOrTexts(1), sought, CallLimit.of(call, 4, 5, 3)),
        CallResult.ids(call));
  }

  /** CONTEXT, CAPABILITIES: what SQL would find, if that was recorded. */
  private static Asked withCapability(TraceCall call) {
    return call.asks(
        PeopleQuestions.whoCan(call.contextId(0), call.textOrTexts(1), Sought.EVERYBODY),
        CallResult.ids(call));
  }

  /** CAPABILITY, USER = current, DOANYTHING = true, fields, ORDER, COUNT. */
  private static Asked courses(TraceCall call) {
    var where = where(call, call.number(1, 0), call.isTrue(2, true));
    return call.asks(
        PeopleQuestions.coursesWhereCan(where, CallLimit.of(call, -1, 5, 4)), CallResult.ids(call));
  }

  /** CAPABILITY, CATEGORIES?, USER = current, DOANYTHING = true, fields, fields, ORDER, ORDER. */
  private static Asked contexts(TraceCall call) {
    if (call.number(8, 0) != 0) {
      throw new UnsupportedCallException("with a limit");
    }
    var where = where(call, call.number(2, 0), call.isTrue(3, true));
    boolean wantsCategories = call.isTrue(1, false);
    return call.asks(PeopleQuestions.whereCan(where, wantsCategories), places(call));
  }

  private static Where where(TraceCall call, long userId, boolean doAnything) {
    Session session = call.session();
    return new Where(userId == 0 ? session.userId() : userId, call.text(0), doAnything, session);
  }

  /** A list of two lists. */
  private static String places(TraceCall call) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonArray both = CallResult.twoListsOf(call);
    return PeopleQuestions.places(
        CallResult.idsIn(both.get(0), "id"), CallResult.idsIn(both.get(1), "id"));
  }
}
