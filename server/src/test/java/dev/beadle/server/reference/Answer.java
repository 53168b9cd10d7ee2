package dev.beadle.server.reference;

/** What Moodle answers, and by which rule. */
public record Answer(boolean allowed, Rule rule) {
  public Answer {
    if (allowed != rule.allows()) {
      throw new IllegalArgumentException(rule + " with allowed = " + allowed);
    }
  }

  static Answer by(Rule rule) {
    return new Answer(rule.allows(), rule);
  }
}
