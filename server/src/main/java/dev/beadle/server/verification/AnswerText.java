package dev.beadle.server.verification;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How answers are written, recorded ones and ours: equal texts are equal answers. */
final class AnswerText {
  /** Moodle's {@code false} where a list is expected. */
  static final String FALSE = "false";

  /** Moodle throws an exception, and so do we. */
  static final String REFUSED = "refused";

  /** A list of nobody and nothing. */
  static final String NONE = "none";

  private AnswerText() {}

  /** {@code yes} or {@code no}. */
  static String of(boolean allowed) {
    return allowed ? "yes" : "no";
  }

  /** A set of ids: ascending, each once, a blank between them. */
  static String ofIds(LongStream ids) {
    String text = ids.sorted().distinct().mapToObj(Long::toString).collect(Collectors.joining(" "));
    return text.isEmpty() ? NONE : text;
  }

  /** Several answers to one question: names and answers by turns. */
  static String ofParts(String... namesAndAnswers) {
    var text = new StringBuilder();
    for (int i = 0; i < namesAndAnswers.length; i += 2) {
      text.append(i == 0 ? "" : "; ").append(namesAndAnswers[i]).append(": ");
      text.append(namesAndAnswers[i + 1]);
    }
    return text.toString();
  }

  /** A recorded set of ids, with blanks between them. */
  static String ofRecordedIds(String ids) {
    return ids.isBlank()
        ? NONE
        : ofIds(Arrays.stream(ids.strip().split(" +", -1)).mapToLong(Long::parseLong));
  }
}
