package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The enrolments in a course, or of some users in any ({@code enrol_get_course_users}). Stateless.
 * Cost: that of all enrolments that there are.
 */
public final class CourseUsers {
  private static final int ID = SiteTable.USER_ENROLMENTS.positionOf("id");
  private static final int STATUS = SiteTable.USER_ENROLMENTS.positionOf("status");
  private static final int ENROL_ID = SiteTable.USER_ENROLMENTS.positionOf("enrolid");
  private static final int USER_ID = SiteTable.USER_ENROLMENTS.positionOf("userid");
  private static final int START = SiteTable.USER_ENROLMENTS.positionOf("timestart");
  private static final int END = SiteTable.USER_ENROLMENTS.positionOf("timeend");
  private static final int INSTANCE_STATUS = SiteTable.ENROL.positionOf("status");
  private static final int COURSE_ID = SiteTable.ENROL.positionOf("courseid");

  private CourseUsers() {}

  /** An enrolment (user_enrolments.id) and whose it is (user.id). */
  public record Enrolled(long enrolmentId, long userId) {}

  /**
   * Which enrolments are wanted; of nothing that is left empty anything is.
   *
   * @param courseId course.id; 0: in any course
   * @param groupIds only of members of one of these (groups.id), whoever sees them
   * @param activeAtSecond only active ones, in seconds since 1970, not yet in their first second;
   *     {@link #AT_ANY_TIME}: whatever the state
   */
  public record Query(
      long courseId,
      Set<Long> userIds,
      Set<Long> enrolmentIds,
      Set<Long> groupIds,
      long activeAtSecond) {
    public Query {
      userIds = Set.copyOf(userIds);
      enrolmentIds = Set.copyOf(enrolmentIds);
      groupIds = Set.copyOf(groupIds);
    }
  }

  /** Asks for enrolments whatever their state. */
  public static final long AT_ANY_TIME = Long.MIN_VALUE;

  /** Finds them, of users who have a row, in no order. */
  public static List<Enrolled> find(PolicySnapshot snapshot, Query query) {
    Relation enrolments = snapshot.relation(SiteTable.USER_ENROLMENTS);
    Relation instances = snapshot.relation(SiteTable.ENROL);
    Set<Long> members = new HashSet<>();
    query.groupIds().forEach(groupId -> GroupRows.forEachMember(snapshot, groupId, members::add));
    List<Enrolled> found = new ArrayList<>();
    for (int row = 0; row < enrolments.rowCount(); row++) {
      var enrolled = new Enrolled(enrolments.numberAt(row, ID), enrolments.numberAt(row, USER_ID));
      int instance = instances.find(enrolments.numberAt(row, ENROL_ID));
      if (instance != Relation.ABSENT
          && isWanted(query, enrolled)
          && (query.groupIds().isEmpty() || members.contains(enrolled.userId()))
          && (query.courseId() == 0 || instances.numberAt(instance, COURSE_ID) == query.courseId())
          && hasRow(snapshot, enrolled.userId())
          && (query.activeAtSecond() == AT_ANY_TIME
              || (instances.numberAt(instance, INSTANCE_STATUS) == 0
                  && isActive(enrolments, row, query.activeAtSecond())))) {
        found.add(enrolled);
      }
    }
    return List.copyOf(found);
  }

  private static boolean isWanted(Query query, Enrolled enrolled) {
    return (query.userIds().isEmpty() || query.userIds().contains(enrolled.userId()))
        && (query.enrolmentIds().isEmpty()
            || query.enrolmentIds().contains(enrolled.enrolmentId()));
  }

  private static boolean isActive(Relation enrolments, int row, long second) {
    long end = enrolments.numberAt(row, END);
    return enrolments.numberAt(row, STATUS) == 0
        && enrolments.numberAt(row, START) < second
        && (end == 0 || end > second);
  }

  private static boolean hasRow(PolicySnapshot snapshot, long userId) {
    int user = snapshot.users().find(userId);
    return user != UserDirectory.ABSENT && snapshot.users().hasRow(user);
  }
}
