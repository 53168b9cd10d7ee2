package dev.beadle.server.impact;

import dev.beadle.server.decision.RoleHoldings;
import dev.beadle.server.impact.Profile.Standings;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Cuts the places of all contexts into stretches in which somebody's roles are the same: a walk
 * along the places at which his assignments begin and end. Stretches in which no answer can flip
 * are left out: he is and holds the same on both sides, and no place is live. Not thread-safe.
 * Cost: that of sorting his assignments.
 */
final class Sweep {
  /** Takes a stretch. */
  @FunctionalInterface
  interface Consumer {
    /**
     * Takes one.
     *
     * @param from the first place
     * @param to the place after the last
     * @param profile what he is and holds there
     * @param common what he would be and hold there without assignments; the same when none counts
     */
    void accept(int from, int to, Profile profile, Profile common);
  }

  private record Key(Standings standings, int rolesBefore, int rolesAfter) {}

  // An event is a place above these bits: the role, then whether it belongs to the side after, is
  // assigned, and ends.
  private static final int PLACE_SHIFT = 32;
  private static final int ROLE_SHIFT = 3;
  private static final int AFTER = 4;
  private static final int ASSIGNED = 2;
  private static final int ENDS = 1;

  private final Side before;
  private final Side after;
  private final JointContexts contexts;
  private final JointRoles roles;
  private final PlaceRuns live;
  private final Map<Key, Profile> profiles = new HashMap<>();
  private final int[][] held;
  private final BitSet[] sets;
  private long[] events = new long[64];
  private int count;
  private int assignedCount;
  private boolean isCommonStale;

  Sweep(Joined joined) {
    this.before = joined.before();
    this.after = joined.after();
    this.contexts = joined.contexts();
    this.roles = joined.roles();
    this.live = joined.liveRuns();
    this.held = new int[AFTER + ASSIGNED + 1][roles.size()];
    this.sets = new BitSet[] {new BitSet(), new BitSet(), new BitSet(), new BitSet()};
  }

  /** Cuts for everybody of a standing without assignments. */
  void ofStandings(Standings standings, Consumer consumer) {
    count = 0;
    addCommon(standings);
    run(standings, consumer);
  }

  /** Cuts for one user. */
  void ofUser(long userId, Standings standings, Consumer consumer) {
    count = 0;
    if (standings.before().isDecidedByRoles()) {
      RoleHoldings.forEachAssigned(
          before.snapshot(),
          userId,
          standings.before(),
          (role, node) -> addBefore(role, node, ASSIGNED));
    }
    if (standings.after().isDecidedByRoles()) {
      RoleHoldings.forEachAssigned(
          after.snapshot(),
          userId,
          standings.after(),
          (role, node) -> addAfter(role, node, ASSIGNED));
    }
    addCommon(standings);
    run(standings, consumer);
  }

  private void addCommon(Standings standings) {
    if (standings.before().isDecidedByRoles()) {
      RoleHoldings.forEachOfStanding(
          before.snapshot(), standings.before(), (role, node) -> addBefore(role, node, 0));
    }
    if (standings.after().isDecidedByRoles()) {
      RoleHoldings.forEachOfStanding(
          after.snapshot(), standings.after(), (role, node) -> addAfter(role, node, 0));
    }
  }

  private void addBefore(int role, int node, int kind) {
    add(contexts.stretchesBefore(node), roles.ofBefore(role), kind);
  }

  private void addAfter(int role, int node, int kind) {
    add(contexts.stretchesAfter(node), roles.ofAfter(role), kind | AFTER);
  }

  private void add(int[] stretches, int role, int kind) {
    while (count + stretches.length > events.length) {
      events = Arrays.copyOf(events, 2 * events.length);
    }
    for (int i = 0; i < stretches.length; i++) {
      int ends = (i & 1) == 0 ? 0 : ENDS;
      events[count++] =
          (long) stretches[i] << PLACE_SHIFT | (long) role << ROLE_SHIFT | kind | ends;
    }
  }

  private void run(Standings standings, Consumer consumer) {
    Arrays.sort(events, 0, count);
    isCommonStale = true;
    Profile common = profileOf(standings, 0);
    int place = 0;
    int at = 0;
    while (place < contexts.size()) {
      while (at < count && placeOf(events[at]) <= place) {
        apply((int) events[at++]);
      }
      int next = at < count ? placeOf(events[at]) : contexts.size();
      if (!isSame(standings) || live.overlap(place, next)) {
        if (isCommonStale) {
          common = profileOf(standings, 0);
          isCommonStale = false;
        }
        boolean isCommon = assignedCount == 0 || isLikeCommon();
        consumer.accept(place, next, isCommon ? common : profileOf(standings, ASSIGNED), common);
      }
      place = next;
    }
    // What ends after the last place: whoever comes next begins with nothing.
    while (at < count) {
      apply((int) events[at++]);
    }
  }

  private boolean isSame(Standings standings) {
    return standings.before().equals(standings.after())
        && setOf(0).equals(setOf(AFTER))
        && setOf(ASSIGNED).equals(setOf(AFTER | ASSIGNED));
  }

  private boolean isLikeCommon() {
    return setOf(0).equals(setOf(ASSIGNED)) && setOf(AFTER).equals(setOf(AFTER | ASSIGNED));
  }

  private static int placeOf(long event) {
    return (int) (event >>> PLACE_SHIFT);
  }

  private void apply(int event) {
    int role = event >>> ROLE_SHIFT;
    int kind = event & (AFTER | ASSIGNED);
    int step = (event & ENDS) == 0 ? 1 : -1;
    assignedCount += (event & ASSIGNED) == 0 ? 0 : step;
    isCommonStale |= (event & ASSIGNED) == 0;
    held[kind][role] += step;
    boolean isCommon = held[kind & AFTER][role] > 0;
    setOf(kind & AFTER).set(role, isCommon);
    setOf(kind | ASSIGNED).set(role, isCommon || held[kind | ASSIGNED][role] > 0);
  }

  /** Common roles before, with assigned ones before, and the same after. */
  private BitSet setOf(int kind) {
    return sets[kind >> 1];
  }

  private Profile profileOf(Standings standings, int kind) {
    int rolesBefore = roles.numberOf(setOf(kind));
    int rolesAfter = roles.numberOf(setOf(kind | AFTER));
    var key = new Key(standings, rolesBefore, rolesAfter);
    Profile known = profiles.get(key);
    if (known == null) {
      known = new Profile(standings, roles.setOf(rolesBefore), roles.setOf(rolesAfter));
      profiles.put(key, known);
    }
    return known;
  }
}
