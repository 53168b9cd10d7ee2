package dev.beadle.server.impact;

/**
 * One answer that flips, of a person who is named elsewhere.
 *
 * @param contextId context.id
 * @param capability its name
 * @param isGain whether it turns from no to yes
 * @param giver the role that gives it where it is allowed
 */
public record Flip(long contextId, String capability, boolean isGain, Giver giver) {}
