package dev.beadle.server.impact;

import dev.beadle.server.impact.Outcome.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers one page of the answers that flip for a person. Not thread-safe. */
final class FlipPage {
  private final Joined joined;
  private final int limit;
  private final List<Flip> flips = new ArrayList<>();
  private long left;

  /** What flips in one context. */
  private record InContext(String capability, boolean isGain, Giver giver) {}

  FlipPage(Joined joined, long offset, int limit) {
    this.joined = joined;
    this.left = offset;
    this.limit = limit;
  }

  /** Adds what of a stretch lies on the page. Cost: that of what lies on it. */
  void add(int from, int to, Outcome outcome) {
    long inEach = outcome.gains() + outcome.losses();
    long inAll = Math.multiplyExact(inEach, (long) to - from);
    if (left >= inAll) {
      left -= inAll;
      return;
    }
    if (flips.size() == limit) {
      return;
    }
    List<InContext> each = flipsIn(outcome);
    for (int place = from + (int) (left / inEach); place < to && flips.size() < limit; place++) {
      long contextId = joined.contextIdAt(place);
      for (int i = (int) (left % inEach); i < each.size() && flips.size() < limit; i++) {
        InContext flip = each.get(i);
        flips.add(new Flip(contextId, flip.capability(), flip.isGain(), flip.giver()));
      }
      left = 0;
    }
  }

  List<Flip> flips() {
    return flips;
  }

  private List<InContext> flipsIn(Outcome outcome) {
    List<InContext> each = new ArrayList<>();
    for (Share share : outcome.shares()) {
      Giver giver = Grouping.giverOf(joined, share.role());
      share.capabilities().stream()
          .forEach(capability ->
              each.add(
                  new InContext(joined.capabilities().nameOf(capability), share.isGain(), giver)));
    }
    each.sort(Comparator.comparing(InContext::capability));
    return each;
  }
}
