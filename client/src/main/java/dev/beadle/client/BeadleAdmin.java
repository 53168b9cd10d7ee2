package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Timestamp;
import dev.beadle.client.internal.wire.Targets;
import dev.beadle.client.policy.RetryPolicy;
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
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.Instant;

/**
 * Administers the site of a sidecar: roles, permissions, assignments, contexts, people.
 * Thread-safe; make one for each sidecar and keep it. Calls block the calling thread (a virtual one
 * for preference) until the answer or the deadline.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="admin" :
 * try (var admin = BeadleAdmin.to(target)) {
 *   var batch =
 *       AdminBatch.newBuilder()
 *           .setActor(2)
 *           .setReason("the term begins")
 *           .setIdempotencyKey("term-2027-user-22")
 *           .addCommands(
 *               AdminCommand.newBuilder()
 *                   .setAssignRole(
 *                       AssignRole.newBuilder()
 *                           .setRoleId(5)
 *                           .setUserId(22)
 *                           .setContext(Contexts.course(2))))
 *           .build();
 *   return admin.apply(batch).getRevision();
 * }
 * }
 *
 * <p>Every question that is asked after {@link #apply} has returned sees what was written, if it is
 * asked of the same sidecar; another one sees it at the revision that was returned, and a near
 * cache when its watch has told it.
 */
public final class BeadleAdmin implements AutoCloseable {
  /** How long a call may take unless {@link #withDeadline} says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  /** The largest answer that is taken: the changes of a large batch. */
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  private final AdminCalls calls;
  private final String site;
  private final Duration deadline;

  private BeadleAdmin(AdminCalls calls, String site, Duration deadline) {
    this.calls = calls;
    this.site = site;
    this.deadline = deadline;
  }

  /**
   * A client of the sidecar at a target: {@code host:port}, or {@code unix:/path/of/the.sock}. It
   * connects when it is first used.
   */
  public static BeadleAdmin to(String target) {
    return to(target, RetryPolicy.NONE);
  }

  /**
   * A client that calls again what was lost and is safe to repeat: everything that only reads, and
   * a batch that has an idempotency key. Any other batch is sent once.
   */
  public static BeadleAdmin to(String target, RetryPolicy retries) {
    return to(target, retries, InsecureChannelCredentials.create());
  }

  /** The same over TLS, or whatever else the credentials (of gRPC) stand for. */
  public static BeadleAdmin to(String target, RetryPolicy retries, ChannelCredentials credentials) {
    requireNonNull(retries, "retries");
    requireNonNull(credentials, "credentials");
    ManagedChannel channel =
        Grpc.newChannelBuilder(Targets.require("target", target), credentials)
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .build();
    return new BeadleAdmin(new AdminCalls(channel, retries), "", DEFAULT_DEADLINE);
  }

  /** A client over a channel, which it closes in the end; it sends everything once. */
  public static BeadleAdmin over(ManagedChannel channel) {
    return new BeadleAdmin(
        new AdminCalls(requireNonNull(channel, "channel"), RetryPolicy.NONE), "", DEFAULT_DEADLINE);
  }

  /** The same client for the site of this name. It shares the connection. */
  public BeadleAdmin withSite(String newSite) {
    return new BeadleAdmin(calls, requireNonNull(newSite, "site"), deadline);
  }

  /** The same client, with another limit for each call. It shares the connection. */
  public BeadleAdmin withDeadline(Duration newDeadline) {
    return new BeadleAdmin(calls, site, requireNonNull(newDeadline, "deadline"));
  }

  /**
   * Does a batch of commands: all of them in their order, or none. The end of the deadline ends the
   * wait and may leave the batch to be written afterwards.
   *
   * @throws AdminRefusedException if it was not done, or that is not known
   */
  public ApplyResponse apply(AdminBatch batch) {
    var request =
        ApplyRequest.newBuilder().setSite(site).setBatch(requireNonNull(batch, "batch")).build();
    boolean isSafe = !batch.getIdempotencyKey().isEmpty();
    return calls.ask(PolicyAdminServiceGrpc.getApplyMethod(), request, deadline, isSafe);
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
    return calls.ask(PolicyAdminServiceGrpc.getListChangesMethod(), request, deadline, true);
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
    return calls.ask(PolicyAdminServiceGrpc.getListExpiringMethod(), request, deadline, true);
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
    return calls.ask(PreviewServiceGrpc.getPreviewMethod(), request, deadline, true);
  }

  /**
   * Which writes made a user gain or lose a capability in a context.
   *
   * @param question its site is that of this client
   * @throws AdminRefusedException if it cannot be told
   */
  public ExplainHistoryResponse history(ExplainHistoryRequest question) {
    ExplainHistoryRequest request = question.toBuilder().setSite(site).build();
    return calls.ask(HistoryServiceGrpc.getExplainHistoryMethod(), request, deadline, true);
  }

  /** Closes the connection, and with it every client that shares it. */
  @Override
  public void close() {
    calls.close();
  }
}
