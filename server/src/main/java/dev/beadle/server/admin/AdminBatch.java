package dev.beadle.server.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
   * A digest of what is asked for, the same for the same preconditions and commands: SHA-256 in
   * hexadecimal digits. Actor and reason are no part of it.
   */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      preconditions.forEach(precondition -> update(digest, precondition));
      digest.update((byte) 0);
      commands.forEach(command -> update(digest, command));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  /** A record's own text names its kind and all of its parts; none holds the character 0. */
  private static void update(MessageDigest digest, Object part) {
    digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
