package dev.beadle.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import java.util.List;

/** The same questions in messages of Beadle's and of Cerbos's. Stateless and so thread-safe. */
final class PeerRequests {
  private PeerRequests() {}

  /** One question in each message to Beadle. */
  static Requests beadleSingles(List<RoleQuestion> questions) {
    return new Requests(
        Bytes.method(CheckServiceGrpc.getCheckCapabilityMethod()),
        questions.stream()
            .map(question ->
                CheckCapabilityRequest.newBuilder()
                    .setQuestion(messageOf(question))
                    .build()
                    .toByteArray())
            .toList(),
        1,
        (position, response) ->
            CheckCapabilityResponse.parseFrom(response).getDecision().getAllowed()
                == questions.get(position).isAllowed());
  }

  /** Some questions in each message to Beadle, each of them whole: nothing is said once for all. */
  static Requests beadleBatches(List<List<RoleQuestion>> batches) {
    return new Requests(
        Bytes.method(CheckServiceGrpc.getBatchCheckCapabilitiesMethod()),
        batches.stream()
            .map(batch ->
                BatchCheckCapabilitiesRequest.newBuilder()
                    .addAllQuestions(batch.stream().map(PeerRequests::messageOf).toList())
                    .build()
                    .toByteArray())
            .toList(),
        batches.getFirst().size(),
        (position, response) -> isRight(batches.get(position), response));
  }

  /** Some questions about one user in each message to Cerbos. */
  static Requests cerbos(List<List<RoleQuestion>> batches) {
    return new Requests(
        CerbosMessages.CHECK_RESOURCES,
        batches.stream().map(CerbosMessages::request).toList(),
        batches.getFirst().size(),
        (position, response) -> CerbosMessages.isRight(batches.get(position), response));
  }

  private static CapabilityQuestion messageOf(RoleQuestion question) {
    return CapabilityQuestion.newBuilder()
        .setUserId(question.userId())
        .setContext(ContextReference.newBuilder().setId(question.contextId()))
        .setCapability(question.capability())
        .build();
  }

  private static boolean isRight(List<RoleQuestion> batch, byte[] response)
      throws InvalidProtocolBufferException {
    var answer = BatchCheckCapabilitiesResponse.parseFrom(response);
    return Requests.Answers.areRight(answer, batch.size(), place -> batch.get(place).isAllowed());
  }
}
