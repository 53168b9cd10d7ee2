package dev.beadle.server.grpc;

import dev.beadle.server.graph.PolicySnapshot;
import org.jspecify.annotations.Nullable;

/** Where facts of the past are found, to follow the log from there. Thread-safe; may block. */
@FunctionalInterface
public interface PastFacts {
  /**
   * The facts of a revision, or of the latest one before it that there are facts of.
   *
   * @param site whose facts
   * @param position of the revision in the site's log
   * @return null if there are none so old
   */
  @Nullable PolicySnapshot findAtOrBefore(AdminSites.Site site, long position);
}
