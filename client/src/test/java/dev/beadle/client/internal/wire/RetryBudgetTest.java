package dev.beadle.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.internal.wire.RetryBudget.Grant;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RetryPolicy: retries are earned by requests and granted by the second, and never lent. */
final class RetryBudgetTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Failure REFUSED = Failure.own(Status.UNAVAILABLE);
  private static final Failure GARBAGE = Failure.own(Status.INTERNAL);

  /** What is granted each second can be spent, and no more. */
  @Test
  void trySpend_granted_isAllThereIs() {
    var budget = new RetryBudget(RetryPolicy.DEFAULT.withBudget(0, 10), 0);
    assertThat(spendAll(budget, 0)).isEqualTo(10);
    assertThat(spendAll(budget, SECOND / 2)).isEqualTo(5);
    assertThat(spendAll(budget, 3600 * SECOND)).as("saved up").isLessThanOrEqualTo(200);
  }

  /** Requests earn their part. */
  @Test
  void trySpend_earned_isItsPart() {
    var budget = new RetryBudget(RetryPolicy.DEFAULT.withBudget(0.25, 0), 0);
    assertThat(spendAll(budget, 0)).isZero();
    for (int i = 0; i < 4; i++) {
      budget.earn();
    }
    assertThat(spendAll(budget, 0)).isEqualTo(1);
  }

  /** With nothing left, all may go elsewhere; what was refused may wait for a probe besides. */
  @Test
  void grant_nothingLeft_isElsewhereOrAfterAProbe() {
    var used = new RetryBudget(RetryPolicy.DEFAULT.withBudget(0.2, 0), 0);
    for (Failure failure : List.of(REFUSED, GARBAGE)) {
      assertThat(used.grant(failure, true, 0)).isEqualTo(Grant.YES);
    }
    assertThat(used.grant(REFUSED, false, 0)).isEqualTo(Grant.AFTER_PROBE);
    assertThat(used.grant(GARBAGE, false, 0)).isEqualTo(Grant.NO);
    var neverFilled = new RetryBudget(RetryPolicy.DEFAULT.withBudget(0, 0), 0);
    assertThat(neverFilled.grant(GARBAGE, true, 0)).isEqualTo(Grant.YES);
    assertThat(neverFilled.grant(REFUSED, false, 0)).isEqualTo(Grant.NO);
    assertThat(new RetryBudget(RetryPolicy.NONE, 0).grant(REFUSED, true, 0)).isEqualTo(Grant.NO);
    var full = new RetryBudget(RetryPolicy.DEFAULT.withBudget(0, 1), 0);
    assertThat(full.grant(REFUSED, true, 0)).isEqualTo(Grant.YES);
    assertThat(full.grant(GARBAGE, false, 0)).as("elsewhere costs nothing").isEqualTo(Grant.YES);
    assertThat(full.grant(GARBAGE, false, 0)).isEqualTo(Grant.NO);
  }

  /** NONE: nothing is repeated. */
  @Test
  void trySpend_none_isNothing() {
    var budget = new RetryBudget(RetryPolicy.NONE, 0);
    budget.earn();
    assertThat(spendAll(budget, SECOND)).isZero();
  }

  private static int spendAll(RetryBudget budget, long now) {
    int spent = 0;
    while (budget.trySpend(now)) {
      spent++;
    }
    return spent;
  }
}
