package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A single edit after which a question that is denied is allowed: decided on the edited facts, not
 * guessed.
 *
 * @param edit what would be done
 * @param totals all that it would do; null when that was not worked out
 */
public record Remedy(RemedyEdit edit, @Nullable ImpactTotals totals) {
  /** Least privilege first: fewer risky gains, fewer gains, fewer people; for these by the edit. */
  static final Comparator<Remedy> ORDER =
      Comparator.comparingLong((Remedy remedy) -> remedy.known().riskyGains())
          .thenComparingLong(remedy -> remedy.known().gains())
          .thenComparingLong(remedy -> remedy.known().peopleGaining())
          .thenComparing(Remedy::edit, RemedyEdit.ORDER);

  private static final ImpactTotals UNKNOWN = new ImpactTotals(0, 0, 0, 0, 0, 0);

  public Remedy {
    requireNonNull(edit, "edit");
  }

  private ImpactTotals known() {
    return totals == null ? UNKNOWN : totals;
  }
}
