package dev.beadle.server.cli;

import java.util.regex.Pattern;

/** Keeps credentials out of messages that quote what was typed: a URL may hold some. */
final class Redaction {
  private static final String CHARACTERS = "[^\\s`'\"]*";
  private static final Pattern MAY_HOLD_CREDENTIALS =
      Pattern.compile("(?i)" + CHARACTERS + "(?:jdbc:|://" + CHARACTERS + "[?@])" + CHARACTERS);

  private Redaction() {}

  /** The message of a failure, without the URLs in it that may hold credentials. */
  static String messageOf(Exception failure) {
    return MAY_HOLD_CREDENTIALS
        .matcher(String.valueOf(failure.getMessage()))
        .replaceAll("(a URL, not shown)");
  }

  /** Whether a text is a URL rather than the name of a folder. */
  static boolean looksLikeUrl(String text) {
    return text.contains("://") || MAY_HOLD_CREDENTIALS.matcher(text).find();
  }
}
