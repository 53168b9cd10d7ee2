package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.OverrideScope;
import org.jspecify.annotations.Nullable;

/**
 * Gives the resolution for a set of roles within a scope: works it out, or remembers it. The
 * arguments are immutable and stand for all that the answer depends on, so that remembering by
 * their identity can never give a stale one. Implementations are thread-safe and do not block.
 */
@FunctionalInterface
public interface ResolutionSource {
  /**
   * The resolution.
   *
   * @param low the first roles, a bit each: see {@code RoleWalk.ROLES_WITH_BITS}
   * @param high the roles after these, 64 in each long, or null when there is none; never changed
   * @param scope the nearest scope on the way from the context to the root
   * @param capabilities the catalogue whose ordinals the resolution is about
   */
  Resolution resolutionOf(
      long low, long @Nullable [] high, OverrideScope scope, CapabilityCatalog capabilities);
}
