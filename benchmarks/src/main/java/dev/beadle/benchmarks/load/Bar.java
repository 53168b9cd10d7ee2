package dev.beadle.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Beadle is to reach, and how it is read off a scenario. */
enum Bar {
  UNARY_THROUGHPUT(
      "unary.throughput.ratio", "unary, 64 in flight: throughput / the echo's", Scenario.UNARY),
  UNARY_PLAIN("unary.plain.ratio", "the same / the plain echo's", Scenario.PLAIN_UNARY),
  UNARY_UNIX_P50(
      "unary.unix.p50.micros",
      "unary, 1 in flight, `unix:`: p50 minus echo's p50, µs",
      Scenario.LONELY,
      Sense.AT_MOST,
      Figure.P50_MICROS,
      Part.DIFFERENCE),
  HALF_PEAK_P999_RATIO(
      "half-peak.p999.ratio",
      "unary at half of the peak, open loop: p99.9 / echo's",
      Scenario.HALF_PEAK,
      Sense.AT_MOST,
      Figure.P999_MICROS,
      Part.RATIO),
  HALF_PEAK_P999(
      "half-peak.p999.micros",
      "unary at half of the peak, open loop: p99.9, µs",
      Scenario.HALF_PEAK,
      Sense.AT_MOST,
      Figure.P999_MICROS,
      Part.LEFT),
  BATCH_THROUGHPUT(
      "batch.throughput.ratio",
      "batch of 1,000 unlike questions: checks per second / the same messages through the echo",
      Scenario.BATCH),
  BATCH_PLAIN(
      "batch.plain.ratio",
      "the same / the same messages through the plain echo",
      Scenario.PLAIN_BATCH),
  MATRIX_THROUGHPUT(
      "matrix.throughput.ratio", "matrix 50 × 20: checks per second / the echo's", Scenario.MATRIX),
  MATRIX_PLAIN("matrix.plain.ratio", "the same / the plain echo's", Scenario.PLAIN_MATRIX),
  CLIENT_THROUGHPUT(
      "client.throughput.ratio",
      "client, 256 virtual threads calling single `hasCapability`: throughput / the echo's single"
          + " calls at 256 in flight",
      Scenario.CLIENT),
  CLIENT_PLAIN("client.plain.ratio", "the same / the plain echo's", Scenario.PLAIN_CLIENT),
  CLIENT_P99(
      "client.p99.ratio",
      "client: p99 / the echo's",
      Scenario.CLIENT,
      Sense.AT_MOST,
      Figure.P99_MICROS,
      Part.RATIO),
  CERBOS_SINGLE(
      "cerbos.single.ratio",
      "against Cerbos, single: throughput / Cerbos's",
      Scenario.CERBOS_SINGLE),
  CERBOS_BATCH(
      "cerbos.batch.ratio",
      "against Cerbos, batch of 1,000: checks per second / Cerbos's",
      Scenario.CERBOS_BATCH),
  JCASBIN("jcasbin.ratio", "against jCasbin in process, same questions", Scenario.JCASBIN),
  CEDAR("cedar.ratio", "against Cedar in process, same questions", Scenario.CEDAR),
  SAPL("sapl.ratio", "against SAPL embedded in process, same questions", Scenario.SAPL),
  UNARY_ALLOCATION(
      "unary.allocation.bytes",
      "allocation per unary call above echo's, server side, B",
      Scenario.UNARY,
      Sense.AT_MOST,
      Figure.SERVER_BYTES,
      Part.DIFFERENCE);

  private final String key;
  private final String words;
  private final String scenario;
  private final Sense sense;
  private final Figure figure;
  private final Part part;

  /** Of the throughput, which is to be at least so many times the other's. */
  Bar(String key, String words, String scenario) {
    this(key, words, scenario, Sense.AT_LEAST, Figure.CHECKS_PER_SECOND, Part.RATIO);
  }

  Bar(String key, String words, String scenario, Sense sense, Figure figure, Part part) {
    this.key = key;
    this.words = words;
    this.scenario = scenario;
    this.sense = sense;
    this.figure = figure;
    this.part = part;
  }

  /** On which side of a target values are good. */
  private enum Sense {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }

    boolean isMet(double measured, double target) {
      return switch (this) {
        case AT_LEAST -> measured >= target;
        case AT_MOST -> measured <= target;
      };
    }
  }

  /** What is told of a figure that both gave. */
  private enum Part {
    LEFT(1),
    RATIO(3),
    DIFFERENCE(1);

    private final int decimals;

    Part(int decimals) {
      this.decimals = decimals;
    }

    Spread of(Summary.Compared compared) {
      return switch (this) {
        case LEFT -> compared.left();
        case RATIO -> compared.ratio();
        case DIFFERENCE -> compared.difference();
      };
    }
  }

  /** The bar of this key. */
  static Bar of(String key) {
    return Arrays.stream(values())
        .filter(bar -> bar.key.equals(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "`" + key + "` is no bar (expected one of: " + keys() + ")"));
  }

  /** As a file of bars calls it. */
  String key() {
    return key;
  }

  /** As reports call it. */
  String words() {
    return words;
  }

  /** Where it is measured. */
  String scenario() {
    return scenario;
  }

  /** What was measured, or null if one of the two gave no such figure. */
  @Nullable Spread findMeasured(Summary summary) {
    Summary.Compared compared = summary.get(figure);
    return compared.isTold() ? part.of(compared) : null;
  }

  /** Whether a measured value reaches a target. */
  boolean isMet(double measured, double target) {
    return sense.isMet(measured, target);
  }

  /** A target in words. */
  String targetText(double target) {
    String number = target == Math.rint(target) ? "%,.0f" : "%,.2f";
    return sense.sign + " " + String.format(Locale.ROOT, number, target);
  }

  /** How many decimals its values are told with. */
  int decimals() {
    return part.decimals;
  }

  private static String keys() {
    return Arrays.stream(values()).map(Bar::key).collect(Collectors.joining(", "));
  }
}
