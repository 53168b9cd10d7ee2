package dev.beadle.server.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts answers, and keeps the first differences. Not thread-safe. */
final class Differences {
  /** How many differences are explained. */
  private static final int EXPLAINED = 20;

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
              + "\n  Moodle: "
              + expected
              + ", Beadle: "
              + answered
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
}
