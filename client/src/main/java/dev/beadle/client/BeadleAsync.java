package dev.beadle.client;

import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a {@link BeadleClient} for callers that do not wait. What follows a stage runs
 * on the client's executor, a virtual thread each by default; or, as with any stage, on the thread
 * that adds it, if the answer is there already: from the near cache, or because the client is
 * closed. What may block is added by {@code thenApplyAsync} and the like. Thread-safe.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="async" :
 * return beadle
 *     .async()
 *     .hasCapability(10, "mod/forum:replypost", Contexts.module(3))
 *     .thenApply(isAllowed -> isAllowed ? "reply" : "read only");
 * }
 *
 * <p>Each method does what the one of the same name in {@link BeadleClient} does; with {@link
 * OnFailure#THROW} the stage fails with what that would throw. Cancelling {@code
 * toCompletableFuture()} of a stage withdraws the question; others that ask the same get their
 * answers all the same.
 */
public final class BeadleAsync {
  private final Connection connection;
  private final CallSettings settings;
  private final Asker asker;
  private final Verdicts verdicts;

  BeadleAsync(Connection connection, CallSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.asker = new Asker(connection, settings);
    this.verdicts = new Verdicts(settings, connection);
  }

  /** Whether a user has a capability in a context. */
  public CompletionStage<Boolean> hasCapability(
      long userId, String capability, ContextReference context) {
    return isAllowed(Question.of(userId, capability, context));
  }

  /** Whether a user has at least one of the capabilities. */
  public CompletionStage<Boolean> hasAnyCapability(
      long userId, List<String> capabilities, ContextReference context) {
    return isAllowed(Question.of(Questions.anyOf(userId, capabilities, context)));
  }

  /** Whether a user has all of the capabilities. */
  public CompletionStage<Boolean> hasAllCapabilities(
      long userId, List<String> capabilities, ContextReference context) {
    return isAllowed(Question.of(Questions.allOf(userId, capabilities, context)));
  }

  /** The decision about a user, a capability and a context. */
  public CompletionStage<CapabilityDecision> decide(
      long userId, String capability, ContextReference context) {
    return decide(Question.of(userId, capability, context), verdicts);
  }

  /** The decision about any question. */
  public CompletionStage<CapabilityDecision> decide(CapabilityQuestion question) {
    return decide(Question.of(question), verdicts);
  }

  /** The decision, which allows it; the stage fails with a {@link CapabilityRequiredException}. */
  public CompletionStage<CapabilityDecision> requireCapability(
      long userId, String capability, ContextReference context) {
    Question question = Question.of(userId, capability, context);
    return asked(
        question,
        (answer, at) -> {
          CapabilityDecision decision = verdicts.denying().decision(question, answer, at);
          if (!decision.allowed()) {
            throw new CapabilityRequiredException(question, decision);
          }
          return decision;
        });
  }

  /** The decisions about a list of questions. */
  public CompletionStage<List<CapabilityDecision>> decideBatch(List<CapabilityQuestion> questions) {
    return new Batch(connection, settings, verdicts).decideStaged(questions);
  }

  /** The decisions about a user, for every pair of the contexts and the capabilities. */
  public CompletionStage<CapabilityMatrix> matrix(
      long userId, List<ContextReference> contexts, List<String> capabilities) {
    return new MatrixCall(connection, settings).askStaged(userId, contexts, capabilities);
  }

  /** One question with the way to the answer; it fails with a {@link CheckFailedException}. */
  public CompletionStage<ExplainCapabilityResponse> explain(CapabilityQuestion question) {
    var request = new Requests(settings).explain(question);
    CompletableFuture<ExplainCapabilityResponse> asked =
        connection.start(CheckServiceGrpc.getExplainCapabilityMethod(), request, settings);
    return Connection.following(
        asked,
        connection.executor(),
        (response, failed) -> {
          if (response == null) {
            throw new CheckFailedException(Failure.of(failed).status(), failed);
          }
          return response;
        });
  }

  private CompletionStage<Boolean> isAllowed(Question question) {
    return asked(question, (answer, at) -> verdicts.isAllowed(question, answer, at));
  }

  private CompletableFuture<CapabilityDecision> decide(Question question, Verdicts by) {
    return asked(question, (answer, at) -> by.decision(question, answer, at));
  }

  private <R> CompletableFuture<R> asked(Question question, BiFunction<Answer, Long, R> verdict) {
    long startedAt = connection.ticker().now();
    CompletableFuture<Answer> asked = asker.askStaged(question);
    return Connection.following(
        asked,
        // What answers a question completes its stage there, or has done so already.
        Runnable::run,
        (answer, failed) -> verdict.apply(answered(answer, failed), startedAt));
  }

  private static Answer answered(@Nullable Answer answer, @Nullable Throwable failed) {
    return answer != null ? answer : new Answer.Failed(Failure.of(failed));
  }
}
