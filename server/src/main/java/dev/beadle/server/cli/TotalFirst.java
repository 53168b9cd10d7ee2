package dev.beadle.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A list that comes in pages, in words: how long it is first. Confined to one thread. */
final class TotalFirst {
  private final String thing;
  private boolean isTold;
  private long total;

  /**
   * A list of things.
   *
   * @param thing what one of them is called
   */
  TotalFirst(String thing) {
    this.thing = thing;
  }

  /** A page in lines; the first one begins with the total. */
  <T> List<String> lines(long totalSize, List<T> items, Function<T, String> lineOf) {
    List<String> lines = new ArrayList<>();
    if (!isTold) {
      isTold = true;
      lines.add(totalSize + " " + thing + (totalSize == 1 ? "" : "s"));
    }
    items.forEach(item -> lines.add(lineOf.apply(item)));
    return lines;
  }

  /** Notes how long the list is; gives the token back. */
  String noted(long totalSize, String nextToken) {
    total = totalSize;
    return nextToken;
  }

  /** Yes when there is anything. */
  int exitCode() {
    return total > 0 ? ExitCode.YES : ExitCode.NO;
  }
}
