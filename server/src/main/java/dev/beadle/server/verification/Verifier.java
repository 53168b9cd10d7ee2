package dev.beadle.server.verification;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Asks the questions of a file again. Confined to one thread. */
public final class Verifier {
  private final Answerer answerer;
  private final int questionsAtOnce;
  private final InstantSource clock;

  /**
   * Asks an answerer.
   *
   * @param questionsAtOnce how many questions it is given at once, at least 1
   */
  public Verifier(Answerer answerer, int questionsAtOnce, InstantSource clock) {
    this.answerer = answerer;
    this.questionsAtOnce = questionsAtOnce;
    this.clock = clock;
  }

  /**
   * Asks every question of a file and compares the answers with Moodle's.
   *
   * @throws dev.beadle.server.moodle.SiteReadException if the file cannot be read
   */
  public VerificationReport verify(Path file) {
    var startedAt = clock.instant();
    var differences = new Differences();
    List<String> notAsked = new ArrayList<>();
    try (DecisionFile decisions = DecisionFile.open(file)) {
      List<RecordedDecision> run = decisions.nextRun(questionsAtOnce);
      while (!run.isEmpty()) {
        List<String> answers = answerer.answer(run);
        for (int i = 0; i < run.size(); i++) {
          RecordedDecision decision = run.get(i);
          String answer = answers.get(i);
          if (answer.startsWith(Answerer.NOT_ASKED)) {
            notAsked.add(answer);
          } else {
            differences.compare(
                () -> "line " + decision.line() + ": " + decision.describe(),
                decision.expected(),
                answer,
                () -> answerer.explain(decision));
          }
        }
        run = decisions.nextRun(questionsAtOnce);
      }
    }
    return new VerificationReport(
        DecisionKind.baseNameOf(file),
        differences.rows(),
        differences.count(),
        Duration.between(startedAt, clock.instant()),
        differences.first(),
        notAsked);
  }
}
