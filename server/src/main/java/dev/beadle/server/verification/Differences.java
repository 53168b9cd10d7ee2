package dev.beadle.server.verification;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Counts answers, and keeps the first differences. Not thread-safe. */
final class Differences {
  /** How many differences are explained. */
  private static final int EXPLAINED = 20;

  /** How much of an answer is shown, in characters; of longer ones, what differs. */
  private static final int SHOWN_CHARS = 200;

  private final List<String> first = new ArrayList<>();
  private long rows;
  private long count;

  /**
   * Compares one answer.
   *
   * @param question is asked for the first differences only
   * @param explanation is asked for the first differences only
   */
  void compare(
      Supplier<String> question, String expected, String answered, Supplier<String> explanation) {
    rows++;
    if (expected.equals(answered)) {
      return;
    }
    count++;
    if (first.size() < EXPLAINED) {
      first.add(
          question.get()
              + "\n  "
              + contrast(expected, answered)
              + "\n"
              + explanation.get().indent(2));
    }
  }

  long rows() {
    return rows;
  }

  long count() {
    return count;
  }

  List<String> first() {
    return first;
  }

  private static String contrast(String expected, String answered) {
    if (expected.length() <= SHOWN_CHARS && answered.length() <= SHOWN_CHARS) {
      return "Moodle: " + expected + ", Beadle: " + answered;
    }
    return "only Moodle: "
        + wordsOfOne(expected, answered)
        + ", only Beadle: "
        + wordsOfOne(answered, expected);
  }

  private static String wordsOfOne(String one, String other) {
    Set<String> words = new LinkedHashSet<>(List.of(one.split(" ", -1)));
    words.removeAll(new LinkedHashSet<>(List.of(other.split(" ", -1))));
    String text = String.join(" ", words);
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + " …";
  }
}
