package dev.beadle.server.grpc.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes the items of a list in their order, and keeps those of one page: memory for a page, however
 * long the list. Not thread-safe.
 */
final class PageCollector<T> implements Consumer<T> {
  private final SearchPage page;
  private final List<T> items = new ArrayList<>();
  private int total;

  PageCollector(SearchPage page) {
    this.page = page;
  }

  @Override
  public void accept(T item) {
    if (total >= page.place().offset() && items.size() < page.size()) {
      items.add(item);
    }
    total = Math.incrementExact(total);
  }

  /** What is on the page. */
  List<T> items() {
    return items;
  }

  /** How many there are in all; after the last one. */
  int total() {
    return total;
  }

  /** The token of the page after this one; empty when this is the last. */
  String nextToken() {
    return page.nextToken(total);
  }
}
