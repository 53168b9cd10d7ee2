package dev.beadle.server.testing;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeDraft;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;
import java.util.function.Function;

/** Proposals made by hand. */
public final class Proposals {
  private Proposals() {}

  /** Always the same changes. */
  public static Proposal of(Change... changes) {
    return keyed("", "", _ -> List.of(changes));
  }

  /** Changes worked out on the head. */
  public static Proposal on(Function<PolicySnapshot, List<Change>> changes) {
    return keyed("", "", changes);
  }

  /** Under an idempotency key. */
  public static Proposal keyed(
      String key, String fingerprint, Function<PolicySnapshot, List<Change>> changes) {
    var origin = new Origin(2, "a test", key, fingerprint);
    return new Proposal() {
      @Override
      public Origin origin() {
        return origin;
      }

      @Override
      public ChangeDraft on(PolicySnapshot head) {
        return new ChangeDraft(origin, changes.apply(head));
      }
    };
  }
}
