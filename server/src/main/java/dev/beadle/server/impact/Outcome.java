package dev.beadle.server.impact;

import java.util.BitSet;
import java.util.List;

/**
 * Which answers flip in each of many contexts, for each of many people, and which role gives what
 * is allowed. Immutable and so thread-safe.
 */
final class Outcome {
  /** The place of a site administrator where a role's number is asked for. */
  static final int ADMINISTRATOR = -1;

  /** Nothing flips. */
  static final Outcome NONE = new Outcome(0, List.of(), 0, 0);

  private final int number;
  private final List<Share> shares;
  private final long gains;
  private final long losses;
  private final long gainedRisks;
  private final long lostRisks;

  /**
   * What flips by one role.
   *
   * @param role the joint number of the role that allows it, or {@link #ADMINISTRATOR}
   * @param isGain whether it is allowed after the edit; else before it
   * @param capabilities joint numbers; not to be changed
   */
  record Share(int role, boolean isGain, BitSet capabilities) {}

  /**
   * Makes one.
   *
   * @param number the same for equal ones only
   * @param shares no capability twice
   */
  Outcome(int number, List<Share> shares, long gainedRisks, long lostRisks) {
    this.number = number;
    this.shares = List.copyOf(shares);
    this.gainedRisks = gainedRisks;
    this.lostRisks = lostRisks;
    this.gains = count(true);
    this.losses = count(false);
  }

  int number() {
    return number;
  }

  List<Share> shares() {
    return shares;
  }

  /** How many capabilities are gained. */
  long gains() {
    return gains;
  }

  /** How many capabilities are lost. */
  long losses() {
    return losses;
  }

  /** The risks of what is gained. */
  long gainedRisks() {
    return gainedRisks;
  }

  /** The risks of what is lost. */
  long lostRisks() {
    return lostRisks;
  }

  private long count(boolean isGain) {
    return shares.stream()
        .filter(share -> share.isGain() == isGain)
        .mapToLong(share -> share.capabilities().cardinality())
        .sum();
  }
}
