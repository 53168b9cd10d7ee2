package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/** What batches go through on their way to being written. Immutable and so thread-safe. */
public final class Administration {
  private final AdminPlanner planner;
  private final AdminGuard guard;
  private final AdminLimits limits;

  /** Puts the parts together. */
  public Administration(StandardDefinitions standard, AdminGuard guard, AdminLimits limits) {
    this.planner = new AdminPlanner(standard, limits.mostChanges());
    this.guard = guard;
    this.limits = limits;
  }

  /**
   * A batch, ready to be handed in.
   *
   * @throws dev.beadle.server.change.RefusedChangeException INVALID if it is too large
   */
  public AdminProposal propose(AdminBatch batch) {
    limits.require(batch);
    return new AdminProposal(batch, planner, guard);
  }

  /**
   * The changes that a batch would make on a site, by whom it may be asked for and preconditions
   * included; nothing is written.
   *
   * @throws dev.beadle.server.change.RefusedChangeException if it cannot be done
   */
  public List<Change> preview(PolicySnapshot head, AdminBatch batch) {
    return propose(batch).on(head).changes();
  }
}
