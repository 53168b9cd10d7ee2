package dev.beadle.server.search.reports;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.RoleCatalog;

/**
 * Which risks are looked for.
 *
 * @param risks bits of {@code model.Risk}, at least one of which must be given; 0 for any
 * @param role the only role to look at, an ordinal; {@link RoleCatalog#ABSENT} for all
 * @param within the context, an ordinal, in which and below which roles are held; {@link
 *     ContextTree#ABSENT} for everywhere
 */
public record RiskQuestion(long risks, int role, int within) {
  /** Every risk of every role everywhere. */
  public static final RiskQuestion ANY =
      new RiskQuestion(0, RoleCatalog.ABSENT, ContextTree.ABSENT);

  /** The bits that count. */
  long mask() {
    return risks == 0 ? -1 : risks;
  }
}
