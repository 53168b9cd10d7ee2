package dev.beadle.benchmarks.load;

/**
 * One contender's part of one round.
 *
 * @param tally what became of its questions; without latencies where each took next to no time
 * @param answers how many messages were answered
 * @param checksPerAnswer how many checks one answer answers
 * @param nanos how long it took, the last answers included
 * @param use what the server used meanwhile
 */
record Sample(Tally tally, long answers, int checksPerAnswer, long nanos, ServerUse use) {
  /** One whose latencies were counted. */
  static Sample of(Tally tally, int checksPerAnswer, long nanos, ServerUse use) {
    return new Sample(tally, tally.answers(), checksPerAnswer, nanos, use);
  }

  double checksPerSecond() {
    return checks() * 1e9 / nanos;
  }

  /** Microseconds below which a share of the latencies lie. */
  double micros(double percentile) {
    return tally.latencies().getValueAtPercentile(percentile) / 1e3;
  }

  /** Processor time of the server for one check, in microseconds. */
  double serverMicrosPerCheck() {
    return use.cpuNanos() / 1e3 / Math.max(1, checks());
  }

  /** Bytes that the server allocated for one answer. */
  double bytesPerAnswer() {
    return use.allocatedBytes() / (double) Math.max(1, answers);
  }

  private double checks() {
    return (double) answers * checksPerAnswer;
  }
}
