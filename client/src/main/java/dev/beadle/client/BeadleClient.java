package dev.beadle.client;

import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceBlockingStub;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks a sidecar. Thread-safe; make one for each sidecar and keep it. Calls block the calling
 * thread (a virtual one for preference) until the answer or the deadline.
 *
 * <pre>{@code
 * try (var beadle = BeadleClient.to("localhost:7460")) {
 *   if (beadle.hasCapability(42, "mod/forum:replypost", Contexts.module(7))) { … }
 * }
 * }</pre>
 */
public final class BeadleClient implements AutoCloseable {
  /** How long a call may take unless {@link #withDeadline} says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

  /** The largest answer that is taken: a batch or a matrix at the server's largest bounds. */
  private static final int MAX_INBOUND_BYTES = 16 << 20;

  private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

  private final ManagedChannel channel;
  private final String site;
  private final Duration deadline;

  private BeadleClient(ManagedChannel channel, String site, Duration deadline) {
    this.channel = channel;
    this.site = site;
    this.deadline = deadline;
  }

  /**
   * A client of the sidecar at a target: {@code host:port}, or {@code unix:/path/of/the.sock}. It
   * connects when it is first asked.
   */
  public static BeadleClient to(String target) {
    return over(
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .build());
  }

  /** A client over a channel, which it closes in the end. */
  public static BeadleClient over(ManagedChannel channel) {
    return new BeadleClient(channel, "", DEFAULT_DEADLINE);
  }

  /** The same client, asking about the site of this name. It shares the connection. */
  public BeadleClient withSite(String newSite) {
    return new BeadleClient(channel, newSite, deadline);
  }

  /** The same client, with another limit for each call. It shares the connection. */
  public BeadleClient withDeadline(Duration newDeadline) {
    return new BeadleClient(channel, site, newDeadline);
  }

  /**
   * Whether a user may: no on any error, and when the sidecar does not answer in time.
   *
   * @param userId user.id; 0 for a visitor who is not logged in
   */
  public boolean hasCapability(long userId, String capability, ContextReference context) {
    var question =
        CapabilityQuestion.newBuilder()
            .setUserId(userId)
            .setCapability(capability)
            .setContext(context)
            .build();
    try {
      return check(question).getDecision().getAllowed();
    } catch (CheckFailedException _) {
      // Fails closed by contract; check() tells the reason to whoever wants it.
      return false;
    }
  }

  /**
   * Answers one question.
   *
   * @throws CheckFailedException if it could not be answered
   */
  public CheckCapabilityResponse check(CapabilityQuestion question) {
    var request = CheckCapabilityRequest.newBuilder().setSite(site).setQuestion(question).build();
    return asked(() -> stub().checkCapability(request));
  }

  /**
   * Answers a list of questions at one revision. Each result has a decision or an error of its own.
   *
   * @throws CheckFailedException if the list as a whole could not be answered
   */
  public BatchCheckCapabilitiesResponse checkBatch(List<CapabilityQuestion> questions) {
    var request =
        BatchCheckCapabilitiesRequest.newBuilder().setSite(site).addAllQuestions(questions).build();
    return asked(() -> stub().batchCheckCapabilities(request));
  }

  /**
   * Answers every pair of contexts and capabilities of a request, whose site is set to this
   * client's.
   *
   * @throws CheckFailedException if it could not be answered
   */
  public CheckCapabilityMatrixResponse checkMatrix(CheckCapabilityMatrixRequest request) {
    var ofSite = request.toBuilder().setSite(site).build();
    return asked(() -> stub().checkCapabilityMatrix(ofSite));
  }

  /**
   * Answers one question with the way to the answer.
   *
   * @throws CheckFailedException if it could not be answered
   */
  public ExplainCapabilityResponse explain(CapabilityQuestion question) {
    var request = ExplainCapabilityRequest.newBuilder().setSite(site).setQuestion(question).build();
    return asked(() -> stub().explainCapability(request));
  }

  /**
   * Opens a stream of batches: each request is answered in order by one response. It has no
   * deadline and the caller ends it. The batches name their own site.
   *
   * @param responses takes the answers, on a thread of gRPC's
   */
  public StreamObserver<StreamCheckCapabilitiesRequest> stream(
      StreamObserver<StreamCheckCapabilitiesResponse> responses) {
    return CheckServiceGrpc.newStub(channel).streamCheckCapabilities(responses);
  }

  /** Closes the connection, and with it every client that shares it. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSING_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException _) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private CheckServiceBlockingStub stub() {
    return CheckServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
  }

  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException failed) {
      throw new CheckFailedException(failed.getStatus(), failed);
    }
  }
}
