package dev.beadle.server.verification;

/** A role in a context, for the time of a session. */
public record HeldRole(long contextId, long roleId) {}
