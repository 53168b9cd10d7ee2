package dev.beadle.server.impact;

import java.util.Comparator;

/**
 * What an edit does to one person.
 *
 * @param userId user.id; 0 for a visitor
 * @param gains how many answers turn from no to yes
 * @param losses how many answers turn from yes to no
 * @param gainedRisks the risks of the capabilities gained: bits of {@code model.Risk}
 * @param lostRisks the risks of the capabilities lost
 */
public record PersonImpact(long userId, long gains, long losses, long gainedRisks, long lostRisks) {
  /**
   * The order in which people are listed: who gains a capability with a risk first, the gravest
   * risk first (see {@link RiskOrder}); then who gains others; then who only loses; by id.
   */
  static final Comparator<PersonImpact> ORDER =
      Comparator.comparingInt((PersonImpact person) -> -RiskOrder.rank(person.gainedRisks()))
          .thenComparing(person -> person.gains() == 0)
          .thenComparingLong(PersonImpact::userId);
}
