package dev.beadle.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Beadle is to reach, and how it is read off a scenario. */
enum Bar {
  UNARY_THROUGHPUT(
      "unary.throughput.ratio",
      "unary, 64 in flight: throughput / the echo's",
      Scenario.UNARY,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  UNARY_PLAIN(
      "unary.plain.ratio",
      "the same / the plain echo's",
      Scenario.PLAIN_UNARY,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  UNARY_UNIX_P50(
      "unary.unix.p50.micros",
      "unary, 1 in flight, `unix:`: p50 minus echo's p50, µs",
      Scenario.LONELY,
      false,
      Figure.P50_MICROS,
      Summary.Compared::difference),
  HALF_PEAK_P999_RATIO(
      "half-peak.p999.ratio",
      "unary at half of the peak, open loop: p99.9 / echo's",
      Scenario.HALF_PEAK,
      false,
      Figure.P999_MICROS,
      Summary.Compared::ratio),
  HALF_PEAK_P999(
      "half-peak.p999.micros",
      "unary at half of the peak, open loop: p99.9, µs",
      Scenario.HALF_PEAK,
      false,
      Figure.P999_MICROS,
      Summary.Compared::left),
  BATCH_THROUGHPUT(
      "batch.throughput.ratio",
      "batch of 1,000 unlike questions: checks per second / the same messages through the echo",
      Scenario.BATCH,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  BATCH_PLAIN(
      "batch.plain.ratio",
      "the same / the same messages through the plain echo",
      Scenario.PLAIN_BATCH,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  MATRIX_THROUGHPUT(
      "matrix.throughput.ratio",
      "matrix 50 × 20: checks per second / the echo's",
      Scenario.MATRIX,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  MATRIX_PLAIN(
      "matrix.plain.ratio",
      "the same / the plain echo's",
      Scenario.PLAIN_MATRIX,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  CLIENT_THROUGHPUT(
      "client.throughput.ratio",
      "client, 256 virtual threads calling single `hasCapability`: throughput / the echo's single"
          + " calls at 256 in flight",
      Scenario.CLIENT,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  CLIENT_PLAIN(
      "client.plain.ratio",
      "the same / the plain echo's",
      Scenario.PLAIN_CLIENT,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  CLIENT_P99(
      "client.p99.ratio",
      "client: p99 / the echo's",
      Scenario.CLIENT,
      false,
      Figure.P99_MICROS,
      Summary.Compared::ratio),
  CERBOS_SINGLE(
      "cerbos.single.ratio",
      "against Cerbos, single: throughput / Cerbos's",
      Scenario.CERBOS_SINGLE,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  CERBOS_BATCH(
      "cerbos.batch.ratio",
      "against Cerbos, batch of 1,000: checks per second / Cerbos's",
      Scenario.CERBOS_BATCH,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  JCASBIN(
      "jcasbin.ratio",
      "against jCasbin in process, same questions",
      Scenario.JCASBIN,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  CEDAR(
      "cedar.ratio",
      "against Cedar in process, same questions",
      Scenario.CEDAR,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  SAPL(
      "sapl.ratio",
      "against SAPL embedded in process, same questions",
      Scenario.SAPL,
      true,
      Figure.CHECKS_PER_SECOND,
      Summary.Compared::ratio),
  UNARY_ALLOCATION(
      "unary.allocation.bytes",
      "allocation per unary call above echo's, server side, B",
      Scenario.UNARY,
      false,
      Figure.SERVER_BYTES,
      Summary.Compared::difference);

  private final String key;
  private final String words;
  private final String scenario;
  private final boolean isLeast;

  private final Figure figure;

  // A function of both contenders' figures and of nothing else.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Summary.Compared, Spread> part;

  Bar(
      String key,
      String words,
      String scenario,
      boolean isLeast,
      Figure figure,
      Function<Summary.Compared, Spread> part) {
    this.key = key;
    this.words = words;
    this.scenario = scenario;
    this.isLeast = isLeast;
    this.figure = figure;
    this.part = part;
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
    return compared.isTold() ? part.apply(compared) : null;
  }

  /** Whether a measured value reaches a target. */
  boolean isMet(double measured, double target) {
    return isLeast ? measured >= target : measured <= target;
  }

  /** A target in words. */
  String targetText(double target) {
    String number = target == Math.rint(target) ? "%,.0f" : "%,.2f";
    return (isLeast ? "≥ " : "≤ ") + String.format(Locale.ROOT, number, target);
  }

  /** How many decimals its values are told with. */
  int decimals() {
    return key.endsWith("ratio") ? 3 : 1;
  }

  private static String keys() {
    return Arrays.stream(values()).map(Bar::key).collect(Collectors.joining(", "));
  }
}
