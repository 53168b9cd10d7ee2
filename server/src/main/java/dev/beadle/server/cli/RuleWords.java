package dev.beadle.server.cli;

import dev.beadle.v1.Rule;
import java.util.Locale;

/** The rule that decided, for people. Stateless. */
final class RuleWords {
  private static final String PREFIX = "RULE_";

  private RuleWords() {}

  /** For example {@code role_prohibits}. */
  static String of(Rule rule) {
    String name = rule.name();
    return (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .toLowerCase(Locale.ROOT);
  }
}
