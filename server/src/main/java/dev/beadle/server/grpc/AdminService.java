package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.Committed;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.v1.ApplyRequest;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.ListChangesRequest;
import dev.beadle.v1.ListChangesResponse;
import dev.beadle.v1.ListExpiringRequest;
import dev.beadle.v1.ListExpiringResponse;
import dev.beadle.v1.PolicyAdminServiceGrpc.PolicyAdminServiceImplBase;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The administration service: reads what is asked, hands it on, and tells what became of it. Works
 * on the given executor, so many calls at once at the most. Thread-safe.
 *
 * <p>A call that is cancelled, or whose deadline passes, takes its batch back as long as the writer
 * has not begun with it; later it only ends the wait, and the batch may become visible.
 */
public final class AdminService extends PolicyAdminServiceImplBase {
  private final AdminSites sites;
  private final BatchMapper batches;
  private final ChangeLister changes;
  private final ExpiryLister expiries;
  private final Executor executor;
  private final Semaphore permits;
  private final int maxCalls;

  /**
   * What the service is made of.
   *
   * @param batches reads batches, and knows who may be their actor
   * @param maxCalls calls being worked on at once ({@code --max-concurrent-admin-calls})
   * @param clock tells what is still to begin or to end
   * @param executor runs the calls; may block
   */
  public record Parts(
      AdminSites sites,
      BatchMapper batches,
      int maxCalls,
      InstantSource clock,
      Executor executor) {}

  public AdminService(Parts parts) {
    this.sites = parts.sites();
    this.batches = parts.batches();
    this.changes = new ChangeLister(sites);
    this.expiries = new ExpiryLister(sites, parts.clock());
    this.executor = parts.executor();
    this.maxCalls = parts.maxCalls();
    this.permits = new Semaphore(maxCalls);
  }

  @Override
  public void apply(ApplyRequest request, StreamObserver<ApplyResponse> observer) {
    answer(observer, () -> apply(request));
  }

  @Override
  public void listChanges(
      ListChangesRequest request, StreamObserver<ListChangesResponse> observer) {
    answer(observer, () -> CompletableFuture.completedFuture(changes.answer(request)));
  }

  @Override
  public void listExpiring(
      ListExpiringRequest request, StreamObserver<ListExpiringResponse> observer) {
    answer(observer, () -> CompletableFuture.completedFuture(expiries.answer(request)));
  }

  private CompletableFuture<ApplyResponse> apply(ApplyRequest request) {
    AdminSites.Site site = sites.named(request.getSite());
    if (!request.hasBatch()) {
      throw WireFields.required("batch", "what to do");
    }
    AdminBatch batch = batches.batchOf(request.getBatch());
    Context call = Context.current();
    if (call.isCancelled()) {
      throw StatusMapper.goneBeforeWriting().asRuntimeException();
    }
    CompletableFuture<Committed> written = site.sink().submit(site.planning().apply(batch));
    // The writer leaves out what is cancelled before it has begun with it.
    call.addListener(_ -> written.cancel(false), Runnable::run);
    return written
        .thenApply(AdminService::messageOf)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(inWire(request.getBatch(), failure)));
  }

  /** A refusal names fields as their command does; here it gets the place in the batch. */
  private static Throwable inWire(dev.beadle.v1.AdminBatch batch, Throwable failure) {
    Throwable cause = causeOf(failure);
    if (!(cause instanceof RefusedChangeException refused)) {
      return cause;
    }
    RefusalDetails details = refused.details();
    if (details.command() == RefusalDetails.UNKNOWN || details.field().isEmpty()) {
      return refused;
    }
    String place = "commands[" + details.command() + "]";
    String name = AdminCommandMapper.nameOf(batch.getCommands(details.command()).getCommandCase());
    String message = String.valueOf(refused.getMessage());
    String field = place + "." + name + "." + details.field();
    return refused.moved(
        message.startsWith(place + ": " + details.field())
            ? field + message.substring((place + ": " + details.field()).length())
            : message,
        details.withField(field));
  }

  static ApplyResponse messageOf(Committed committed) {
    var response =
        ApplyResponse.newBuilder()
            .setRevision(committed.revision().token())
            .setAlreadyApplied(committed.isRepeated());
    committed.changes().forEach(change -> response.addChanges(ChangeMessages.toMessage(change)));
    return response.build();
  }

  private <T> void answer(StreamObserver<T> observer, Supplier<CompletableFuture<T>> work) {
    if (!permits.tryAcquire()) {
      observer.onError(
          StatusMapper.failureOf(
              new LimitExceededException(
                  "administrative calls at once",
                  maxCalls + 1L,
                  "max-concurrent-admin-calls",
                  maxCalls)));
      return;
    }
    BoundedCalls.expectCancellation(observer);
    Runnable inCall = Context.current().wrap(() -> begin(observer, work));
    try {
      executor.execute(inCall);
    } catch (RejectedExecutionException _) {
      permits.release();
      observer.onError(StatusMapper.failureOf(new DrainingException()));
    }
  }

  private <T> void begin(StreamObserver<T> observer, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> answer;
    try {
      answer = work.get();
    } catch (RuntimeException | Error failure) {
      answer = CompletableFuture.failedFuture(failure);
    }
    var _ =
        answer.whenComplete((message, failure) -> {
          permits.release();
          end(observer, message, failure);
        });
  }

  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private static <T> void end(
      StreamObserver<T> observer, @Nullable T message, @Nullable Throwable failure) {
    if (message != null) {
      observer.onNext(message);
      observer.onCompleted();
    } else if (failure != null && causeOf(failure) instanceof RuntimeException known) {
      observer.onError(StatusMapper.failureOf(known));
    } else {
      observer.onError(
          StatusMapper.failureOf(new IllegalStateException("no answer to tell", failure)));
    }
  }
}
