package dev.beadle.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * One contender's part of one round.
 *
 * @param tally what became of its questions; a read-only view by convention
 * @param checksPerAnswer how many checks one answer answers
 * @param nanos how long it took, the last answers included
 * @param use what the server used meanwhile
 */
record Sample(Tally tally, int checksPerAnswer, long nanos, ServerUse use) {
  double checksPerSecond() {
    return tally.answers() * (double) checksPerAnswer * 1e9 / nanos;
  }

  /** Microseconds below which a share of the latencies lie. */
  double micros(double percentile) {
    Histogram latencies = tally.latencies();
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  /** Processor time of the server for one check, in microseconds. */
  double serverMicrosPerCheck() {
    return use.cpuNanos() / 1e3 / Math.max(1, checks());
  }

  /** Bytes that the server allocated for one answer. */
  double bytesPerAnswer() {
    return use.allocatedBytes() / (double) Math.max(1, tally.answers());
  }

  long checks() {
    return tally.answers() * checksPerAnswer;
  }
}
