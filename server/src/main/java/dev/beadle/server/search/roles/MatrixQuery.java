package dev.beadle.server.search.roles;

import java.util.List;

/**
 * Which part of a context's matrix is asked for.
 *
 * @param context an ordinal
 * @param roles the columns, as ordinals in their order; empty for all roles that have a row, in the
 *     site's order
 * @param capabilities the rows, as ordinals; empty for all that have a row. Those that have none
 *     are left out
 * @param filter which of the rows are told
 */
public record MatrixQuery(
    int context, List<Integer> roles, List<Integer> capabilities, Filter filter) {
  /** All roles and capabilities. */
  public static MatrixQuery everything(int context) {
    return new MatrixQuery(context, List.of(), List.of(), Filter.NONE);
  }

  /** One role, all capabilities: the matrix turned on its side. */
  public static MatrixQuery ofRole(int context, int role) {
    return new MatrixQuery(context, List.of(role), List.of(), Filter.NONE);
  }

  public MatrixQuery {
    roles = List.copyOf(roles);
    capabilities = List.copyOf(capabilities);
  }

  /**
   * Which rows are told: those for which all of this holds.
   *
   * @param isOffered only what the context offers for overriding
   * @param isDiffering only where some role differs from the standard of its archetype
   * @param risks only capabilities with at least one of these risks (bits); 0 for all
   */
  public record Filter(boolean isOffered, boolean isDiffering, long risks) {
    /** All rows. */
    public static final Filter NONE = new Filter(false, false, 0);
  }
}
