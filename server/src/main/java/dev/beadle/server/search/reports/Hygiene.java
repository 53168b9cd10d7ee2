package dev.beadle.server.search.reports;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be tidied up on a site. Stateless.
 *
 * @param findings by kind, then by the row's id, or the role's
 */
public record Hygiene(List<HygieneFinding> findings) {
  private static final Comparator<HygieneFinding> ORDER =
      Comparator.comparing(HygieneFinding::kind)
          .thenComparingLong(HygieneFinding::rowId)
          .thenComparingLong(HygieneFinding::roleId)
          .thenComparing(HygieneFinding::capability);

  public Hygiene {
    findings = List.copyOf(findings);
  }

  /**
   * Looks for it. Cost: a look at every stored permission and every assignment, and at the way from
   * each override to the root; memory for what is found.
   *
   * @param kinds what to look for
   */
  public static Hygiene of(PolicySnapshot snapshot, Set<HygieneKind> kinds, Checkpoint checkpoint) {
    List<HygieneFinding> findings = new ArrayList<>();
    new PermissionHygiene(snapshot, kinds, findings::add).look(checkpoint);
    new AssignmentHygiene(snapshot, kinds, findings::add).look(checkpoint);
    findings.sort(ORDER);
    return new Hygiene(findings);
  }

  /** How many there are of each kind; kinds without any are left out. */
  public Map<HygieneKind, Long> counts() {
    Map<HygieneKind, Long> counts = new EnumMap<>(HygieneKind.class);
    findings.forEach(finding -> counts.merge(finding.kind(), 1L, Long::sum));
    return counts;
  }
}
