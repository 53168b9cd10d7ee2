package dev.beadle.server.search.compare;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.CapabilityCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one side may and the other may not, of all capabilities that have a row on either.
 *
 * @param differences what only one side allows, by name
 * @param bothCount what both allow
 * @param onlyLeftCount what only the left side allows
 * @param onlyRightCount what only the right side allows
 */
public record Comparison(
    List<ComparedCapability> differences, int bothCount, int onlyLeftCount, int onlyRightCount) {
  /** Compares whatever risks a capability has. */
  public static final long ALL_RISKS = 0;

  public Comparison {
    differences = List.copyOf(differences);
  }

  /**
   * A capability that one side allows and the other does not.
   *
   * @param name the capability's name
   * @param risks capabilities.riskbitmask, of the left side if it has a row there
   * @param left what the left side decides
   * @param right what the right side decides
   */
  public record ComparedCapability(String name, long risks, Decision left, Decision right) {}

  /**
   * Compares two sides, which may differ in everything. Cost: a check of each capability on either
   * side.
   *
   * @param risks only capabilities with at least one of these (bits), or {@link #ALL_RISKS}
   */
  public static Comparison of(
      ComparedSide left, ComparedSide right, long risks, DecisionPoint decisions) {
    CapabilityCatalog ofLeft = left.snapshot().capabilities();
    CapabilityCatalog ofRight = right.snapshot().capabilities();
    List<String> names = names(ofLeft, ofRight, risks);
    Decision[] leftDecisions = left.decide(decisions, ordinals(ofLeft, names));
    Decision[] rightDecisions = right.decide(decisions, ordinals(ofRight, names));
    List<ComparedCapability> differences = new ArrayList<>();
    int both = 0;
    int onlyLeft = 0;
    int onlyRight = 0;
    for (int i = 0; i < names.size(); i++) {
      boolean isLeft = leftDecisions[i].isAllowed();
      boolean isRight = rightDecisions[i].isAllowed();
      both += isLeft && isRight ? 1 : 0;
      onlyLeft += isLeft && !isRight ? 1 : 0;
      onlyRight += isRight && !isLeft ? 1 : 0;
      if (isLeft != isRight) {
        String name = names.get(i);
        differences.add(
            new ComparedCapability(
                name, risksOf(ofLeft, ofRight, name), leftDecisions[i], rightDecisions[i]));
      }
    }
    return new Comparison(differences, both, onlyLeft, onlyRight);
  }

  private static List<String> names(CapabilityCatalog left, CapabilityCatalog right, long risks) {
    SortedSet<String> names = new TreeSet<>();
    for (CapabilityCatalog catalog : List.of(left, right)) {
      for (int capability = 0; capability < catalog.size(); capability++) {
        if (catalog.hasRow(capability)) {
          names.add(catalog.nameOf(capability));
        }
      }
    }
    names.removeIf(name -> risks != ALL_RISKS && (risksOf(left, right, name) & risks) == 0);
    return List.copyOf(names);
  }

  private static int[] ordinals(CapabilityCatalog catalog, List<String> names) {
    return names.stream().mapToInt(catalog::find).toArray();
  }

  private static long risksOf(CapabilityCatalog left, CapabilityCatalog right, String name) {
    for (CapabilityCatalog catalog : List.of(left, right)) {
      int capability = catalog.find(name);
      if (capability != CapabilityCatalog.ABSENT && catalog.hasRow(capability)) {
        return catalog.rowOf(capability).risks();
      }
    }
    return 0;
  }
}
