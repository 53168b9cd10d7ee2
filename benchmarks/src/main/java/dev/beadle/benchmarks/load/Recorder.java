package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures scenarios that are wanted and keeps what they give, at once, so that a comparison that
 * was cut off goes on where it was. One that fails does not keep the others from being measured.
 * Confined to one thread.
 */
final class Recorder {
  private final Results results;
  private final Wish wish;
  private final String machine;
  private final PrintWriter out;
  private final List<String> failures = new ArrayList<>();

  /**
   * Measures nothing yet.
   *
   * @param results where it is kept
   * @param machine what it is measured on, which is kept beside it
   * @param out takes a report of each scenario
   */
  Recorder(Results results, Wish wish, String machine, PrintWriter out) {
    this.results = results;
    this.wish = wish;
    this.machine = machine;
    this.out = out;
  }

  /**
   * What is wanted.
   *
   * @param scenarios their names; empty is all of them
   * @param isResuming whether what is kept already is not measured again
   * @param pace how long each is measured, 1 being the usual length; warm-ups are never shorter
   */
  record Wish(Set<String> scenarios, boolean isResuming, double pace) {
    Wish {
      scenarios = Set.copyOf(scenarios);
      if (!(pace > 0)) {
        throw new IllegalArgumentException("pace: " + pace + " (expected: greater than 0)");
      }
    }
  }

  /** Makes a contender ready. */
  @FunctionalInterface
  interface Opening {
    /** The contender; whoever opens it closes it. */
    Contender open() throws Exception;
  }

  /** A step of a comparison. */
  @FunctionalInterface
  interface Step {
    /** Takes it. */
    void run() throws Exception;
  }

  Results results() {
    return results;
  }

  PrintWriter out() {
    return out;
  }

  /** The scenarios that failed. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Whether a scenario is to be measured. */
  boolean wants(String scenario) {
    return (wish.scenarios().isEmpty() || wish.scenarios().contains(scenario))
        && !(wish.isResuming() && results.has(scenario));
  }

  /** Whether any of some scenarios is. */
  boolean wantsAny(String... scenarios) {
    return Stream.of(scenarios).anyMatch(this::wants);
  }

  /** Measures one contender beside another at the pace that is wished for, if it is wanted. */
  void measure(String scenario, Interleaved.Plan plan, Opening one, Opening other)
      throws Exception {
    measureWhole(
        scenario,
        new Interleaved.Plan(plan.warmUpSeconds(), plan.seconds() * wish.pace(), plan.rounds()),
        one,
        other);
  }

  /** Measures a scenario for as long as the plan says, whatever the pace, if it is wanted. */
  void measureWhole(String scenario, Interleaved.Plan plan, Opening one, Opening other)
      throws Exception {
    attempt(List.of(scenario), () -> measureNow(scenario, plan, one, other));
  }

  /**
   * Does what some scenarios need, if any of them is wanted. If it fails, those that are wanted
   * have failed.
   */
  void attempt(List<String> scenarios, Step step) throws Exception {
    List<String> wanted = scenarios.stream().filter(this::wants).toList();
    if (wanted.isEmpty()) {
      return;
    }
    // What an earlier run gave is not to stand for one that failed.
    wanted.forEach(results::remove);
    try {
      step.run();
    } catch (IllegalStateException | UncheckedIOException | IOException failed) {
      for (String scenario : wanted) {
        out.printf("%n== %s FAILED: %s%n", scenario, failed);
        failures.add(scenario);
      }
      out.flush();
    }
  }

  /** Keeps what a scenario gave. */
  void keep(String scenario, Properties properties) {
    properties.setProperty(Machine.KEY, machine);
    results.put(scenario, properties);
  }

  private void measureNow(String scenario, Interleaved.Plan plan, Opening one, Opening other)
      throws Exception {
    try (Contender left = one.open();
        Contender right = other.open()) {
      Summary summary = Summary.of(Interleaved.measure(List.of(left, right), plan));
      keep(scenario, summary.toProperties());
      out.printf("%n== %s%n", scenario);
      LoadReport.print(summary, out);
    }
  }
}
