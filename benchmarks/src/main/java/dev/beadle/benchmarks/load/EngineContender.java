package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Engines;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/**
 * Beadle's engine in this process, on one thread: user, context and capability by what a caller
 * knows, all of them looked up, the roles found by walking.
 */
final class EngineContender implements Contender {
  /** Between two looks at the clock. */
  private static final int QUESTIONS_PER_LOOK = 256;

  private final PolicySnapshot snapshot;
  private final List<RoleQuestion> questions;
  private final DecisionPoint engine = Engines.cached();
  private int position;

  EngineContender(PolicySnapshot snapshot, List<RoleQuestion> questions) {
    this.snapshot = snapshot;
    this.questions = List.copyOf(questions);
  }

  @Override
  public String name() {
    return "beadle in process";
  }

  @Override
  public Sample run(long nanos) {
    var tally = new Tally();
    long begun = System.nanoTime();
    long answers = 0;
    long wrong = 0;
    while (System.nanoTime() - begun < nanos) {
      for (int i = 0; i < QUESTIONS_PER_LOOK; i++) {
        RoleQuestion question = questions.get(position);
        wrong += isAllowed(question) == question.isAllowed() ? 0 : 1;
        position = position + 1 == questions.size() ? 0 : position + 1;
      }
      answers += QUESTIONS_PER_LOOK;
    }
    if (wrong > 0) {
      tally.failed(wrong + " wrong answers");
    }
    return new Sample(tally, answers, 1, System.nanoTime() - begun, ServerUse.UNKNOWN);
  }

  @Override
  public void close() {
    // Nothing was opened.
  }

  private boolean isAllowed(RoleQuestion question) {
    ContextTree contexts = snapshot.contexts();
    CapabilityCatalog capabilities = snapshot.capabilities();
    return engine
        .decide(
            snapshot,
            question.userId(),
            contexts.find(question.contextId()),
            capabilities.find(question.capability()),
            Environment.DEFAULT)
        .isAllowed();
  }
}
