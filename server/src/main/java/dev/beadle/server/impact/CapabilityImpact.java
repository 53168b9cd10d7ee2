package dev.beadle.server.impact;

import java.util.Comparator;
import java.util.List;

/**
 * In which contexts one capability flips for one person.
 *
 * @param capability its name
 * @param risks bits of {@code model.Risk}
 * @param isGain whether it turns from no to yes
 * @param contexts in how many contexts
 * @param sample context.id of the first few of them, in the order of the tree
 */
public record CapabilityImpact(
    String capability, long risks, boolean isGain, long contexts, List<Long> sample) {
  /** Gains before losses, the gravest risks first, then by name. */
  static final Comparator<CapabilityImpact> ORDER =
      Comparator.comparing((CapabilityImpact impact) -> !impact.isGain())
          .thenComparingInt(impact -> -RiskOrder.rank(impact.risks()))
          .thenComparing(CapabilityImpact::capability);

  public CapabilityImpact {
    sample = List.copyOf(sample);
  }
}
