package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who is enrolled in the course that a context lies in? (§13, get_enrolled_sql)
 *
 * @param context an ordinal of the snapshot that is asked
 * @param capabilities only those whom Moodle's list of users has for any of these in the context
 *     (§9): ordinals, or {@code CapabilityCatalog.ABSENT}; empty: everybody
 * @param groupIds only members of one of these (groups.id), so far as the viewer may see them; with
 *     {@link #WITHOUT_GROUP} also those who are in no group; empty: everybody
 * @param instanceId only by this way to become enrolled (enrol.id); 0: by any
 * @param atSecond when, in seconds since 1970; rounded to {@value #ROUNDING_SECONDS} seconds
 */
public record EnrolledUsersQuery(
    int context,
    List<Integer> capabilities,
    List<Long> groupIds,
    EnrolmentState state,
    long instanceId,
    long atSecond) {
  /** Stands among groups for none. */
  public static final long WITHOUT_GROUP = -1;

  /** To what the time is rounded, so that databases may remember the question. */
  static final int ROUNDING_SECONDS = 100;

  public EnrolledUsersQuery {
    capabilities = List.copyOf(capabilities);
    groupIds = List.copyOf(groupIds);
    requireNonNull(state, "state");
  }

  /** Everybody who is enrolled, whatever the state. */
  public static EnrolledUsersQuery of(int context) {
    return new EnrolledUsersQuery(context, List.of(), List.of(), EnrolmentState.ANY, 0, 0);
  }

  /** The time as it is asked about: halves are rounded away from 0, as PHP does. */
  long roundedSecond() {
    long half = atSecond < 0 ? -ROUNDING_SECONDS / 2 : ROUNDING_SECONDS / 2;
    return (atSecond + half) / ROUNDING_SECONDS * ROUNDING_SECONDS;
  }
}
