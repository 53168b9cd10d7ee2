package dev.beadle.client;

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

  /** The matrix; it fails with a {@link CheckFailedException} if at all. */
  CompletableFuture<CapabilityMatrix> ask(
      long userId, List<ContextReference> contexts, List<String> capabilities) {
    var request = new Requests(settings).matrix(userId, contexts, capabilities);
    return connection
        .start(CheckServiceGrpc.getCheckCapabilityMatrixMethod(), request, settings)
        .handleAsync(
            (response, failed) ->
                checked(
                    response == null
                        ? CapabilityMatrix.denied(
                            contexts, capabilities, Batch.failureOf(failed).status())
                        : CapabilityMatrix.of(contexts, capabilities, response)),
            connection.executor());
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
