package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Decision;
import java.util.List;

/**
 * What would change a denial.
 *
 * @param decision as it is; when it is allowed there is nothing to change
 * @param remedies the best of them, least privilege first
 * @param found how many there are, told or not
 * @param isCut whether more edits would have had to be tried than are: some may be missing
 * @param obstacle why there is none, in plain English; empty when there is one, or no need
 */
public record RemedyReport(
    Decision decision, List<Remedy> remedies, int found, boolean isCut, String obstacle) {
  public RemedyReport {
    requireNonNull(decision, "decision");
    requireNonNull(obstacle, "obstacle");
    remedies = List.copyOf(remedies);
  }
}
