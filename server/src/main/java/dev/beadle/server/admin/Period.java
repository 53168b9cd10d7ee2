package dev.beadle.server.admin;

import dev.beadle.server.graph.AssignmentWindow;

/**
 * From when until when something counts.
 *
 * @param startsAt in seconds since 1970; 0 for always
 * @param endsAt in seconds since 1970, that second excluded; 0 for ever
 */
public record Period(long startsAt, long endsAt) {
  /** Always and for ever. */
  public static final Period ALWAYS = new Period(0, 0);

  public Period {
    Fields.requireBetween("starts_at", startsAt, 0, AssignmentWindow.END_OF_TIME - 1);
    Fields.requireBetween("ends_at", endsAt, 0, AssignmentWindow.END_OF_TIME - 1);
    if (endsAt != 0 && endsAt <= startsAt) {
      throw Fields.invalid(
          "ends_at", Long.toString(endsAt), "0, or later than starts_at, which is " + startsAt);
    }
  }
}
