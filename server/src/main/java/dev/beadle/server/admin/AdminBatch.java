package dev.beadle.server.admin;

import java.util.List;

/**
 * Commands that are done all or not at all.
 *
 * @param actor who asks: user.id, or {@link AdminGuard#OPERATOR}
 * @param reason in his words; may be empty
 * @param idempotencyKey his name for this batch, so that saying it again does nothing; may be empty
 * @param preconditions what must hold before the first command
 * @param commands in their order; at least one
 */
public record AdminBatch(
    long actor,
    String reason,
    String idempotencyKey,
    List<Precondition> preconditions,
    List<AdminCommand> commands) {
  /** The longest reason, in characters. */
  public static final int REASON_LENGTH = 1_000;

  /** The longest idempotency key, in characters. */
  public static final int KEY_LENGTH = 128;

  public AdminBatch {
    Fields.requireIdOrZero("actor", actor);
    Fields.requireText("reason", reason, REASON_LENGTH);
    Fields.requireText("idempotency_key", idempotencyKey, KEY_LENGTH);
    preconditions = List.copyOf(preconditions);
    commands = List.copyOf(commands);
    if (commands.isEmpty()) {
      throw Fields.invalid("commands", "none", "at least one");
    }
  }

  /**
   * A digest of what is asked for, the same for the same preconditions and commands and for no
   * others: SHA-256 in hexadecimal digits. Actor and reason are no part of it.
   */
  public String fingerprint() {
    return BatchDigest.of(preconditions, commands);
  }
}
