package dev.beadle.server.graph;

import static java.util.Objects.requireNonNull;

/**
 * What made a role assignment.
 *
 * @param component role_assignments.component, for example {@code enrol_cohort}; empty by hand
 * @param itemId role_assignments.itemid
 */
public record AssignmentSource(String component, long itemId) {
  /** Assigned by hand. */
  public static final AssignmentSource BY_HAND = new AssignmentSource("", 0);

  public AssignmentSource {
    requireNonNull(component, "component");
  }

  /** The source of a row. */
  static AssignmentSource of(String component, long itemId) {
    return component.isEmpty() && itemId == 0 ? BY_HAND : new AssignmentSource(component, itemId);
  }
}
