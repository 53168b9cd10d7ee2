package dev.beadle.server.cli;

import java.util.function.Consumer;
import java.util.function.Function;

/** An answer that comes page after page. Stateless. */
final class AnswerPages {
  private AnswerPages() {}

  /**
   * Asks for all pages in their order, so that the answer is complete however long it is.
   *
   * @param first the token of the first page
   * @param ask asks for the page that a token names
   * @param nextToken of a page; empty on the last one
   * @param use takes each page before the next one is asked for
   */
  static <P> void forEach(
      String first, Function<String, P> ask, Function<P, String> nextToken, Consumer<P> use) {
    String token = first;
    do {
      P page = ask.apply(token);
      use.accept(page);
      token = nextToken.apply(page);
    } while (!token.isEmpty());
  }
}
