package dev.beadle.server.grpc.search;

import dev.beadle.server.grpc.PageTokens;
import dev.beadle.server.grpc.PageTokens.Place;

/**
 * The page that is asked for.
 *
 * @param place where it begins
 * @param size how many items it has at the most
 * @param question what all pages ask
 * @param tokens makes the next page's token
 */
record SearchPage(Place place, int size, String question, PageTokens tokens) {
  /** How many items come before it, or {@code total} if that is less. */
  int from(int total) {
    return (int) Math.min(place.offset(), total);
  }

  /** Where it ends among so many items. */
  int to(int total) {
    return (int) Math.min(place.offset() + size, total);
  }

  /** The same page with fewer items, where these are large. */
  SearchPage ofAtMost(int items) {
    return new SearchPage(place, Math.clamp(items, 1, size), question, tokens);
  }

  /** The token of the page after this one; empty when this is the last of so many items. */
  String nextToken(int total) {
    int to = to(total);
    return to < total
        ? tokens.tokenOf(new Place(place.revision(), place.atMillis(), to), question)
        : "";
  }
}
