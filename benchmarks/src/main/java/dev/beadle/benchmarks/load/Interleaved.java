package dev.beadle.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
      if (!(warmUpSeconds >= 0)) {
        throw new IllegalArgumentException("warm-up: " + warmUpSeconds + " (expected: at least 0)");
      }
      if (!(seconds > 0)) {
        throw new IllegalArgumentException("seconds: " + seconds + " (expected: more than 0)");
      }
      if (rounds < 1) {
        throw new IllegalArgumentException("rounds: " + rounds + " (expected: at least 1)");
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

  /** A figure of one contender, round by round. */
  double[] values(String name, Figure figure) {
    return samples.getOrDefault(name, List.of()).stream().mapToDouble(figure::of).toArray();
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private static void requireAnswers(Contender contender, Sample sample) {
    Tally tally = sample.tally();
    if (tally.failures() > 0 || sample.answers() == 0) {
      throw new IllegalStateException(
          contender.name()
              + ": "
              + tally.failures()
              + " of "
              + (tally.failures() + sample.answers())
              + " messages were not answered; the first: "
              + tally.firstFailure());
    }
  }
}
