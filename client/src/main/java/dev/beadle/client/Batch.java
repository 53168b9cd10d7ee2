package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.wire.CallFailedException;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides a list of questions in one call. */
final class Batch {
  private final Connection connection;
  private final CallSettings settings;
  private final Verdicts verdicts;

  Batch(Connection connection, CallSettings settings, Verdicts verdicts) {
    this.connection = connection;
    this.settings = settings;
    this.verdicts = verdicts;
  }

  /**
   * The decisions, for a thread that waits. The caller's list may be another one when the answer
   * comes, here and below.
   *
   * @throws CheckFailedException if there are none and the client is to say so
   */
  List<CapabilityDecision> decide(List<CapabilityQuestion> asking) {
    List<CapabilityQuestion> questions = List.copyOf(requireNonNull(asking, "questions"));
    long startedAt = connection.ticker().now();
    BatchCheckCapabilitiesResponse response;
    try {
      response = Connection.await(start(questions));
    } catch (CallFailedException failed) {
      return decisions(questions, null, failed, startedAt);
    }
    return decisions(questions, response, null, startedAt);
  }

  /** The decisions; it fails with a {@link CheckFailedException} if at all. */
  CompletableFuture<List<CapabilityDecision>> decideStaged(List<CapabilityQuestion> asking) {
    List<CapabilityQuestion> questions = List.copyOf(requireNonNull(asking, "questions"));
    long startedAt = connection.ticker().now();
    CompletableFuture<BatchCheckCapabilitiesResponse> asked = start(questions);
    return Connection.following(
        asked,
        connection.executor(),
        (response, failed) -> decisions(questions, response, failed, startedAt));
  }

  private CompletableFuture<BatchCheckCapabilitiesResponse> start(
      List<CapabilityQuestion> questions) {
    return connection.start(
        CheckServiceGrpc.getBatchCheckCapabilitiesMethod(),
        new Requests(settings).batch(questions),
        settings,
        response ->
            response.getResultsCount() == questions.size()
                ? null
                : response.getResultsCount() + " results for " + questions.size() + " questions");
  }

  private List<CapabilityDecision> decisions(
      List<CapabilityQuestion> questions,
      @Nullable BatchCheckCapabilitiesResponse response,
      @Nullable Throwable failed,
      long startedAt) {
    List<CapabilityDecision> decisions = new ArrayList<>(questions.size());
    for (int i = 0; i < questions.size(); i++) {
      Answer answer = answerAt(i, response, failed);
      decisions.add(verdicts.decision(Question.of(questions.get(i)), answer, startedAt));
    }
    return decisions;
  }

  private static Answer answerAt(
      int position, @Nullable BatchCheckCapabilitiesResponse response, @Nullable Throwable failed) {
    return response == null
        ? new Answer.Failed(Failure.of(failed))
        : answerOf(response.getResults(position), Facts.of(response.getFreshness()));
  }

  private static Answer answerOf(CheckResult result, Facts facts) {
    return switch (result.getResultCase()) {
      case DECISION -> Asker.decided(result.getDecision(), facts);
      case ERROR, RESULT_NOT_SET -> new Answer.Failed(Failure.ofError(result.getError()));
    };
  }
}
