package dev.beadle.server.search.courses;

/**
 * Is a user enrolled in the course that a context lies in? (§13)
 *
 * @param userId user.id; 0 for a visitor, who is enrolled nowhere
 * @param context an ordinal of the snapshot that is asked
 * @param capability demanded in the context: an ordinal, {@code CapabilityCatalog.ABSENT}, or
 *     {@link Demanded#NOTHING}
 * @param onlyActive whether an enrolment must be active
 * @param atSecond when, in seconds since 1970; matters only for active ones
 */
public record EnrolmentQuery(
    long userId, int context, int capability, boolean onlyActive, long atSecond) {}
