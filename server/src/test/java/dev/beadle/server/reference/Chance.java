package dev.beadle.server.reference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Words for drawing from one {@link Random}, so that a seed tells the whole site or question. */
final class Chance {

  private final Random random;

  Chance(Random random) {
    this.random = random;
  }

  /**
   * A fresh source. The first number of java.util.Random hardly differs between neighbouring seeds,
   * and tests count their seeds upwards: so it is thrown away.
   */
  static Chance ofSeed(long seed) {
    Random random = new Random(seed);
    random.nextLong();
    return new Chance(random);
  }

  /** At least low, at most high. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * Half of the time one of the first four: rows drawn evenly over many roles and capabilities
   * would hardly ever meet, and a check where at most one row has a say shows little.
   */
  <T> T pickFavourite(List<T> choices) {
    return pick(oneIn(2) ? choices : choices.subList(0, Math.min(4, choices.size())));
  }

  /** A shuffled copy. */
  <T> List<T> shuffled(List<T> items) {
    List<T> copy = new ArrayList<>(items);
    Collections.shuffle(copy, random);
    return copy;
  }
}
