package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers that come page after page. */
final class AnswerPagesTest {
  /** Each page once, in their order, from the first token to the page that names no next one. */
  @Test
  void forEach_threePages_areAskedForAndUsedInTurn() {
    Map<String, String> next = Map.of("first", "a", "a", "b", "b", "");
    List<String> done = new ArrayList<>();
    AnswerPages.forEach(
        "first",
        token -> {
          done.add("asked " + token);
          return token;
        },
        page -> next.getOrDefault(page, ""),
        page -> done.add("used " + page));
    assertThat(done)
        .containsExactly("asked first", "used first", "asked a", "used a", "asked b", "used b");
  }
}
