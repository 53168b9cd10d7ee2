package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a plan would do to a site, without doing it. Stateless. */
public final class ImpactPreview {
  private ImpactPreview() {}

  /**
   * Works out a plan on a snapshot and compares.
   *
   * @param snapshot the facts as they count at {@code at}
   * @param at the moment for which both sides are taken: what begins or ends by itself is no part
   *     of the plan
   * @param isCancelled asked now and then whether to give up
   * @throws dev.beadle.server.change.RefusedChangeException if the plan could not be carried out
   * @throws dev.beadle.server.graph.InvalidFactException if no site could have the facts after it
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public static SnapshotComparison of(
      PolicySnapshot snapshot, Plan plan, Instant at, BooleanSupplier isCancelled) {
    List<Change> changes = plan.on(snapshot);
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    changes.forEach(change -> Changes.apply(change, editor));
    PolicySnapshot after = editor.build(snapshot.revision().next(), at);
    return SnapshotComparison.of(new Edit(snapshot, after, changes), isCancelled);
  }
}
