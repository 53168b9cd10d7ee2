package dev.beadle.server.impact;

import dev.beadle.server.decision.UserStanding;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Somebody's standing, and the roles held in a stretch, before and after. Not thread-safe. */
final class Profile {
  private final Standings standings;
  private final BitSet rolesBefore;
  private final BitSet rolesAfter;
  private final boolean isSame;
  private final Map<PlaceClass, Outcome> outcomes = new HashMap<>();

  /** A user's standing on both sides of an edit. */
  record Standings(UserStanding before, UserStanding after) {}

  /** Takes the sets over. */
  Profile(Standings standings, BitSet rolesBefore, BitSet rolesAfter) {
    this.standings = standings;
    this.rolesBefore = rolesBefore;
    this.rolesAfter = rolesAfter;
    this.isSame = standings.before().equals(standings.after()) && rolesBefore.equals(rolesAfter);
  }

  UserStanding standingBefore() {
    return standings.before();
  }

  UserStanding standingAfter() {
    return standings.after();
  }

  BitSet rolesBefore() {
    return rolesBefore;
  }

  BitSet rolesAfter() {
    return rolesAfter;
  }

  /** Whether the edit changes nothing about who he is and which roles he holds. */
  boolean isSame() {
    return isSame;
  }

  /** What flips in each context of a class. */
  Outcome outcomeIn(PlaceClass places, Outcomes workingOut) {
    if (isSame && places.isInertFor(rolesBefore)) {
      return Outcome.NONE;
    }
    Outcome known = outcomes.get(places);
    if (known == null) {
      known = workingOut.of(this, places);
      outcomes.put(places, known);
    }
    return known;
  }
}
