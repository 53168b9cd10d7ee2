package dev.beadle.client;

import dev.beadle.client.internal.cache.NearCache;
import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.check.BlockedCheck;
import dev.beadle.client.internal.check.Lane;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.check.StagedCheck;
import dev.beadle.client.internal.wire.CallFailedException;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Decision;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gets single questions answered, together with those of others where that is fair. */
final class Asker {
  /**
   * A question of more bytes travels alone: it may take longer than those of others should wait.
   */
  private static final int MOST_BYTES_TOGETHER = 1_024;

  private final Connection connection;
  private final CallSettings settings;
  private final Requests requests;
  private final long deadlineNanos;

  Asker(Connection connection, CallSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.requests = new Requests(settings);
    this.deadlineNanos = settings.deadline().toNanos();
  }

  /**
   * Asks, and waits for what comes of it, which may be late.
   *
   * @param now by the ticker's clock
   */
  Answer ask(Question question, long now) {
    NearCache cache = findCacheFor(question);
    if (cache == null) {
      return askSidecar(question, now);
    }
    Answer kept = findKept(cache, question, now);
    if (kept != null) {
      return kept;
    }
    Answer answer = askSidecar(question, now);
    keep(cache, question, answer, now);
    return answer;
  }

  /** The same, whatever is kept. */
  Answer askSidecar(Question question, long now) {
    if (deadlineNanos == 0) {
      return new Answer.Failed(outOfTime());
    }
    Lane lane = findLaneFor(question);
    if (lane == null) {
      return askAlone(question);
    }
    var check = new BlockedCheck(question, now + deadlineNanos);
    lane.submit(check);
    return check.await();
  }

  /** The same, without others. */
  Answer askAlone(Question question) {
    return answerOf(alone(question));
  }

  /** Asks; the future never fails, but for being cancelled. An answer may be late. */
  CompletableFuture<Answer> askStaged(Question question) {
    long now = connection.ticker().now();
    NearCache cache = findCacheFor(question);
    if (cache == null) {
      return askSidecarStaged(question, now);
    }
    Answer kept = findKept(cache, question, now);
    if (kept != null) {
      return CompletableFuture.completedFuture(kept);
    }
    CompletableFuture<Answer> asked = askSidecarStaged(question, now);
    var _ =
        asked.whenComplete((answer, _) -> {
          if (answer != null) {
            keep(cache, question, answer, now);
          }
        });
    return asked;
  }

  private CompletableFuture<Answer> askSidecarStaged(Question question, long now) {
    if (deadlineNanos == 0) {
      return CompletableFuture.completedFuture(new Answer.Failed(outOfTime()));
    }
    Lane lane = findLaneFor(question);
    if (lane == null) {
      CompletableFuture<CheckCapabilityResponse> asked = alone(question);
      return Connection.following(asked, connection.executor(), Asker::answerOf);
    }
    var check = new StagedCheck(question, now + deadlineNanos, connection.executor());
    lane.submit(check);
    return check.result();
  }

  private @Nullable NearCache findCacheFor(Question question) {
    return settings.isCurrent() && question.isPlain() ? connection.findCache(settings) : null;
  }

  private @Nullable Answer findKept(NearCache cache, Question question, long now) {
    Answer kept = cache.find(question, now);
    connection.meters().nearCacheRead(kept != null);
    return kept;
  }

  private static void keep(NearCache cache, Question question, Answer answer, long askedAt) {
    if (answer instanceof Answer.Decided decided) {
      cache.store(question, decided, askedAt);
    }
  }

  /**
   * Questions that may make the server wait, or that take it long, have no place among others: a
   * message is answered when its last question is.
   */
  private @Nullable Lane findLaneFor(Question question) {
    return settings.isCurrent() && question.wireSize() <= MOST_BYTES_TOGETHER
        ? connection.findLane(settings.site())
        : null;
  }

  private CompletableFuture<CheckCapabilityResponse> alone(Question question) {
    return connection.start(
        CheckServiceGrpc.getCheckCapabilityMethod(),
        requests.check(question.toMessage()),
        settings,
        response -> response.hasDecision() ? null : "the answer has no decision");
  }

  private static Answer answerOf(CompletableFuture<CheckCapabilityResponse> call) {
    try {
      return answerOf(Connection.await(call));
    } catch (CallFailedException failed) {
      return new Answer.Failed(failed.failure());
    }
  }

  private static Answer answerOf(
      @Nullable CheckCapabilityResponse response, @Nullable Throwable failed) {
    return response != null ? answerOf(response) : new Answer.Failed(Failure.of(failed));
  }

  private static Answer answerOf(CheckCapabilityResponse response) {
    return decided(response.getDecision(), Facts.of(response.getFreshness()));
  }

  static Answer decided(Decision decision, Facts facts) {
    return new Answer.Decided(
        decision.getAllowed(), decision.getRuleValue(), decision.getDecidingIndex(), facts);
  }

  private Failure outOfTime() {
    return connection.endpoints().isClosed() ? Failure.closed() : Failure.noTime();
  }
}
