package dev.beadle.server.search.people;

import dev.beadle.server.reference.Question;
import java.util.Map;

/** Random questions, made simpler. */
final class Questions {
  private Questions() {}

  /** The same about somebody who is not the session's own user. */
  static Question ofSomebodyElse(Question question) {
    return new Question(
        question.userId(),
        false,
        question.capability(),
        question.contextId(),
        question.doAnything(),
        Map.of(),
        null,
        Map.of());
  }
}
