package dev.beadle.server.admin;

import dev.beadle.server.change.ChangeDraft;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;
import java.util.function.Consumer;

/**
 * A batch of commands as a proposal: each is checked and worked out on the site as those before it
 * leave it. Immutable and so thread-safe.
 */
public final class AdminProposal implements Proposal {
  private final AdminBatch batch;
  private final AdminPlanner planner;
  private final AdminGuard guard;
  private final LogEntry.Origin origin;

  AdminProposal(AdminBatch batch, AdminPlanner planner, AdminGuard guard) {
    this.batch = batch;
    this.planner = planner;
    this.guard = guard;
    this.origin =
        new LogEntry.Origin(
            batch.actor(),
            batch.reason(),
            batch.idempotencyKey(),
            batch.idempotencyKey().isEmpty() ? "" : batch.fingerprint());
  }

  @Override
  public LogEntry.Origin origin() {
    return origin;
  }

  @Override
  public ChangeDraft on(PolicySnapshot head) {
    forEach(batch.preconditions(), Refusals::atPrecondition, one -> Precondition.check(head, one));
    PlanState state = planner.begin(head);
    forEach(
        batch.commands(),
        Refusals::atCommand,
        command -> {
          guard.check(state.snapshot(), batch.actor(), command);
          planner.plan(state, command);
        });
    return new ChangeDraft(origin, state.changes());
  }

  /** A refusal with the place in its list. */
  private interface Placing {
    RefusedChangeException at(int place, RefusedChangeException refused);
  }

  private static <T> void forEach(List<T> parts, Placing placing, Consumer<T> action) {
    for (int i = 0; i < parts.size(); i++) {
      try {
        action.accept(parts.get(i));
      } catch (RefusedChangeException refused) {
        throw placing.at(i, refused);
      }
    }
  }
}
