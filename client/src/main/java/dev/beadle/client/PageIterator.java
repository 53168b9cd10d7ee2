package dev.beadle.client;

import com.google.protobuf.Message;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The rows of a list, whose pages are asked for as they are needed. For one thread. */
final class PageIterator<R extends Message, T> implements Iterator<T> {
  private final Function<String, R> pageAt;
  private final Function<R, List<T>> rowsOf;
  private Iterator<T> rows = List.<T>of().iterator();
  private String nextToken = "";
  private boolean isLast;

  /**
   * A walk over a list.
   *
   * @param pageAt gives the page of a token; the first one for the empty token
   */
  PageIterator(Function<String, R> pageAt, Function<R, List<T>> rowsOf) {
    this.pageAt = pageAt;
    this.rowsOf = rowsOf;
  }

  @Override
  public boolean hasNext() {
    while (!rows.hasNext() && !isLast) {
      R page = pageAt.apply(nextToken);
      rows = rowsOf.apply(page).iterator();
      nextToken = nextTokenOf(page);
      isLast = nextToken.isEmpty();
    }
    return rows.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the list is at its end");
    }
    return rows.next();
  }

  private static String nextTokenOf(Message page) {
    var field = page.getDescriptorForType().findFieldByName("next_page_token");
    if (field == null) {
      throw new IllegalArgumentException(
          page.getDescriptorForType().getName() + ": next_page_token: no such field");
    }
    return (String) page.getField(field);
  }
}
