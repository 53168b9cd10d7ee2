package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

/**
 * Where a refusal points, for programs; the message says the same to people. What is not known, or
 * has no part in it, is empty or {@link #UNKNOWN}. Immutable and so thread-safe.
 *
 * @param command the position in the batch of the command that was refused, counted from 0
 * @param field the field, as its command names it
 * @param rule the rule of Moodle's that stands in the way
 * @param capability the capability that the actor lacks
 * @param contextId context.id of the context in which he lacks it
 */
public record RefusalDetails(
    int command, String field, String rule, String capability, long contextId) {
  /** Not known. */
  public static final int UNKNOWN = -1;

  /** Nothing is known. */
  public static final RefusalDetails NONE = new RefusalDetails(UNKNOWN, "", "", "", UNKNOWN);

  public RefusalDetails {
    requireNonNull(field, "field");
    requireNonNull(rule, "rule");
    requireNonNull(capability, "capability");
  }

  /** A field is wrong. */
  public static RefusalDetails ofField(String field) {
    return NONE.withField(field);
  }

  /** A rule of Moodle's stands in the way. */
  public static RefusalDetails ofRule(String field, String rule) {
    return new RefusalDetails(UNKNOWN, field, rule, "", UNKNOWN);
  }

  /** The actor lacks a capability in a context. */
  public static RefusalDetails ofMissing(String capability, long contextId) {
    return new RefusalDetails(UNKNOWN, "", "", capability, contextId);
  }

  /** The same, of a command. */
  public RefusalDetails withCommand(int newCommand) {
    return new RefusalDetails(newCommand, field, rule, capability, contextId);
  }

  /** The same, of a field. */
  public RefusalDetails withField(String newField) {
    return new RefusalDetails(command, newField, rule, capability, contextId);
  }
}
