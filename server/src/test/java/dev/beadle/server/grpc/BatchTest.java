package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.all;
import static dev.beadle.server.grpc.Messages.any;
import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.server.telemetry.Scrape;
import dev.beadle.server.testing.Meanwhile;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Rule;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** check.proto: BatchCheckCapabilities. */
final class BatchTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String GRADE = "mod/assign:grade";
  private static final int MOST = 10_000;

  private final ServedSite served = ServedSite.demo();

  @AfterEach
  void stop() {
    served.close();
  }

  /** Results: one for each question, in the order of the questions, unlike as they are. */
  @Test
  void batch_unlikeQuestions_areAnsweredInOrder() {
    List<CapabilityQuestion> questions = unlikeQuestions(300);
    List<CheckResult> results = ask(questions).getResultsList();
    assertThat(results).hasSameSizeAs(questions);
    for (int i = 0; i < questions.size(); i++) {
      var single = served.stub().checkCapability(check(questions.get(i)));
      assertThat(results.get(i).getDecision()).isEqualTo(single.getDecision());
    }
  }

  /** One bad question never fails the others: its result carries an error instead. */
  @Test
  void batch_unknownContexts_areErrorsInTheirPlaces() {
    List<CheckResult> results =
        ask(List.of(
                one(12, REPLY, 999),
                one(12, REPLY, 45),
                any(12, 998, REPLY),
                all(12, 45),
                all(12, 997)))
            .getResultsList();
    assertRefused(Status.Code.NOT_FOUND, results.get(0).getError()).contains("999");
    assertThat(results.get(1).getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertRefused(Status.Code.NOT_FOUND, results.get(2).getError()).contains("998");
    assertThat(results.get(3).getDecision().getRule()).isEqualTo(Rule.RULE_ALL_OF_NOTHING);
    assertRefused(Status.Code.NOT_FOUND, results.get(4).getError()).contains("997");
  }

  /** An empty batch is answered by an empty list, and says how fresh the facts are. */
  @Test
  void batch_noQuestions_isAnsweredByNothing() {
    BatchCheckCapabilitiesResponse answer = ask(List.of());
    assertThat(answer.getResultsList()).isEmpty();
    assertThat(answer.getFreshness().getRevision()).isNotEmpty();
  }

  /** All at one revision: a site published meanwhile never shows within one answer. */
  @Test
  void batch_siteChangesMeanwhile_isAnsweredAtOneRevision() throws Exception {
    var demo = ServedSite.loadDemo();
    var tiny = Oracle.load("tiny");
    // Course 4 of the demonstration site; of the other site, something else or nothing.
    List<CapabilityQuestion> questions = Collections.nCopies(MOST, one(5, GRADE, 40));
    CheckResult ofDemo = ask(questions.subList(0, 1)).getResults(0);
    String demoRevision = demo.snapshot().revisionToken();
    try (var publisher = new Meanwhile()) {
      publisher.start(isOver -> {
        while (!isOver.getAsBoolean()) {
          served.server().publish(tiny);
          served.server().publish(demo);
        }
      });
      for (int i = 0; i < 30; i++) {
        BatchCheckCapabilitiesResponse answer = ask(questions);
        boolean isDemo = answer.getFreshness().getRevision().equals(demoRevision);
        assertThat(answer.getResultsList()).hasSize(MOST);
        assertThat(Collections.frequency(answer.getResultsList(), answer.getResults(0)))
            .as("all results alike")
            .isEqualTo(MOST);
        assertThat(answer.getResults(0).equals(ofDemo)).isEqualTo(isDemo);
      }
    }
  }

  /** CheckService: a deadline that passes ends the call; what was not answered is not sent. */
  @Test
  void batch_deadlinePasses_isDeadlineExceeded() {
    BatchCheckCapabilitiesRequest most = batch(Collections.nCopies(MOST, one(5, GRADE, 40)));
    assertThat(ask(most.getQuestionsList()).getResultsCount()).isEqualTo(MOST);
    for (int microseconds = 1; microseconds <= 256; microseconds *= 2) {
      long timeout = microseconds;
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  served
                      .stub()
                      .withDeadlineAfter(timeout, TimeUnit.MICROSECONDS)
                      .batchCheckCapabilities(most));
      assertThat(refused).as("within %s µs", timeout).isNotNull();
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /**
   * The server itself keeps the deadline: a caller who only tells it, and would wait, gets no full
   * answer either, and the server counts none.
   */
  @Test
  void batch_deadlineOnlyTold_isKeptByTheServer() {
    BatchCheckCapabilitiesRequest most = batch(Collections.nCopies(MOST, one(5, GRADE, 40)));
    var scrape = Scrape.of(served.server().httpPort());
    for (String timeout : List.of("1n", "1u", "50u", "100u")) {
      var headers = new Metadata();
      headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  CheckServiceGrpc.newBlockingStub(served.channel())
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                      .batchCheckCapabilities(most));
      assertThat(refused).as("told %s", timeout).isNotNull();
      assertThat(refused.getStatus().getCode())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
    }
    assertThat(scrape.again().value("beadle_request_duration_seconds_count{method=\"batch\"}"))
        .isZero();
    assertThat(scrape.again().sum("beadle_checks_total")).isZero();
  }

  private BatchCheckCapabilitiesResponse ask(List<CapabilityQuestion> questions) {
    return served.stub().batchCheckCapabilities(batch(questions));
  }

  private static List<CapabilityQuestion> unlikeQuestions(int count) {
    List<CapabilityQuestion> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long contextId = 1L + i % 53;
      long userId = i % 26;
      questions.add(
          switch (i % 4) {
            case 0 -> one(userId, GRADE, contextId);
            case 1 -> any(userId, contextId, GRADE, REPLY);
            case 2 -> all(userId, contextId, REPLY, GRADE);
            default -> any(userId, contextId);
          });
    }
    return questions;
  }
}
