package dev.beadle.server.verification;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.courses.CourseAccessPoint;
import dev.beadle.server.search.courses.CourseAccessQuery;
import dev.beadle.server.search.courses.Demanded;
import dev.beadle.server.search.courses.EnrolledUsers;
import dev.beadle.server.search.courses.EnrolledUsersQuery;
import dev.beadle.server.search.courses.EnrolmentEnd;
import dev.beadle.server.search.courses.EnrolmentQuery;
import dev.beadle.server.search.courses.EnrolmentState;
import dev.beadle.server.search.courses.Participation;
import dev.beadle.server.search.courses.ViewedSite;
import dev.beadle.server.search.courses.Viewer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Questions about enrolment and the way into courses (rules §13). */
final class CourseQuestions {
  private CourseQuestions() {}

  /**
   * A user in a context, with a capability that is demanded besides.
   *
   * @param capability the name; empty for none
   */
  record Demand(long userId, long contextId, String capability) {
    @Override
    public String toString() {
      return "user " + userId + ", context " + contextId + and(capability);
    }
  }

  /** is_enrolled. */
  static Question enrolled(Demand demand, boolean onlyActive, Session session) {
    return new SearchQuestion(
        () -> "is enrolled: " + demand + active(onlyActive) + session.describe(),
        (engine, site) ->
            AnswerText.of(
                new Participation(viewed(engine, site, session))
                    .isEnrolled(
                        new EnrolmentQuery(
                            demand.userId(),
                            context(site, demand.contextId()),
                            capability(site, demand.capability()),
                            onlyActive,
                            engine.second()))));
  }

  /** is_viewing. */
  static Question viewing(Demand demand, Session session) {
    return new SearchQuestion(
        () -> "is viewing: " + demand + session.describe(),
        (engine, site) -> AnswerText.of(isViewing(engine, site, demand, session)));
  }

  /** is_guest. */
  static Question guest(long userId, long contextId, Session session) {
    return new SearchQuestion(
        () -> "is guest: user " + userId + ", context " + contextId + session.describe(),
        (engine, site) ->
            AnswerText.of(isGuest(engine, site, new Demand(userId, contextId, ""), session)));
  }

  /** is_viewing and is_guest. */
  static Question viewingAndGuest(Demand demand, Session session) {
    return new SearchQuestion(
        () -> "is viewing, is guest: " + demand,
        (engine, site) ->
            viewingAndGuest(
                isViewing(engine, site, demand, session), isGuest(engine, site, demand, session)));
  }

  /** The answer to both. */
  static String viewingAndGuest(boolean isViewing, boolean isGuest) {
    return AnswerText.ofParts("viewing", AnswerText.of(isViewing), "guest", AnswerText.of(isGuest));
  }

  /**
   * A list of enrolled users.
   *
   * @param capability the name; empty for none
   * @param groupIds groups.id; everybody when there are none
   * @param instanceId the way by which they are enrolled (enrol.id); 0: any
   */
  record Enrolled(
      long contextId,
      String capability,
      List<Long> groupIds,
      EnrolmentState state,
      long instanceId) {
    Enrolled {
      groupIds = List.copyOf(groupIds);
    }

    /** The same, by one way only. */
    Enrolled by(long otherInstanceId) {
      return new Enrolled(contextId, capability, groupIds, state, otherInstanceId);
    }

    private long[] find(Engine engine, PolicySnapshot site, Session session) {
      var query =
          new EnrolledUsersQuery(
              context(site, contextId),
              capability.isEmpty()
                  ? List.of()
                  : List.of(Names.capability(site, capability, "withcapability")),
              groupIds,
              state,
              instanceId,
              engine.second());
      return new EnrolledUsers(viewed(engine, site, session)).find(query, Checkpoint.NONE);
    }
  }

  /** get_enrolled_users. */
  static Question enrolledUsers(Enrolled enrolled, Session session, CallLimit limit) {
    return new SearchQuestion(
        () -> enrolled + session.describe(),
        (engine, site) ->
            AnswerText.ofIds(limit.cut(Arrays.stream(enrolled.find(engine, site, session)))));
  }

  /** count_enrolled_users. */
  static Question countOfEnrolled(Enrolled enrolled, Session session) {
    return new SearchQuestion(
        () -> "how many: " + enrolled + session.describe(),
        (engine, site) -> Integer.toString(enrolled.find(engine, site, session).length));
  }

  /**
   * can_access_course.
   *
   * @param capability the name; empty for none
   */
  record Entry(long userId, long courseId, String capability, boolean onlyActive) {}

  /** can_access_course. */
  static Question access(Entry entry, Session session) {
    return new SearchQuestion(
        () -> "may enter: " + entry + ", current user " + session.userId() + session.describe(),
        (engine, site) ->
            AnswerText.of(
                new CourseAccessPoint(viewed(engine, site, session))
                    .decide(query(engine, site, entry))
                    .isAllowed()),
        (engine, site) ->
            new CourseAccessPoint(viewed(engine, site, session)).decide(query(engine, site, entry))
                + "\n");
  }

  /** enrol_get_enrolment_end: false, 0 for never, or when. */
  static Question enrolmentEnd(long courseId, long userId) {
    return new SearchQuestion(
        () -> "end of the enrolment of user " + userId + " in course " + courseId,
        (engine, site) -> {
          EnrolmentEnd end =
              new Participation(viewed(engine, site, Session.OF_VISITOR))
                  .endOf(courseId, userId, engine.second());
          return end.isActive() ? Long.toString(end.second()) : AnswerText.FALSE;
        });
  }

  /** The site as the session's user sees it. */
  static ViewedSite viewed(Engine engine, PolicySnapshot site, Session session) {
    var viewer =
        new Viewer(
            session.userId(),
            session.environmentOf(site, session.userId(), true),
            session.environmentOf(site, Session.ANOTHER, true));
    return new ViewedSite(site, viewer, engine.decisionPoint());
  }

  private static boolean isViewing(
      Engine engine, PolicySnapshot site, Demand demand, Session session) {
    return new Participation(viewed(engine, site, session))
        .isViewing(
            demand.userId(),
            context(site, demand.contextId()),
            capability(site, demand.capability()));
  }

  private static boolean isGuest(
      Engine engine, PolicySnapshot site, Demand demand, Session session) {
    return new Participation(viewed(engine, site, session))
        .isGuest(demand.userId(), context(site, demand.contextId()), engine.second());
  }

  private static CourseAccessQuery query(Engine engine, PolicySnapshot site, Entry entry) {
    return new CourseAccessQuery(
        entry.userId(),
        entry.courseId(),
        capability(site, entry.capability()),
        entry.onlyActive(),
        Set.of(),
        engine.second());
  }

  private static int context(PolicySnapshot site, long contextId) {
    return Names.context(site, contextId, "contextid");
  }

  private static int capability(PolicySnapshot site, String name) {
    return Demanded.capability(site, name, "withcapability");
  }

  private static String and(String capability) {
    return capability.isEmpty() ? "" : ", with " + capability;
  }

  private static String active(boolean onlyActive) {
    return onlyActive ? ", active" : "";
  }
}
