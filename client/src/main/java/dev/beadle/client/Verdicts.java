package dev.beadle.client;

import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Turns what became of a question into what the caller gets: see {@link OnFailure}, whose words
 * these are. Thread-safe.
 */
final class Verdicts {
  private final OnFailure onFailure;
  private final Set<String> failOpen;
  private final long deadlineNanos;
  private final ClientMeters meters;
  private final FailOpenLog log;
  private final LongSupplier nanoClock;

  Verdicts(OnFailure onFailure, Verdicts like) {
    this.onFailure = onFailure;
    this.failOpen = like.failOpen;
    this.deadlineNanos = like.deadlineNanos;
    this.meters = like.meters;
    this.log = like.log;
    this.nanoClock = like.nanoClock;
  }

  Verdicts(CallSettings settings, Connection connection) {
    this.onFailure = settings.onFailure();
    this.failOpen = settings.failOpen();
    this.deadlineNanos = settings.deadline().toNanos();
    this.meters = connection.meters();
    this.log = connection.failOpenLog();
    this.nanoClock = connection.ticker()::now;
  }

  /** The same, but never throwing. */
  Verdicts denying() {
    return onFailure == OnFailure.DENY ? this : new Verdicts(OnFailure.DENY, this);
  }

  /**
   * Yes or no.
   *
   * @param startedAt when the question was asked
   * @throws CheckFailedException if there is no answer and the client is to say so
   */
  boolean isAllowed(Question question, Answer answer, long startedAt) {
    long takenNanos = nanoClock.getAsLong() - startedAt;
    return judged(question, inTime(answer, takenNanos), takenNanos);
  }

  /**
   * The decision.
   *
   * @throws CheckFailedException if there is no answer and the client is to say so
   */
  CapabilityDecision decision(Question question, Answer answer, long startedAt) {
    long takenNanos = nanoClock.getAsLong() - startedAt;
    Answer counting = inTime(answer, takenNanos);
    boolean isAllowed = judged(question, counting, takenNanos);
    return switch (counting) {
      case Answer.Decided decided -> decisionOf(decided);
      case Answer.Failed(Failure failure) ->
          CapabilityDecision.unanswered(isAllowed, failure.status());
    };
  }

  /** A yes after the deadline is no answer, however little it is late. A no stays one. */
  private Answer inTime(Answer answer, long takenNanos) {
    boolean isLateYes =
        answer instanceof Answer.Decided decided
            && decided.isAllowed()
            && takenNanos > deadlineNanos;
    return isLateYes ? new Answer.Failed(Failure.tooLate()) : answer;
  }

  private boolean judged(Question question, Answer answer, long takenNanos) {
    return switch (answer) {
      case Answer.Decided decided -> {
        meters.answered(decided.isAllowed(), takenNanos);
        yield decided.isAllowed();
      }
      case Answer.Failed(Failure failure) -> isOpened(question, failure);
    };
  }

  private boolean isOpened(Question question, Failure failure) {
    Status status = failure.status();
    meters.failed(status.getCode());
    if (!failOpen.isEmpty()
        && !failure.isUnfit()
        && isNoAnswerInTime(status)
        && isFailOpen(question)) {
      String capability = openedBy(question);
      meters.failedOpen(capability);
      log.warn(capability, status.getCode());
      return true;
    }
    if (onFailure == OnFailure.THROW) {
      throw new CheckFailedException(status, null);
    }
    return false;
  }

  /** Nothing else opens: a refusal is an answer of a kind, and garbage is not to be trusted. */
  private static boolean isNoAnswerInTime(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
      case OK,
          CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  private boolean isFailOpen(Question question) {
    List<String> names = namesOf(question);
    boolean isAnyOf = question.toMessage().getAskedCase() == CapabilityQuestion.AskedCase.ANY_OF;
    return isAnyOf
        ? names.stream().anyMatch(failOpen::contains)
        : !names.isEmpty() && failOpen.containsAll(names);
  }

  /** The first of its names that was configured: a list of names is no label. */
  private String openedBy(Question question) {
    return namesOf(question).stream().filter(failOpen::contains).findFirst().orElseThrow();
  }

  private static List<String> namesOf(Question question) {
    CapabilityQuestion message = question.toMessage();
    return switch (message.getAskedCase()) {
      case CAPABILITY -> List.of(message.getCapability());
      case ANY_OF -> message.getAnyOf().getCapabilitiesList();
      case ALL_OF -> message.getAllOf().getCapabilitiesList();
      case ASKED_NOT_SET -> List.of();
    };
  }

  private static CapabilityDecision decisionOf(Answer.Decided decided) {
    Rule rule = Rule.forNumber(decided.rule());
    return new CapabilityDecision(
        decided.isAllowed(),
        CapabilityDecision.Reason.RULE,
        rule == null ? Rule.UNRECOGNIZED : rule,
        decided.decidingIndex(),
        decided.facts().revision(),
        Duration.ofNanos(decided.facts().ageNanos()),
        Status.OK);
  }
}
