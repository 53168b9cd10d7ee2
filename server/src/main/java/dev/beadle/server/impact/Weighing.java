package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.impact.Profile.Standings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Weighs an edit: finds whom it touches, and counts. What everybody of a standing has in common is
 * counted once; of a user only the stretches below his assignments are looked at. Not thread-safe.
 */
final class Weighing {
  private final Joined joined;
  private final Outcomes outcomes;
  private final Sweep sweep;
  private final BooleanSupplier isCancelled;
  private final Map<Standings, Common> commons = new HashMap<>();
  private final Tally total = new Tally();
  private final Tally ofUser = new Tally();
  private final List<PersonImpact> people = new ArrayList<>();
  private long weighed;

  /**
   * What those of a standing have in common.
   *
   * @param flips what flips for each of them, assignments apart
   * @param isSame whether the roles that each of them holds stay the same
   */
  private record Common(Tally flips, boolean isSame) {
    boolean concernsEverybody() {
      return !isSame || flips.count() != 0;
    }
  }

  Weighing(Joined joined, Outcomes outcomes, Sweep sweep, BooleanSupplier isCancelled) {
    this.joined = joined;
    this.outcomes = outcomes;
    this.sweep = sweep;
    this.isCancelled = isCancelled;
  }

  /** Weighs the changes; once. */
  void weigh(List<Change> changes) {
    var ordinary =
        new Standings(ordinary(joined.before().snapshot()), ordinary(joined.after().snapshot()));
    var reach = new Reach(joined, isCancelled);
    if (reach.isWide() || commonOf(ordinary).concernsEverybody()) {
      weighEverybody();
    } else {
      Set<Long> touched = reach.userIds();
      addNamed(changes, touched);
      addRemarkable(joined.before().snapshot(), touched);
      addRemarkable(joined.after().snapshot(), touched);
      touched.stream().filter(joined::holds).sorted().forEach(this::weigh);
    }
    people.sort(PersonImpact.ORDER);
  }

  /** Everybody for whom anything flips, in the order in which they are listed. */
  List<PersonImpact> people() {
    return people;
  }

  /** What flips for all of them. */
  Tally total() {
    return total;
  }

  /** Notes whom changes name. */
  private static void addNamed(List<Change> changes, Set<Long> touched) {
    for (Change change : changes) {
      switch (change) {
        case Change.RoleAssigned assigned -> touched.add(assigned.userId());
        case Change.RoleUnassigned unassigned -> touched.add(unassigned.userId());
        case Change.UserSaved saved -> touched.add(saved.id());
        case Change.UserRemoved removed -> touched.add(removed.id());
        // What these do shows in the contexts, or in what a standing has in common.
        case Change.CapabilityDefined _,
            Change.CapabilityRemoved _,
            Change.RoleDefined _,
            Change.RoleDeleted _,
            Change.ContextSaved _,
            Change.ContextMoved _,
            Change.ContextLockChanged _,
            Change.ContextDeleted _,
            Change.SettingChanged _,
            Change.SettingRemoved _,
            Change.PermissionSet _,
            Change.PermissionRemoved _,
            Change.RowSaved _,
            Change.RowRemoved _ -> {}
      }
    }
  }

  private static void addRemarkable(PolicySnapshot snapshot, Set<Long> touched) {
    touched.add(0L);
    touched.add(snapshot.settings().guestUserId());
    for (long userId : snapshot.settings().siteAdminIds()) {
      touched.add(userId);
    }
  }

  private static UserStanding ordinary(PolicySnapshot snapshot) {
    return new UserStanding(
        UserStanding.Kind.ORDINARY, false, snapshot.settings().contextLocking());
  }

  private void weighEverybody() {
    UserDirectory usersBefore = joined.before().snapshot().users();
    UserDirectory usersAfter = joined.after().snapshot().users();
    weigh(0);
    for (int user = 0; user < usersBefore.size(); user++) {
      weighIfHeld(usersBefore.idOf(user));
    }
    for (int user = 0; user < usersAfter.size(); user++) {
      long userId = usersAfter.idOf(user);
      if (usersBefore.find(userId) == UserDirectory.ABSENT) {
        weighIfHeld(userId);
      }
    }
  }

  private void weighIfHeld(long userId) {
    if (userId != 0 && joined.holds(userId)) {
      weigh(userId);
    }
  }

  private void weigh(long userId) {
    Cancellation.check(weighed++, isCancelled);
    Standings standings = joined.standingsOf(userId);
    Common common = commonOf(standings);
    ofUser.clear();
    ofUser.addAll(common.flips());
    sweep.ofUser(
        userId,
        standings,
        (from, to, profile, without) -> {
          if (profile != without) {
            count(from, to, profile, 1);
            count(from, to, without, -1);
          }
        });
    addPerson(userId);
  }

  private Common commonOf(Standings standings) {
    Common known = commons.get(standings);
    if (known != null) {
      return known;
    }
    ofUser.clear();
    var isSame = new boolean[] {true};
    sweep.ofStandings(
        standings,
        (from, to, profile, _) -> {
          isSame[0] &= profile.isSame();
          count(from, to, profile, 1);
        });
    var flips = new Tally();
    flips.addAll(ofUser);
    var common = new Common(flips, isSame[0]);
    commons.put(standings, common);
    return common;
  }

  private void count(int from, int to, Profile profile, int times) {
    PlaceRuns runs = profile.isSame() ? joined.liveRuns() : joined.allRuns();
    for (int run = runs.firstAfter(from); run < runs.count() && runs.from(run) < to; run++) {
      Outcome outcome = profile.outcomeIn(runs.classOf(run), outcomes);
      if (outcome != Outcome.NONE) {
        long length = (long) Math.min(to, runs.to(run)) - Math.max(from, runs.from(run));
        ofUser.add(outcome.number(), times * length);
      }
    }
  }

  private void addPerson(long userId) {
    long gains = 0;
    long losses = 0;
    long gainedRisks = 0;
    long lostRisks = 0;
    for (int i = 0; i < ofUser.count(); i++) {
      long contexts = ofUser.contextsAt(i);
      if (contexts != 0) {
        Outcome outcome = outcomes.get(ofUser.numberAt(i));
        gains = Math.addExact(gains, Math.multiplyExact(contexts, outcome.gains()));
        losses = Math.addExact(losses, Math.multiplyExact(contexts, outcome.losses()));
        gainedRisks |= outcome.gainedRisks();
        lostRisks |= outcome.lostRisks();
      }
    }
    if (gains != 0 || losses != 0) {
      people.add(new PersonImpact(userId, gains, losses, gainedRisks, lostRisks));
      total.addAll(ofUser);
    }
  }
}
