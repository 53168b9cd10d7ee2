package dev.beadle.server.impact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What flips, grouped; groups in which nothing flips are left out. Immutable.
 *
 * @param byGiver by what it is given by; adds up to the total
 * @param byCapability by the capability's name; adds up to the total
 * @param byRisk by the bit of a risk, the gravest first; a capability with several risks counts in
 *     each, one without any at 0
 */
public record ImpactGroups(
    SequencedMap<Giver, FlipCount> byGiver,
    SequencedMap<String, FlipCount> byCapability,
    SequencedMap<Integer, FlipCount> byRisk) {
  public ImpactGroups {
    byGiver = copy(byGiver);
    byCapability = copy(byCapability);
    byRisk = copy(byRisk);
  }

  private static <K> SequencedMap<K, FlipCount> copy(Map<K, FlipCount> groups) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
  }
}
