package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.matrix;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.ContextError;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Environment;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** check.proto: CheckCapabilityMatrix, its layout of bits and rules, its errors. */
@TestInstance(Lifecycle.PER_CLASS)
final class MatrixTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String RATE = "mod/forum:rate";
  private static final String GRADE = "mod/assign:grade";
  private static final String UNKNOWN = "mod/none:such";
  private static final List<Long> CONTEXTS = List.of(45L, 37L, 40L, 1L, 48L);
  private static final long STUDENT = 12;

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** allowed: bit c × columns + k, least significant bit of a byte first; rules in that order. */
  @Test
  void matrix_severalRowsAndColumns_isLaidOutAsDocumented() {
    // 1, 3, 7, 8 and 9 columns: bits within a byte, at its end, and beyond.
    for (int columns : new int[] {1, 3, 7, 8, 9}) {
      List<String> names =
          List.of(REPLY, RATE, GRADE, UNKNOWN, REPLY, "moodle/course:view", RATE, GRADE, REPLY)
              .subList(0, columns);
      CheckCapabilityMatrixResponse answer = ask(matrix(STUDENT, CONTEXTS, names));
      assertThat(answer.getAllowed().size()).isEqualTo((CONTEXTS.size() * columns + 7) / 8);
      assertThat(answer.getRules().size()).isEqualTo(CONTEXTS.size() * columns);
      for (int c = 0; c < CONTEXTS.size(); c++) {
        for (int k = 0; k < columns; k++) {
          Decision single =
              served
                  .stub()
                  .checkCapability(check(one(STUDENT, names.get(k), CONTEXTS.get(c))))
                  .getDecision();
          int bit = c * columns + k;
          assertThat((answer.getAllowed().byteAt(bit / 8) >> (bit % 8)) & 1)
              .as("bit %s of %s columns", bit, columns)
              .isEqualTo(single.getAllowed() ? 1 : 0);
          assertThat(Rule.forNumber(answer.getRules().byteAt(bit))).isEqualTo(single.getRule());
        }
      }
      assertPaddingIsZero(answer, CONTEXTS.size() * columns);
    }
  }

  /** include_rules: rules come when asked for only; the bits are the same. */
  @Test
  void matrix_rulesNotAskedFor_areLeftOut() {
    CheckCapabilityMatrixRequest request = matrix(STUDENT, CONTEXTS, List.of(REPLY, RATE));
    CheckCapabilityMatrixResponse plain = ask(request.toBuilder().setIncludeRules(false).build());
    assertThat(plain.getRules().isEmpty()).isTrue();
    assertThat(plain.getAllowed()).isEqualTo(ask(request).getAllowed());
  }

  /** errors: contexts that cannot be answered, by position; their bits are 0, their rules 0. */
  @Test
  void matrix_badContexts_areErrorsByPosition() {
    CheckCapabilityMatrixRequest request =
        matrix(2, List.of(45L), List.of(REPLY, RATE, GRADE)).toBuilder()
            .clearContexts()
            .addContexts(Contexts.id(45))
            .addContexts(Contexts.id(999))
            .addContexts(Contexts.module(10))
            .addContexts(ContextReference.getDefaultInstance())
            .addContexts(Contexts.id(-3))
            .addContexts(Contexts.instance(0, 5))
            .addContexts(Contexts.id(40))
            .build();
    CheckCapabilityMatrixResponse answer = ask(request);
    assertThat(answer.getErrorsList())
        .extracting(ContextError::getIndex)
        .containsExactly(1, 3, 4, 5);
    assertRefused(Status.Code.NOT_FOUND, answer.getErrors(0).getError()).contains("999");
    assertRefused(Status.Code.INVALID_ARGUMENT, answer.getErrors(1).getError())
        .contains("contexts: required");
    assertRefused(Status.Code.INVALID_ARGUMENT, answer.getErrors(2).getError())
        .contains("contexts.id: -3");
    assertRefused(Status.Code.INVALID_ARGUMENT, answer.getErrors(3).getError())
        .contains("contexts.instance.level: 0");
    int admin = Rule.RULE_SITE_ADMIN_VALUE;
    assertThat(answer.getRules().toByteArray())
        .containsExactly(
            admin, admin, admin, 0, 0, 0, admin, admin, admin, 0, 0, 0, 0, 0, 0, 0, 0, 0, admin,
            admin, admin);
    assertThat(answer.getAllowed().toByteArray())
        .containsExactly(0b1100_0111, 0b0000_0001, 0b0001_1100);
  }

  /** The surroundings are the same for every pair. */
  @Test
  void matrix_environment_countsForEveryPair() {
    CheckCapabilityMatrixRequest request = matrix(2, CONTEXTS, List.of(REPLY, GRADE));
    var without = Environment.newBuilder().setWithoutDoanything(true);
    assertThat(ask(request).getRules().toByteArray())
        .containsOnly(Rule.RULE_SITE_ADMIN_VALUE, Rule.RULE_CONTEXT_LOCKED_VALUE);
    assertThat(ask(request.toBuilder().setEnvironment(without).build()).getRules().toByteArray())
        .doesNotContain(Rule.RULE_SITE_ADMIN_VALUE);
  }

  /** No pairs: no bits, no rules; bad contexts are told all the same. */
  @Test
  void matrix_noColumnsOrNoRows_hasNoBits() {
    CheckCapabilityMatrixResponse noColumns = ask(matrix(STUDENT, List.of(45L, 999L), List.of()));
    assertThat(noColumns.getAllowed().isEmpty()).isTrue();
    assertThat(noColumns.getRules().isEmpty()).isTrue();
    assertThat(noColumns.getErrorsList()).extracting(ContextError::getIndex).containsExactly(1);
    CheckCapabilityMatrixResponse noRows = ask(matrix(STUDENT, List.of(), List.of(REPLY)));
    assertThat(noRows.getAllowed().isEmpty()).isTrue();
    assertThat(noRows.getFreshness().getRevision()).isNotEmpty();
  }

  /** A matrix at its bound: 1,000 contexts × 100 capabilities. */
  @Test
  void matrix_largest_isAnswered() {
    List<Long> contexts = Collections.nCopies(1_000, 45L);
    List<String> names = Collections.nCopies(100, REPLY);
    CheckCapabilityMatrixResponse answer = ask(matrix(STUDENT, contexts, names));
    assertThat(answer.getAllowed().toByteArray()).hasSize(12_500).containsOnly(0xff);
    assertThat(answer.getRules().toByteArray())
        .hasSize(100_000)
        .containsOnly(Rule.RULE_ROLE_ALLOWS_VALUE);
  }

  private CheckCapabilityMatrixResponse ask(CheckCapabilityMatrixRequest request) {
    return served.stub().checkCapabilityMatrix(request);
  }

  private static void assertPaddingIsZero(CheckCapabilityMatrixResponse answer, int bits) {
    for (int bit = bits; bit < answer.getAllowed().size() * 8; bit++) {
      assertThat((answer.getAllowed().byteAt(bit / 8) >> (bit % 8)) & 1).isZero();
    }
  }
}
