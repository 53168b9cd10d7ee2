package dev.beadle.server.impact;

import java.util.Arrays;

/** Stretches of places that are of one class, ascending. Immutable once filled; one thread. */
final class PlaceRuns {
  private int[] from = new int[16];
  private int[] to = new int[16];
  private PlaceClass[] classes = new PlaceClass[16];
  private int count;

  /** Adds the place after the last one, or any later one. */
  void add(int place, PlaceClass ofPlace) {
    if (count > 0 && to[count - 1] == place && classes[count - 1] == ofPlace) {
      to[count - 1]++;
      return;
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
      classes = Arrays.copyOf(classes, 2 * count);
    }
    from[count] = place;
    to[count] = place + 1;
    classes[count++] = ofPlace;
  }

  int count() {
    return count;
  }

  int from(int run) {
    return from[run];
  }

  int to(int run) {
    return to[run];
  }

  PlaceClass classOf(int run) {
    return classes[run];
  }

  /** Whether any run has a place from {@code from} to before {@code to}. */
  boolean overlap(int from, int to) {
    int run = firstAfter(from);
    return run < count && this.from[run] < to;
  }

  /** The first run that ends after a place. */
  int firstAfter(int place) {
    int at = Arrays.binarySearch(to, 0, count, place);
    return at < 0 ? -at - 1 : at + 1;
  }
}
