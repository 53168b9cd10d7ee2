package dev.beadle.server.search.courses;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;

/** The capability that a question demands beside what it asks, if it demands one. */
public final class Demanded {
  /** What stands for no capability where an ordinal is expected. */
  public static final int NOTHING = -2;

  private Demanded() {}

  /**
   * The capability of a name, as {@link Names#capability}; {@link #NOTHING} of an empty one, and of
   * {@code 0}, which is as good as empty in PHP.
   *
   * @param field what to call the name in a message
   */
  public static int capability(PolicySnapshot snapshot, String name, String field) {
    return name.isEmpty() || name.equals("0") ? NOTHING : Names.capability(snapshot, name, field);
  }
}
