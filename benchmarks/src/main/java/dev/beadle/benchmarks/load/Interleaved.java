package dev.beadle.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Contenders measured in turn, round after round, so that what disturbs the machine disturbs all of
 * them; compared round by round.
 */
final class Interleaved {
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  private Interleaved() {}

  /**
   * How long is measured.
   *
   * @param warmUpSeconds of each contender, in two parts, before the first round
   * @param seconds of each contender in each round
   * @param rounds how often each is measured, at least 1
   */
  record Plan(double warmUpSeconds, double seconds, int rounds) {
    Plan {
      if (!(warmUpSeconds >= 0) || !(seconds > 0) || rounds < 1) {
        throw new IllegalArgumentException(
            "warm-up " + warmUpSeconds + ", seconds " + seconds + ", rounds " + rounds);
      }
    }
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException if questions fail: there is nothing to compare then
   */
  static Interleaved measure(List<? extends Contender> contenders, Plan plan)
      throws InterruptedException {
    var result = new Interleaved();
    for (int part = 0; part < 2; part++) {
      for (Contender contender : contenders) {
        if (plan.warmUpSeconds() > 0) {
          requireAnswers(contender, contender.run(nanos(plan.warmUpSeconds() / 2)));
        }
      }
    }
    for (int round = 0; round < plan.rounds(); round++) {
      for (Contender contender : contenders) {
        Sample sample = contender.run(nanos(plan.seconds()));
        requireAnswers(contender, sample);
        result.samples.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(sample);
      }
    }
    return result;
  }

  List<String> names() {
    return List.copyOf(samples.keySet());
  }

  List<Sample> samples(String name) {
    return List.copyOf(samples.getOrDefault(name, List.of()));
  }

  /** A figure of one contender over the rounds. */
  Spread spread(String name, ToDoubleFunction<Sample> figure) {
    return Spread.of(values(name, figure));
  }

  /** The ratio of two contenders' figures, round by round. */
  Spread ratio(String dividend, String divisor, ToDoubleFunction<Sample> figure) {
    return Spread.ofRatios(values(dividend, figure), values(divisor, figure));
  }

  /** The difference of two contenders' figures, round by round. */
  Spread difference(String minuend, String subtrahend, ToDoubleFunction<Sample> figure) {
    return Spread.ofDifferences(values(minuend, figure), values(subtrahend, figure));
  }

  /** All latencies of one contender's rounds. */
  Tally latencies(String name) {
    var all = new Tally();
    samples(name).forEach(sample -> all.add(sample.tally()));
    return all;
  }

  private double[] values(String name, ToDoubleFunction<Sample> figure) {
    return samples(name).stream().mapToDouble(figure).toArray();
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private static void requireAnswers(Contender contender, Sample sample) {
    Tally tally = sample.tally();
    if (tally.failures() > 0 || tally.answers() == 0) {
      throw new IllegalStateException(
          contender.name()
              + ": "
              + tally.failures()
              + " of "
              + (tally.failures() + tally.answers())
              + " messages were not answered; the first: "
              + tally.firstFailure());
    }
  }
}
