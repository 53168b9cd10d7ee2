package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Engines;
import dev.beadle.benchmarks.Questions;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;

/**
 * Uniform questions about a site that engines of roles can answer as well, and the policy that they
 * need for it. Immutable and so thread-safe.
 */
final class PeerQuestions {
  /** How many are drawn before those that cannot be compared are left out. */
  private static final int DRAWN = 1 << 12;

  private static final int CONTEXTS = 50;
  private static final int CAPABILITIES = 20;

  private final PolicySnapshot snapshot;
  private final RolePolicy policy;
  private final List<RoleQuestion> questions = new ArrayList<>();

  PeerQuestions(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
    this.policy = new RolePolicy(snapshot);
    Questions drawn = Questions.draw(snapshot, Questions.Mix.UNIFORM, DRAWN, _ -> true);
    DecisionPoint engine = Engines.cached();
    for (int i = 0; i < drawn.count(); i++) {
      Decision decision = drawn.ask(i, snapshot, engine);
      if (Engines.isByRoles(decision) && policy.isSiteWide(drawn.contextId(i))) {
        questions.add(
            new RoleQuestion(
                drawn.userId(i),
                drawn.contextId(i),
                snapshot.capabilities().nameOf(drawn.capability(i)),
                policy.rolesOf(drawn.userId(i), drawn.contextId(i)),
                decision.isAllowed()));
      }
    }
  }

  /** The share of uniform questions that can be compared. */
  double share() {
    return (double) questions.size() / DRAWN;
  }

  RolePolicy policy() {
    return policy;
  }

  List<RoleQuestion> singles() {
    return List.copyOf(questions);
  }

  /**
   * Questions of one user each: {@value #CONTEXTS} contexts in which he holds the same roles,
   * {@value #CAPABILITIES} capabilities in each, context by context. A message of other engines
   * cannot hold unlike users.
   */
  List<List<RoleQuestion>> batches(int count) {
    var random = new SplittableRandom(Questions.SEED);
    List<List<RoleQuestion>> batches = new ArrayList<>();
    while (batches.size() < count) {
      RoleQuestion first = questions.get(random.nextInt(questions.size()));
      int[] capabilities =
          random.ints(0, snapshot.capabilities().size()).distinct().limit(CAPABILITIES).toArray();
      List<RoleQuestion> batch = new ArrayList<>();
      PrimitiveIterator.OfInt contexts =
          random.ints(0, snapshot.contexts().contextCount()).distinct().iterator();
      while (batch.size() < CONTEXTS * CAPABILITIES) {
        batch.addAll(cells(first, contexts.nextInt(), capabilities));
      }
      batches.add(batch);
    }
    return batches;
  }

  /** The user's questions in a context; none if it cannot be compared with the first one. */
  private List<RoleQuestion> cells(RoleQuestion first, int context, int[] capabilities) {
    long contextId = snapshot.contexts().idOf(context);
    if (!policy.isSiteWide(contextId)
        || !policy.rolesOf(first.userId(), contextId).equals(first.roles())) {
      return List.of();
    }
    DecisionPoint engine = Engines.cached();
    CapabilityCatalog names = snapshot.capabilities();
    List<RoleQuestion> cells = new ArrayList<>();
    for (int capability : capabilities) {
      Decision decision =
          engine.decide(snapshot, first.userId(), context, capability, Environment.DEFAULT);
      if (!Engines.isByRoles(decision)) {
        return List.of();
      }
      cells.add(
          new RoleQuestion(
              first.userId(),
              contextId,
              names.nameOf(capability),
              first.roles(),
              decision.isAllowed()));
    }
    return cells;
  }

  /** Writes what the engines in process read. */
  void write(Path folder) throws IOException {
    List<String> rules = new ArrayList<>();
    policy
        .said()
        .forEach((role, says) -> {
          says.allows().forEach(capability -> rules.add(role + "\t" + capability + "\tallow"));
          says.prohibits()
              .forEach(capability -> rules.add(role + "\t" + capability + "\tprohibit"));
        });
    Files.createDirectories(folder);
    Files.write(folder.resolve("policy.tsv"), rules);
    Files.write(
        folder.resolve("questions.tsv"),
        questions.stream()
            .map(question ->
                String.join(",", question.roles())
                    + "\t"
                    + question.capability()
                    + (question.isAllowed() ? "\tyes" : "\tno"))
            .toList());
  }
}
