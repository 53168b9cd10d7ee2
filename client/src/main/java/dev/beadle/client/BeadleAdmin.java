package dev.beadle.client;

import com.google.protobuf.Timestamp;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.ApplyRequest;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc;
import dev.beadle.v1.ListChangesRequest;
import dev.beadle.v1.ListChangesResponse;
import dev.beadle.v1.ListExpiringRequest;
import dev.beadle.v1.ListExpiringResponse;
import dev.beadle.v1.PolicyAdminServiceGrpc;
import dev.beadle.v1.PolicyAdminServiceGrpc.PolicyAdminServiceBlockingStub;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Administers the site of a sidecar: roles, permissions, assignments, contexts, people.
 * Thread-safe; make one for each sidecar and keep it. Calls block the calling thread (a virtual one
 * for preference) until the answer or the deadline.
 *
 * <pre>{@code
 * try (var admin = BeadleAdmin.to("localhost:7460")) {
 *   var batch =
 *       AdminBatch.newBuilder()
 *           .setActor(2)
 *           .setReason("the term begins")
 *           .setIdempotencyKey("term-2027-user-42")
 *           .addCommands(
 *               AdminCommand.newBuilder()
 *                   .setAssignRole(
 *                       AssignRole.newBuilder()
 *                           .setRoleId(5)
 *                           .setUserId(42)
 *                           .setContext(Contexts.course(7))))
 *           .build();
 *   String revision = admin.apply(batch).getRevision();
 * }
 * }</pre>
 *
 * <p>Every question that is asked after {@link #apply} has returned sees what was written, if it is
 * asked of the same sidecar; another one sees it at the revision that was returned.
 */
public final class BeadleAdmin implements AutoCloseable {
  /** How long a call may take unless {@link #withDeadline} says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  /** The largest answer that is taken: the changes of a large batch. */
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

  private final ManagedChannel channel;
  private final String site;
  private final Duration deadline;

  private BeadleAdmin(ManagedChannel channel, String site, Duration deadline) {
    this.channel = channel;
    this.site = site;
    this.deadline = deadline;
  }

  /**
   * A client of the sidecar at a target: {@code host:port}, or {@code unix:/path/of/the.sock}. It
   * connects when it is first used.
   */
  public static BeadleAdmin to(String target) {
    return over(
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .build());
  }

  /** A client over a channel, which it closes in the end. */
  public static BeadleAdmin over(ManagedChannel channel) {
    return new BeadleAdmin(channel, "", DEFAULT_DEADLINE);
  }

  /** The same client for the site of this name. It shares the connection. */
  public BeadleAdmin withSite(String newSite) {
    return new BeadleAdmin(channel, newSite, deadline);
  }

  /** The same client, with another limit for each call. It shares the connection. */
  public BeadleAdmin withDeadline(Duration newDeadline) {
    return new BeadleAdmin(channel, site, newDeadline);
  }

  /**
   * Does a batch of commands: all of them in their order, or none. The end of the deadline ends the
   * wait and may leave the batch to be written afterwards.
   *
   * @throws AdminRefusedException if it was not done, or that is not known
   */
  public ApplyResponse apply(AdminBatch batch) {
    var request = ApplyRequest.newBuilder().setSite(site).setBatch(batch).build();
    return asked(() -> stub().apply(request));
  }

  /**
   * What was written after a revision, oldest first.
   *
   * @param afterRevision the revision, or next_after_revision of the page before; empty for the
   *     earliest that is kept
   * @param pageSize how many at the most: 1 to 1,000; 0 for 100
   * @throws AdminRefusedException if it cannot be told
   */
  public ListChangesResponse listChanges(String afterRevision, int pageSize) {
    var request =
        ListChangesRequest.newBuilder()
            .setSite(site)
            .setAfterRevision(afterRevision)
            .setPageSize(pageSize)
            .build();
    return asked(() -> stub().listChanges(request));
  }

  /**
   * The role assignments that begin or end by themselves, soonest first.
   *
   * @param until up to which moment; seconds count
   * @param pageToken next_page_token of the page before; empty for the first one
   * @throws AdminRefusedException if it cannot be told
   */
  public ListExpiringResponse listExpiring(Instant until, String pageToken) {
    var request =
        ListExpiringRequest.newBuilder()
            .setSite(site)
            .setUntil(Timestamp.newBuilder().setSeconds(until.getEpochSecond()))
            .setPageToken(pageToken)
            .build();
    return asked(() -> stub().listExpiring(request));
  }

  /**
   * What a batch would do, without doing it: the numbers, and a page of the people concerned.
   *
   * @param pageSize how many people at the most: 1 to 1,000; 0 for 100
   * @param pageToken next_page_token of the page before; empty for the first one
   * @throws AdminRefusedException if the batch would be refused, or it cannot be told
   */
  public PreviewResponse preview(AdminBatch batch, int pageSize, String pageToken) {
    var request =
        PreviewRequest.newBuilder()
            .setSite(site)
            .setBatch(batch)
            .setPageSize(pageSize)
            .setPageToken(pageToken)
            .build();
    return asked(() ->
        PreviewServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline).preview(request));
  }

  /**
   * Which writes made a user gain or lose a capability in a context.
   *
   * @param question its site is that of this client
   * @throws AdminRefusedException if it cannot be told
   */
  public ExplainHistoryResponse history(ExplainHistoryRequest question) {
    ExplainHistoryRequest request = question.toBuilder().setSite(site).build();
    return asked(() ->
        HistoryServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(deadline)
            .explainHistory(request));
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

  private PolicyAdminServiceBlockingStub stub() {
    return PolicyAdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
  }

  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException failed) {
      throw new AdminRefusedException(failed);
    }
  }
}
