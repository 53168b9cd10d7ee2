package dev.beadle.server.impact;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.graph.UserDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** When the assignments of one user begin and end. Stateless. Cost: a look at each of them. */
final class UserBoundaries {
  private UserBoundaries() {}

  /** The second of the next one after that of a snapshot, or Long.MAX_VALUE. */
  static long nextSecond(PolicySnapshot site, long userId) {
    long now = site.assignments().epochSecond();
    var next = new long[] {Long.MAX_VALUE};
    forEach(
        site,
        userId,
        boundary -> {
          if (boundary.epochSecond() > now) {
            next[0] = Math.min(next[0], boundary.epochSecond());
          }
        });
    return next[0];
  }

  /** Those in a second. */
  static List<AssignmentBoundary> in(PolicySnapshot site, long userId, long second) {
    List<AssignmentBoundary> found = new ArrayList<>();
    forEach(
        site,
        userId,
        boundary -> {
          if (boundary.epochSecond() == second) {
            found.add(boundary);
          }
        });
    found.sort(AssignmentBoundary.ORDER);
    return found;
  }

  private static void forEach(
      PolicySnapshot site, long userId, Consumer<AssignmentBoundary> action) {
    int user = site.users().find(userId);
    if (user != UserDirectory.ABSENT) {
      site.assignments().timed().forEachOf(user, timed -> tell(site, timed, action));
    }
  }

  private static void tell(
      PolicySnapshot site, TimedAssignment timed, Consumer<AssignmentBoundary> action) {
    if (!timed.window().opens()) {
      return;
    }
    var told = AssignmentBoundary.told(site, timed);
    if (told.startsAt() != 0) {
      action.accept(new AssignmentBoundary(told.startsAt(), true, told));
    }
    if (told.endsAt() != 0) {
      action.accept(new AssignmentBoundary(told.endsAt(), false, told));
    }
  }
}
