package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Questions;
import dev.beadle.benchmarks.Sites;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which questions, how long, and how the server is started. Confined to one thread. */
final class LoadOptions {
  private static final int QUESTIONS = 1 << 16;

  @Option(
      names = "--site",
      defaultValue = Sites.MEDIUM,
      description =
          "The site: medium, or a folder with one CSV file for each table (default: medium).")
  private String site = Sites.MEDIUM;

  @Option(
      names = "--mix",
      defaultValue = "uniform",
      description =
          "uniform: user, context and capability independent of each other; own: a context where"
              + " the user has a role, or below it (default: ${DEFAULT-VALUE}).")
  private String mix = "uniform";

  @Option(names = "--deny-only", description = "Only questions whose answer is no.")
  private boolean denyOnly;

  @Option(
      names = "--cold",
      description = "The server remembers no resolution: each check works out its own.")
  private boolean cold;

  @Option(
      names = "--seed",
      defaultValue = "" + Questions.SEED,
      description = "What the draws of questions start from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "Seconds of each contender in each round (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "Seconds of each before the first round (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--server-jvm",
      paramLabel = "OPTION",
      description = "An option of both servers' JVM, besides those of the launcher; repeatable.")
  private List<String> serverJvm = new ArrayList<>();

  /** How long is measured. */
  Interleaved.Plan plan() {
    return new Interleaved.Plan(warmUp, seconds, rounds);
  }

  /** The questions about the site. */
  QuestionSet questions() {
    PolicySnapshot snapshot = Sites.load(site);
    Predicate<Decision> wanted = denyOnly ? decision -> !decision.isAllowed() : _ -> true;
    return new QuestionSet(
        snapshot,
        Questions.draw(
            snapshot,
            Questions.Mix.valueOf(mix.toUpperCase(Locale.ROOT)),
            new Questions.Draws(QUESTIONS, seed),
            wanted));
  }

  /** Options of {@code serve}. */
  List<String> serveOptions() {
    String folder = site.equals(Sites.MEDIUM) ? Sites.mediumFolder().toString() : site;
    List<String> options = new ArrayList<>(List.of("--site", folder));
    if (cold) {
      options.addAll(List.of("--cache-megabytes", "0"));
    }
    return options;
  }

  /** Options of the servers' JVM. */
  List<String> jvmOptions() {
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseCompactObjectHeaders"));
    jvm.addAll(serverJvm);
    return jvm;
  }
}
