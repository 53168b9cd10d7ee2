package dev.beadle.server.impact;

import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.impact.Profile.Standings;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The two sides of an edit laid on each other: contexts, roles and capabilities of both with one
 * number each, and the contexts' classes. Not thread-safe. Cost: a few looks at every context and
 * at every stored permission.
 */
final class Joined {
  private final Side before;
  private final Side after;
  private final JointCapabilities capabilities;
  private final JointRoles roles;
  private final JointContexts contexts;
  private final PlaceRuns allRuns = new PlaceRuns();
  private final PlaceRuns liveRuns = new PlaceRuns();

  private record Places(Place before, Place after) {}

  Joined(PolicySnapshot before, PolicySnapshot after, BooleanSupplier isCancelled) {
    this.capabilities = new JointCapabilities(before.capabilities(), after.capabilities());
    this.roles = new JointRoles(before.roles(), after.roles());
    this.before = new Side(before, roles::before, capabilities::ofBefore);
    this.after = new Side(after, roles::after, capabilities::ofAfter);
    this.contexts =
        new JointContexts(
            before.contexts(), this.before.order(), after.contexts(), this.after.order());
    classify(isCancelled);
  }

  Side before() {
    return before;
  }

  Side after() {
    return after;
  }

  JointCapabilities capabilities() {
    return capabilities;
  }

  JointRoles roles() {
    return roles;
  }

  JointContexts contexts() {
    return contexts;
  }

  /** Every place, by class. */
  PlaceRuns allRuns() {
    return allRuns;
  }

  /** The places where answers may flip although roles held stay as they are. */
  PlaceRuns liveRuns() {
    return liveRuns;
  }

  /** context.id of a place. */
  long contextIdAt(int place) {
    int context = contexts.contextBefore(place);
    return context == JointContexts.ABSENT
        ? after.snapshot().contexts().idOf(contexts.contextAfter(place))
        : before.snapshot().contexts().idOf(context);
  }

  Standings standingsOf(long userId) {
    return new Standings(
        UserStanding.of(before.snapshot(), userId), UserStanding.of(after.snapshot(), userId));
  }

  /** Whether a user is one of those about whom answers are compared. */
  boolean holds(long userId) {
    return userId == 0
        || isLiveOrGuest(before.snapshot(), userId)
        || isLiveOrGuest(after.snapshot(), userId);
  }

  static boolean isLiveOrGuest(PolicySnapshot snapshot, long userId) {
    UserDirectory users = snapshot.users();
    return users.isLive(userId) || userId == snapshot.settings().guestUserId();
  }

  private void classify(BooleanSupplier isCancelled) {
    var differences = new ScopeDifference(before.snapshot(), after.snapshot(), roles);
    Map<Places, PlaceClass> classes = new HashMap<>();
    for (int i = 0; i < contexts.size(); i++) {
      Cancellation.check(i, isCancelled);
      var places =
          new Places(
              Place.of(before.snapshot(), before.order(), contexts.contextBefore(i)),
              Place.of(after.snapshot(), after.order(), contexts.contextAfter(i)));
      PlaceClass known = classes.get(places);
      if (known == null) {
        known = classOf(places, differences);
        classes.put(places, known);
      }
      allRuns.add(i, known);
      if (!known.isInert()) {
        liveRuns.add(i, known);
      }
    }
  }

  private PlaceClass classOf(Places places, ScopeDifference differences) {
    Place old = places.before();
    Place changed = places.after();
    boolean isAlike =
        capabilities.isSame()
            && old.exists() == changed.exists()
            && old.isRooted() == changed.isRooted()
            && old.isLocked() == changed.isLocked();
    BitSet changedRoles = differences.between(before.findScope(old), after.findScope(changed));
    return new PlaceClass(old, changed, isAlike, changedRoles);
  }
}
