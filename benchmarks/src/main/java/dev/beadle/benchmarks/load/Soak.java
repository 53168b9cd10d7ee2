package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.WireContender.Address;
import dev.beadle.benchmarks.load.WireContender.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Beadle's memory over very many checks in batches. The heap has a fixed size and is touched
 * beforehand, so that what grows beside it is native memory; it is looked at after full
 * collections.
 *
 * @param checks how many
 * @param out takes a line for each look
 */
record Soak(double checks, PrintWriter out) {
  private static final List<String> FIXED_HEAP =
      List.of("-Xms384m", "-Xmx384m", "-XX:+AlwaysPreTouch");
  private static final int LOOKS = 40;

  /** The part of the looks that is warm-up. */
  private static final int WARM_UP_LOOKS = LOOKS / 4;

  private static final int BATCH = 1_000;

  /** Between two guesses of how long the rest takes. */
  private static final double LONGEST_SLICE_SECONDS = 0.5;

  private static final int IN_FLIGHT = 4;

  Soak {
    if (!(checks >= LOOKS * BATCH)) {
      throw new IllegalArgumentException(
          "checks: " + checks + " (expected: at least " + LOOKS * BATCH + ")");
    }
  }

  /** A look at the server's memory. */
  private record Look(double checks, long heapBytes, long residentBytes) {}

  /** Asks, looks, and tells the slopes. */
  SoakResult run(LoadOptions options) throws IOException, InterruptedException {
    List<String> jvm = new ArrayList<>(options.jvmOptions());
    jvm.addAll(FIXED_HEAP);
    Requests requests = options.questions(false).requests(new Shape.Batch(BATCH));
    List<Look> looks = new ArrayList<>();
    try (ServerProcess server =
            ServerProcess.beadle(
                ServerProcess.Place.make(), "soak", jvm, options.serveOptions(false));
        var asking =
            new WireContender(
                new Address(Stage.BEADLE, server.tcpTarget()),
                requests,
                new Pace(IN_FLIGHT, 0, 1),
                server::use)) {
      Rehearsal.requireRight(server.tcpTarget(), requests);
      double asked = 0;
      double perSecond = BATCH;
      for (int look = 1; look <= LOOKS; look++) {
        while (asked < checks * look / LOOKS) {
          double missing = checks * look / LOOKS - asked;
          Sample sample = run(asking, Math.min(LONGEST_SLICE_SECONDS, missing / perSecond));
          asked += (double) sample.answers() * sample.checksPerAnswer();
          perSecond = sample.checksPerSecond();
        }
        ServerUse use = server.useAfterCollection();
        looks.add(new Look(asked, use.heapBytes(), use.residentBytes()));
        out.printf(
            "%,16.0f checks, %,10.0f/s, heap %.2f MiB, resident %.1f MiB%n",
            asked,
            perSecond,
            use.heapBytes() / SoakResult.MEBI,
            use.residentBytes() / SoakResult.MEBI);
        out.flush();
      }
    }
    return result(looks);
  }

  private static Sample run(WireContender asking, double seconds) throws InterruptedException {
    Sample sample = asking.run((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    if (sample.tally().failures() > 0) {
      throw new IllegalStateException("a batch was not answered: " + sample.tally().firstFailure());
    }
    return sample;
  }

  private static SoakResult result(List<Look> looks) {
    List<Look> warm = looks.subList(WARM_UP_LOOKS, looks.size());
    double[] asked = values(warm, Look::checks);
    Look last = looks.getLast();
    return new SoakResult(
        last.checks(),
        last.heapBytes(),
        last.residentBytes(),
        Trend.slope(asked, values(warm, Look::heapBytes)) * SoakResult.GROWTH_CHECKS,
        Trend.slope(asked, values(warm, Look::residentBytes)) * SoakResult.GROWTH_CHECKS);
  }

  private static double[] values(List<Look> looks, ToDoubleFunction<Look> of) {
    return looks.stream().mapToDouble(of).toArray();
  }
}
