package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/** Something that could be done to a site: what would change, if it were. */
@FunctionalInterface
public interface Plan {
  /**
   * The changes, in their order; none if nothing would change.
   *
   * @throws dev.beadle.server.change.RefusedChangeException if it could not be done
   */
  List<Change> on(PolicySnapshot snapshot);
}
