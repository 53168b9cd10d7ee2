package dev.beadle.server.impact;

import dev.beadle.server.decision.UserStanding;
import dev.beadle.server.impact.Outcome.Share;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Works out what flips, and gives equal outcomes one number. Not thread-safe. */
final class Outcomes {
  private final Side before;
  private final Side after;
  private final JointCapabilities capabilities;
  private final Map<List<Share>, Outcome> known = new HashMap<>();
  private final List<Outcome> byNumber = new ArrayList<>();

  Outcomes(Side before, Side after, JointCapabilities capabilities) {
    this.before = before;
    this.after = after;
    this.capabilities = capabilities;
    known.put(List.of(), Outcome.NONE);
    byNumber.add(Outcome.NONE);
  }

  /** How many outcomes there are: their numbers are below. */
  int count() {
    return byNumber.size();
  }

  Outcome get(int number) {
    return byNumber.get(number);
  }

  /** What flips for somebody in each context of a class. */
  Outcome of(Profile profile, PlaceClass places) {
    long[] was = before.allowed(profile.standingBefore(), places.before(), profile.rolesBefore());
    long[] is = after.allowed(profile.standingAfter(), places.after(), profile.rolesAfter());
    List<Share> shares = new ArrayList<>();
    addShares(
        after,
        profile.standingAfter(),
        places.after(),
        new Rest(profile.rolesAfter(), true, without(is, was)),
        shares);
    addShares(
        before,
        profile.standingBefore(),
        places.before(),
        new Rest(profile.rolesBefore(), false, without(was, is)),
        shares);
    Outcome same = known.get(shares);
    if (same != null) {
      return same;
    }
    var outcome =
        new Outcome(byNumber.size(), shares, risksOf(shares, true), risksOf(shares, false));
    known.put(outcome.shares(), outcome);
    byNumber.add(outcome);
    return outcome;
  }

  /** What is still to be given to a role. */
  private record Rest(BitSet roles, boolean isGain, BitSet capabilities) {}

  private static void addShares(
      Side side, UserStanding standing, Place place, Rest rest, List<Share> shares) {
    BitSet capabilities = rest.capabilities();
    if (capabilities.isEmpty()) {
      return;
    }
    if (standing.isSiteAdmin()) {
      shares.add(new Share(Outcome.ADMINISTRATOR, rest.isGain(), capabilities));
      return;
    }
    BitSet roles = rest.roles();
    for (int role = roles.nextSetBit(0);
        role >= 0 && !capabilities.isEmpty();
        role = roles.nextSetBit(role + 1)) {
      BitSet given = BitSet.valueOf(side.allowedByRole(role, place));
      given.and(capabilities);
      if (!given.isEmpty()) {
        shares.add(new Share(role, rest.isGain(), given));
        capabilities.andNot(given);
      }
    }
    // INVARIANT (given): what roles allow, one of them allows by itself (§7.4).
    if (!capabilities.isEmpty()) {
      throw new IllegalStateException("allowed by no role: capabilities " + capabilities);
    }
  }

  private static BitSet without(long[] bits, long[] others) {
    BitSet left = BitSet.valueOf(bits);
    left.andNot(BitSet.valueOf(others));
    return left;
  }

  private long risksOf(List<Share> shares, boolean isGain) {
    long risks = 0;
    for (Share share : shares) {
      if (share.isGain() == isGain) {
        risks |=
            share.capabilities().stream()
                .mapToLong(capabilities::risksOf)
                .reduce(0, (a, b) -> a | b);
      }
    }
    return risks;
  }
}
