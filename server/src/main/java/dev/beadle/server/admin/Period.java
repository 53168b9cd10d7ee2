package dev.beadle.server.admin;

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
    Fields.requireIdOrZero("starts_at", startsAt);
    Fields.requireIdOrZero("ends_at", endsAt);
    if (endsAt != 0 && endsAt <= startsAt) {
      throw Fields.invalid(
          "ends_at", Long.toString(endsAt), "0, or later than starts_at, which is " + startsAt);
    }
  }
}
