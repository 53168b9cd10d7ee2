package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Rule;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** check.proto: the same question has the same answer by every method: the engine's. */
@TestInstance(Lifecycle.PER_CLASS)
final class WireLawTest {
  private static final int SITES = 60;
  private static final int QUESTIONS = 25;

  private final DecisionPoint engine = new DecisionPoint(new Resolver());
  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.empty();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Batch = singles = stream = engine, with the same rule. */
  @Test
  void singlesBatchAndStream_randomQuestions_answerAsTheEngine() {
    Set<Rule> reached = EnumSet.noneOf(Rule.class);
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = publish(seed);
          List<Question> questions = site.questions(QUESTIONS, new Random(seed));
          List<CapabilityQuestion> messages = questions.stream().map(Messages::of).toList();
          List<CheckResult> expected =
              questions.stream()
                  .map(question -> DecisionMapper.resultOf(site.decide(question)))
                  .toList();
          List<CheckResult> singles =
              messages.stream()
                  .map(message -> served.stub().checkCapability(check(message)).getDecision())
                  .map(decision -> CheckResult.newBuilder().setDecision(decision).build())
                  .toList();
          assertThat(singles).isEqualTo(expected);
          var batch = batch(messages);
          assertThat(served.stub().batchCheckCapabilities(batch).getResultsList())
              .isEqualTo(expected);
          try (var stream = new OpenStream(served.channel())) {
            stream.send(StreamCheckCapabilitiesRequest.newBuilder().setBatch(batch).build());
            assertThat(stream.receive().getBatch().getResultsList()).isEqualTo(expected);
          }
          expected.forEach(result -> reached.add(result.getDecision().getRule()));
        });
    if (System.getProperty("beadle.seed", "").isEmpty()) {
      Set<Rule> missing = EnumSet.complementOf(EnumSet.copyOf(reached));
      assertThat(missing)
          .as("rules that chance did not reach")
          .containsExactlyInAnyOrder(
              Rule.RULE_UNSPECIFIED,
              Rule.UNRECOGNIZED,
              Rule.RULE_ALL_OF_NOTHING,
              Rule.RULE_ANY_OF_NOTHING);
    }
  }

  /** Every pair of a matrix is the engine's answer to that pair. */
  @Test
  void matrix_randomQuestions_answersEveryPairAsTheEngine() {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = publish(seed);
          List<Question> questions = site.questions(8, new Random(seed));
          for (Question question : questions) {
            assertMatrixIsEngine(site, question, questions);
          }
        });
  }

  /** any_of and all_of are the engine's lists, deciding_index included. */
  @Test
  void lists_randomQuestions_answerAsTheEngine() {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = publish(seed);
          List<Question> questions = site.questions(6, new Random(seed));
          List<String> names = questions.stream().map(Question::capability).toList();
          int[] capabilities =
              names.stream()
                  .mapToInt(name -> Names.capability(site.snapshot(), name, "capability"))
                  .toArray();
          var list = CapabilityList.newBuilder().addAllCapabilities(names);
          for (Question question : questions) {
            var query = site.query(question);
            CapabilityQuestion message = Messages.of(question);
            assertThat(decide(message.toBuilder().setAnyOf(list).build()))
                .isEqualTo(
                    DecisionMapper.messageOf(
                        engine.decideAny(site.snapshot(), query, capabilities)));
            assertThat(decide(message.toBuilder().setAllOf(list).build()))
                .isEqualTo(
                    DecisionMapper.messageOf(
                        engine.decideAll(site.snapshot(), query, capabilities)));
          }
        });
  }

  private void assertMatrixIsEngine(RandomSite site, Question asked, List<Question> others) {
    List<Long> contexts = others.stream().map(Question::contextId).distinct().toList();
    List<String> names = others.stream().map(Question::capability).distinct().toList();
    var request =
        CheckCapabilityMatrixRequest.newBuilder()
            .setUserId(asked.userId())
            .setEnvironment(Messages.environmentOf(asked))
            .setIncludeRules(true)
            .addAllCapabilities(names);
    contexts.forEach(context -> request.addContexts(Contexts.id(context)));
    CheckCapabilityMatrixResponse answer = served.stub().checkCapabilityMatrix(request.build());
    assertThat(answer.getErrorsList()).isEmpty();
    byte[] rules = new byte[contexts.size() * names.size()];
    for (int cell = 0; cell < rules.length; cell++) {
      Decision decision =
          site.decide(
              new Question(
                  asked.userId(),
                  asked.subjectIsCurrentUser(),
                  names.get(cell % names.size()),
                  contexts.get(cell / names.size()),
                  asked.doAnything(),
                  asked.roleSwitches(),
                  asked.loginAsContextId(),
                  asked.temporaryRoles()));
      assertThat((answer.getAllowed().byteAt(cell / 8) >> (cell % 8)) & 1)
          .isEqualTo(decision.isAllowed() ? 1 : 0);
      rules[cell] = (byte) DecisionMapper.ruleOf(decision).getNumber();
    }
    assertThat(answer.getRules().toByteArray()).isEqualTo(rules);
  }

  private RandomSite publish(long seed) {
    RandomSite site = RandomSite.of(seed);
    served.server().publish(ServedSite.loaded(site.snapshot()));
    return site;
  }

  private dev.beadle.v1.Decision decide(CapabilityQuestion question) {
    return served.stub().checkCapability(check(question)).getDecision();
  }
}
