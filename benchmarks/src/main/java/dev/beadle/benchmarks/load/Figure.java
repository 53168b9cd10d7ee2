package dev.beadle.benchmarks.load;

import java.util.function.ToDoubleFunction;

/** What is told of each contender. */
enum Figure {
  CHECKS_PER_SECOND("checks/s", 0, Sample::checksPerSecond),
  P50_MICROS("p50 µs", 1, sample -> sample.micros(50)),
  P99_MICROS("p99 µs", 1, sample -> sample.micros(99)),
  P999_MICROS("p99.9 µs", 1, sample -> sample.micros(99.9)),
  SERVER_MICROS("server µs/check", 3, Sample::serverMicrosPerCheck),
  SERVER_BYTES("server B/message", 0, Sample::bytesPerAnswer);

  private final String words;
  private final int decimals;

  // A function of a sample and of nothing else.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ToDoubleFunction<Sample> of;

  Figure(String words, int decimals, ToDoubleFunction<Sample> of) {
    this.words = words;
    this.decimals = decimals;
    this.of = of;
  }

  /** As reports call it, with its unit. */
  String words() {
    return words;
  }

  int decimals() {
    return decimals;
  }

  double of(Sample sample) {
    return of.applyAsDouble(sample);
  }
}
