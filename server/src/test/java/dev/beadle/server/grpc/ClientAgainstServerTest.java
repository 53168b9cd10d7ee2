package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CapabilityDecision;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client library and the server together: a yes only where the server says so. */
final class ClientAgainstServerTest {
  private static final String RATE = "mod/forum:rate";
  private static final String GRADE = "mod/assign:grade";

  /** hasCapability: yes and no, by whichever name of the context. */
  @Test
  void hasCapability_servedSite_isTheServersAnswer() {
    try (var served = ServedSite.demo();
        BeadleClient client = served.connect()) {
      assertThat(client.hasCapability(12, RATE, Contexts.module(10))).isTrue();
      assertThat(client.hasCapability(12, RATE, Contexts.id(45))).isTrue();
      assertThat(client.hasCapability(12, RATE, Contexts.course(2))).isFalse();
      assertThat(client.hasCapability(2, GRADE, Contexts.system())).isTrue();
      assertThat(client.hasCapability(2, GRADE, Contexts.courseCategory(1))).isTrue();
      assertThat(client.hasCapability(2, GRADE, Contexts.user(12))).isTrue();
      assertThat(client.hasCapability(2, GRADE, Contexts.block(3))).isTrue();
      assertThat(client.hasCapability(0, GRADE, Contexts.system())).isFalse();
      assertThat(client.withSite(ServedSite.SITE_NAME).hasCapability(12, RATE, Contexts.id(45)))
          .isTrue();
    }
  }

  /** hasCapability: no whenever the question cannot be asked; check tells why. */
  @Test
  void hasCapability_unaskable_isNo() {
    try (var served = ServedSite.demo();
        BeadleClient client = served.connect()) {
      assertFails(client, one(2, GRADE, 999), Status.Code.NOT_FOUND);
      assertFails(client, one(2, GRADE, 0), Status.Code.INVALID_ARGUMENT);
      assertFails(client, one(2, "moodle/legacy:admin", 1), Status.Code.INVALID_ARGUMENT);
      assertFails(client.withSite("elsewhere"), one(2, GRADE, 1), Status.Code.NOT_FOUND);
      assertFails(
          client.withDeadline(Duration.ofNanos(1)),
          one(2, GRADE, 1),
          Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /** hasCapability: no before a site is loaded, and when the server is gone; yes in between. */
  @Test
  void hasCapability_serverComesAndGoes_isYesOnlyInBetween() {
    try (var served = ServedSite.empty();
        BeadleClient client = served.connect()) {
      // A client tries again for as long as its deadline lets it.
      BeadleClient inHaste = client.withDeadline(Duration.ofSeconds(1));
      assertFails(inHaste, one(2, GRADE, 1), Status.Code.UNAVAILABLE);
      served.server().publish(ServedSite.loadDemo());
      assertThat(client.hasCapability(2, GRADE, Contexts.id(1))).isTrue();
      served.server().close();
      assertFails(inHaste, one(2, GRADE, 1), Status.Code.UNAVAILABLE);
    }
  }

  /** Whoever has the time waits for a server that is still loading, and nothing is opened. */
  @Test
  void hasCapability_siteComesInTime_isAnswered() throws Exception {
    try (var served = ServedSite.empty();
        BeadleClient client =
            BeadleClient.builder(served.target())
                .failOpen(GRADE)
                .deadline(Duration.ofSeconds(20))
                .build()) {
      List<CompletableFuture<CapabilityDecision>> early = new ArrayList<>();
      for (int user = 0; user < 50; user++) {
        early.add(client.async().decide(user, GRADE, Contexts.system()).toCompletableFuture());
      }
      assertThat(client.withDeadline(Duration.ofMillis(500)).decide(1, RATE, Contexts.system()))
          .extracting(CapabilityDecision::reason)
          .isEqualTo(CapabilityDecision.Reason.UNAVAILABLE);
      assertThat(early).noneMatch(CompletableFuture::isDone);
      served.server().publish(ServedSite.loadDemo());
      for (int user = 0; user < 50; user++) {
        CapabilityDecision decision = early.get(user).get(20, TimeUnit.SECONDS);
        assertThat(decision.reason()).isEqualTo(CapabilityDecision.Reason.RULE);
        assertThat(decision.allowed())
            .isEqualTo(client.hasCapability(user, GRADE, Contexts.system()));
      }
    }
  }

  /** OnFailure: a server that is there and says that a bound is exceeded opens nothing. */
  @Test
  void failOpen_exceededBounds_openNothing() {
    CapabilityQuestion denied = one(0, GRADE, 1);
    List<String> tooManyNames = Collections.nCopies(1_001, GRADE);
    try (var served = ServedSite.demo();
        BeadleClient client = BeadleClient.builder(served.target()).failOpen(GRADE).build()) {
      assertRefused(client.decideBatch(Collections.nCopies(10_001, denied)).getFirst());
      assertThat(client.hasAnyCapability(0, tooManyNames, Contexts.system())).isFalse();
      assertThat(client.hasAllCapabilities(0, tooManyNames, Contexts.system())).isFalse();
      assertRefused(client.decideBatch(List.of(anyOf(tooManyNames))).getFirst());
      List<CapabilityQuestion> beyondTheMessage =
          Collections.nCopies(900, anyOf(tooManyNames.subList(0, 999)));
      assertRefused(client.decideBatch(beyondTheMessage).getFirst());
      served.server().close();
      assertThat(client.decide(0, GRADE, Contexts.system()).reason())
          .isEqualTo(CapabilityDecision.Reason.FAIL_OPEN);
    }
  }

  private static CapabilityQuestion anyOf(List<String> names) {
    return CapabilityQuestion.newBuilder()
        .setContext(Contexts.system())
        .setAnyOf(CapabilityList.newBuilder().addAllCapabilities(names))
        .build();
  }

  private static void assertRefused(CapabilityDecision decision) {
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  /** checkBatch, checkMatrix, explain: at the server's largest bounds the answers fit. */
  @Test
  void everyCall_largestBounds_fits() {
    try (var served = ServedSite.demo();
        BeadleClient client = served.connect()) {
      List<CapabilityQuestion> most = Collections.nCopies(10_000, one(12, RATE, 999));
      assertThat(client.checkBatch(most).getResultsList())
          .hasSize(10_000)
          .allMatch(result -> result.getError().getCode() == Status.Code.NOT_FOUND.value());
      var matrix =
          CheckCapabilityMatrixRequest.newBuilder()
              .setUserId(12)
              .addAllContexts(Collections.nCopies(100_000, Contexts.id(999)))
              .addCapabilities(RATE)
              .setIncludeRules(true)
              .build();
      assertThat(client.checkMatrix(matrix).getErrorsCount()).isEqualTo(100_000);
      CapabilityQuestion list =
          Messages.all(23, 42, Collections.nCopies(1_000, RATE).toArray(String[]::new));
      assertThat(client.explain(list).hasDecision()).isTrue();
    }
  }

  private static void assertFails(
      BeadleClient client, CapabilityQuestion question, Status.Code code) {
    assertThat(
            client.hasCapability(
                question.getUserId(), question.getCapability(), question.getContext()))
        .isFalse();
    CheckFailedException failed =
        catchThrowableOfType(CheckFailedException.class, () -> client.check(question));
    assertThat(failed).as("%s", question).isNotNull();
    assertThat(failed.status().getCode()).isEqualTo(code);
  }
}
