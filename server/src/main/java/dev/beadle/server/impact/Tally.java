package dev.beadle.server.impact;

import java.util.Arrays;

/** In how many contexts there is which outcome, by its number. Not thread-safe. */
final class Tally {
  private long[] contexts = new long[16];
  private int[] numbers = new int[16];
  private boolean[] isListed = new boolean[16];
  private int count;

  /** Forgets everything. Cost: that of what was counted. */
  void clear() {
    for (int i = 0; i < count; i++) {
      contexts[numbers[i]] = 0;
      isListed[numbers[i]] = false;
    }
    count = 0;
  }

  /** Counts contexts, or takes them back. */
  void add(int number, long contextCount) {
    if (number >= contexts.length) {
      int length = Math.max(number + 1, 2 * contexts.length);
      contexts = Arrays.copyOf(contexts, length);
      isListed = Arrays.copyOf(isListed, length);
      numbers = Arrays.copyOf(numbers, length);
    }
    if (!isListed[number]) {
      isListed[number] = true;
      numbers[count++] = number;
    }
    contexts[number] = Math.addExact(contexts[number], contextCount);
  }

  /** Counts what another has counted. */
  void addAll(Tally other) {
    for (int i = 0; i < other.count; i++) {
      int number = other.numbers[i];
      add(number, other.contexts[number]);
    }
  }

  /** How many outcomes have been counted. */
  int count() {
    return count;
  }

  /** The number of the outcome at {@code index}, 0 to {@link #count()} - 1. */
  int numberAt(int index) {
    return numbers[index];
  }

  /** In how many contexts; 0 if all were taken back. */
  long contextsAt(int index) {
    return contexts[numbers[index]];
  }
}
