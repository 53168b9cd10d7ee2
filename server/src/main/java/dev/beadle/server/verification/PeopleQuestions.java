package dev.beadle.server.verification;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.ListMode;
import dev.beadle.server.search.people.CapablePlaces;
import dev.beadle.server.search.people.CapableUsers;
import dev.beadle.server.search.people.UserFilter;
import dev.beadle.server.search.people.WhereCan;
import dev.beadle.server.search.people.WhereCanQuery;
import dev.beadle.server.search.people.WhoCan;
import dev.beadle.server.search.people.WhoCanQuery;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;

/** Questions about people: who can, and where somebody can (rules §9, §17). */
final class PeopleQuestions {
  /** Of how many users it is told which roles give them what they can. */
  private static final int MOST_EXPLAINED = 10;

  private PeopleQuestions() {}

  /**
   * Whom get_users_by_capability looks for.
   *
   * @param groupIds groups.id; everybody when there are none
   * @param keepsViewersOfAllGroups whether those who may see every group are kept too
   * @param exceptions user.id of those who are left out
   */
  record Sought(List<Long> groupIds, boolean keepsViewersOfAllGroups, List<Long> exceptions) {
    /** Everybody. */
    static final Sought EVERYBODY = new Sought(List.of(), false, List.of());

    Sought {
      groupIds = List.copyOf(groupIds);
      exceptions = List.copyOf(exceptions);
    }

    private UserFilter filter() {
      return new UserFilter(
          new HashSet<>(groupIds), keepsViewersOfAllGroups, new HashSet<>(exceptions));
    }
  }

  /** get_users_by_capability. */
  static Question whoCan(long contextId, List<String> capabilities, Sought sought) {
    return whoCan(contextId, capabilities, sought, CallLimit.NONE);
  }

  /** The same, cut. */
  static Question whoCan(
      long contextId, List<String> capabilities, Sought sought, CallLimit limit) {
    return new SearchQuestion(
        () -> "who can " + capabilities + " in context " + contextId + ", " + sought,
        (engine, site) ->
            AnswerText.ofIds(
                limit.cut(
                    find(engine, site, query(site, contextId, capabilities, sought)).userIds())),
        (engine, site) ->
            explanation(site, find(engine, site, query(site, contextId, capabilities, sought))));
  }

  /** get_user_capability_contexts: categories, if they are wanted, and courses. */
  static Question whereCan(Where where, boolean wantsCategories) {
    return new SearchQuestion(
        where::toString,
        (engine, site) -> {
          CapablePlaces places = where.find(engine, site);
          if (places.isNowhere()) {
            return places(AnswerText.FALSE, AnswerText.FALSE);
          }
          LongStream categories = wantsCategories ? places.categoryIds() : LongStream.empty();
          return places(AnswerText.ofIds(categories), AnswerText.ofIds(places.courseIds()));
        });
  }

  /** get_user_capability_course. */
  static Question coursesWhereCan(Where where, CallLimit limit) {
    return new SearchQuestion(
        where::toString,
        (engine, site) -> {
          CapablePlaces places = where.find(engine, site);
          return places.isNowhere()
              ? AnswerText.FALSE
              : AnswerText.ofIds(limit.cut(places.courseIds()));
        });
  }

  /** The answer about categories and courses. */
  static String places(String categories, String courses) {
    return AnswerText.ofParts("categories", categories, "courses", courses);
  }

  /** Where a user has a capability. */
  record Where(long userId, String capability, boolean doAnything, Session session) {
    private CapablePlaces find(Engine engine, PolicySnapshot site) {
      var query =
          new WhereCanQuery(
              userId,
              site.capabilities().find(capability),
              session.environmentOf(site, userId, doAnything));
      return new WhereCan(engine.decisionPoint()).placesOfMoodlesList(site, query, Checkpoint.NONE);
    }

    @Override
    public String toString() {
      return "where can user %d %s%s%s"
          .formatted(
              userId, capability, doAnything ? "" : ", without doanything", session.describe());
    }
  }

  private static CapableUsers find(Engine engine, PolicySnapshot site, WhoCanQuery query) {
    return new WhoCan(engine.decisionPoint()).find(site, query, Checkpoint.NONE);
  }

  private static WhoCanQuery query(
      PolicySnapshot site, long contextId, List<String> capabilities, Sought sought) {
    return new WhoCanQuery(
        Names.context(site, contextId, "contextid"),
        capabilities.stream().map(site.capabilities()::find).toList(),
        ListMode.MOODLE,
        true,
        sought.filter());
  }

  private static String explanation(PolicySnapshot site, CapableUsers users) {
    var text = new StringBuilder();
    for (int i = 0; i < Math.min(users.size(), MOST_EXPLAINED); i++) {
      text.append("user ").append(users.userIdAt(i)).append(" by role");
      users
          .userAt(i)
          .givers()
          .forEach(held ->
              text.append(' ')
                  .append(site.roles().idOf(held.role()))
                  .append(" in context ")
                  .append(site.contexts().idOf(held.context())));
      text.append('\n');
    }
    return text.toString();
  }
}
