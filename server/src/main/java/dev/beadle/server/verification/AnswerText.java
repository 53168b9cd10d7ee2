package dev.beadle.server.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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

  /** A list of words in its order. */
  static String ofWords(Stream<String> words) {
    String text = words.collect(Collectors.joining(" "));
    return text.isEmpty() ? NONE : text;
  }

  /** A set of words: in their order, each once. */
  static String ofSet(Stream<String> words) {
    return ofWords(words.sorted().distinct());
  }

  /** A set of ids for each key. */
  static String ofIdsByKey(Map<Long, ? extends Collection<Long>> idsByKey) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(idsByKey)
        .forEach((key, ids) -> {
          parts.add(key.toString());
          parts.add(ofIds(ids.stream().mapToLong(Long::longValue)));
        });
    return parts.isEmpty() ? NONE : ofParts(parts.toArray(String[]::new));
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
    return ofIds(recordedIds(ids).stream().mapToLong(Long::longValue));
  }

  /** A recorded list of ids, or Moodle's {@code false}. */
  static String ofRecordedIdsOrFalse(String ids) {
    return ids.equals(FALSE) ? FALSE : ofRecordedIds(ids);
  }

  /** The ids of a recorded list. */
  static List<Long> recordedIds(String ids) {
    return ids.isBlank()
        ? List.of()
        : Arrays.stream(ids.strip().split("[ ,]+", -1)).map(Long::valueOf).toList();
  }
}
