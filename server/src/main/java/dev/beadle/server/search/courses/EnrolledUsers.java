package dev.beadle.server.search.courses;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import dev.beadle.server.search.people.WhoCan;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Finds who is enrolled in a course (§13, get_enrolled_sql). Stateless but for the site, and so
 * thread-safe. Cost: that of the enrolments in the course; of all users on the front page, where
 * everybody is enrolled.
 *
 * <p>The list differs from the check of each user: it looks at a time rounded to 100 seconds, an
 * enrolment is not yet active in its first second, each enrolment is looked at by itself, and the
 * guest account is like any other.
 */
public final class EnrolledUsers {
  private final ViewedSite site;

  /** Of courses of a site. */
  public EnrolledUsers(ViewedSite site) {
    this.site = site;
  }

  /**
   * Finds them.
   *
   * @return user.id, ascending
   * @throws InvalidQueryException if the context lies in no course, or if the suspended users of
   *     the front page are wanted
   */
  public long[] find(EnrolledUsersQuery query, Checkpoint checkpoint) {
    int course = CourseContexts.courseOf(site.snapshot(), query.context());
    long courseId = site.snapshot().contexts().instanceIdOf(course);
    long[] enrolled =
        CourseContexts.isFrontPage(site.snapshot(), course)
            ? everybody(query, checkpoint)
            : enrolledIn(courseId, query, checkpoint);
    return Arrays.stream(enrolled).filter(filterOf(query, courseId)).toArray();
  }

  private long[] everybody(EnrolledUsersQuery query, Checkpoint checkpoint) {
    if (query.state() == EnrolmentState.SUSPENDED) {
      throw new InvalidQueryException("state: nobody is suspended on the front page");
    }
    UserDirectory users = site.snapshot().users();
    var ids = new IdList();
    for (int user = 0; user < users.size(); user++) {
      checkpoint.at(user);
      if (users.hasRow(user) && !users.isDeleted(user)) {
        ids.add(users.idOf(user));
      }
    }
    return ids.toAscending();
  }

  private long[] enrolledIn(long courseId, EnrolledUsersQuery query, Checkpoint checkpoint) {
    UserDirectory users = site.snapshot().users();
    long second = query.roundedSecond();
    var active = new IdList();
    var others = new IdList();
    int[] looks = {0};
    EnrolmentRows.forEachIn(
        site.snapshot(),
        courseId,
        query.instanceId(),
        enrolment -> {
          checkpoint.at(++looks[0]);
          if (users.isLive(enrolment.userId())) {
            (enrolment.isListedAsActive(second) ? active : others).add(enrolment.userId());
          }
        });
    return switch (query.state()) {
      case ACTIVE -> active.toAscending();
      case SUSPENDED -> without(others.toAscending(), active.toAscending());
      case ANY -> {
        Arrays.stream(others.toAscending()).forEach(active::add);
        yield active.toAscending();
      }
    };
  }

  private LongPredicate filterOf(EnrolledUsersQuery query, long courseId) {
    LongPredicate filter = _ -> true;
    if (!query.groupIds().isEmpty()) {
      filter = filter.and(new GroupFilter(site, courseId, query.groupIds())::keeps);
    }
    return query.capabilities().isEmpty()
        ? filter
        : filter.and(WhoCan.inMoodlesList(site.snapshot(), query.context(), query.capabilities()));
  }

  private static long[] without(long[] ids, long[] excepted) {
    return Arrays.stream(ids).filter(id -> Arrays.binarySearch(excepted, id) < 0).toArray();
  }
}
