package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Questions;
import dev.beadle.benchmarks.Sites;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.PolicySnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which questions about which site, and how servers are started. Confined to one thread. */
final class LoadOptions {
  private static final int QUESTIONS = 1 << 16;

  /** From the repository's root, where the launcher runs benchmarks. */
  private static final Path LAUNCHER_OPTIONS =
      Path.of("server", "src", "main", "launch", "jvm.options");

  @Option(
      names = "--site",
      paramLabel = "SITE",
      defaultValue = Sites.MEDIUM,
      description =
          "The site: medium, or a folder with one CSV file for each table (default: medium).")
  private String site = Sites.MEDIUM;

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      defaultValue = "uniform",
      description =
          "uniform: user, context and capability independent of each other; own: a context where"
              + " the user has a role, or below it; alternating: both by turns (default:"
              + " ${DEFAULT-VALUE}).")
  private Questions.Mix mix = Questions.Mix.UNIFORM;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + Questions.SEED,
      description = "What the draws of questions start from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--server-jvm",
      paramLabel = "OPTION",
      description = "An option of both servers' JVM, besides those of the launcher; repeatable.")
  private List<String> serverJvm = new ArrayList<>();

  /** The site. */
  PolicySnapshot snapshot() {
    return Sites.load(site);
  }

  /**
   * The questions about the site, for messages of any shape.
   *
   * @param isDenyOnly whether they are to be those whose answer is no
   */
  QuestionSet questions(boolean isDenyOnly) {
    return questionsFor(new Shape.Unary(), isDenyOnly);
  }

  /** The same for messages of a shape. */
  QuestionSet questionsFor(Shape shape, boolean isDenyOnly) {
    return questions(
        mix, shape.questionsPerUser(), isDenyOnly ? decision -> !decision.isAllowed() : _ -> true);
  }

  /** The same of a mix that is not the one asked for. */
  QuestionSet questionsFor(Shape shape, Questions.Mix another) {
    return questions(another, shape.questionsPerUser(), _ -> true);
  }

  private QuestionSet questions(Questions.Mix asked, int perUser, Predicate<Decision> wanted) {
    PolicySnapshot snapshot = snapshot();
    var draws = new Questions.Draws(QUESTIONS, seed, perUser);
    return new QuestionSet(snapshot, Questions.draw(snapshot, asked, draws, wanted));
  }

  /**
   * Options of {@code serve}.
   *
   * @param isCold whether the server is to remember no resolution
   */
  List<String> serveOptions(boolean isCold) {
    List<String> serve = new ArrayList<>();
    serve.add("--site");
    serve.add(site.equals(Sites.MEDIUM) ? Sites.mediumFolder().toString() : site);
    if (isCold) {
      serve.addAll(List.of("--cache-megabytes", "0"));
    }
    return serve;
  }

  /** Options of the servers' JVM: the launcher's, and those asked for. */
  List<String> jvmOptions() throws IOException {
    List<String> jvm = new ArrayList<>(Files.readAllLines(LAUNCHER_OPTIONS));
    jvm.addAll(serverJvm);
    return jvm;
  }
}
