package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import dev.beadle.client.internal.wire.CallFailedException;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks for a matrix. */
final class MatrixCall {
  private final Connection connection;
  private final CallSettings settings;

  MatrixCall(Connection connection, CallSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * The matrix, for a thread that waits.
   *
   * @throws CheckFailedException if there is none and the client is to say so
   */
  CapabilityMatrix ask(long userId, List<ContextReference> rows, List<String> columns) {
    // The caller's lists may be others when the answer comes, here and below.
    List<ContextReference> contexts = List.copyOf(requireNonNull(rows, "contexts"));
    List<String> capabilities = List.copyOf(requireNonNull(columns, "capabilities"));
    long startedAt = connection.ticker().now();
    CheckCapabilityMatrixResponse response;
    try {
      response = Connection.await(start(userId, contexts, capabilities));
    } catch (CallFailedException failed) {
      return checked(denied(contexts, capabilities, Failure.of(failed)));
    }
    return checked(inTime(contexts, capabilities, response, startedAt));
  }

  /** The matrix; it fails with a {@link CheckFailedException} if at all. */
  CompletableFuture<CapabilityMatrix> askStaged(
      long userId, List<ContextReference> rows, List<String> columns) {
    List<ContextReference> contexts = List.copyOf(requireNonNull(rows, "contexts"));
    List<String> capabilities = List.copyOf(requireNonNull(columns, "capabilities"));
    long startedAt = connection.ticker().now();
    CompletableFuture<CheckCapabilityMatrixResponse> asked = start(userId, contexts, capabilities);
    return Connection.following(
        asked,
        connection.executor(),
        (response, failed) ->
            checked(
                response == null
                    ? denied(contexts, capabilities, Failure.of(failed))
                    : inTime(contexts, capabilities, response, startedAt)));
  }

  private CompletableFuture<CheckCapabilityMatrixResponse> start(
      long userId, List<ContextReference> contexts, List<String> capabilities) {
    return connection.start(
        CheckServiceGrpc.getCheckCapabilityMatrixMethod(),
        new Requests(settings).matrix(userId, contexts, capabilities),
        settings,
        response ->
            CapabilityMatrix.isWhole(contexts.size(), capabilities.size(), response)
                ? null
                : "the answer does not fit the question");
  }

  /** What is taken after the deadline is no answer. */
  private CapabilityMatrix inTime(
      List<ContextReference> contexts,
      List<String> capabilities,
      CheckCapabilityMatrixResponse response,
      long startedAt) {
    return connection.ticker().now() - startedAt > settings.deadline().toNanos()
        ? denied(contexts, capabilities, Failure.tooLate())
        : CapabilityMatrix.of(contexts, capabilities, response);
  }

  private static CapabilityMatrix denied(
      List<ContextReference> contexts, List<String> capabilities, Failure why) {
    return CapabilityMatrix.denied(contexts, capabilities, why.status());
  }

  private CapabilityMatrix checked(CapabilityMatrix matrix) {
    Status status = matrix.status();
    if (!status.isOk()) {
      connection.meters().failed(status.getCode());
      if (settings.onFailure() == OnFailure.THROW) {
        throw new CheckFailedException(status, null);
      }
    }
    return matrix;
  }
}
