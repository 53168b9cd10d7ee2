package dev.beadle.client.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.client.internal.wire.Failure;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AssemblyTest {
  private final Assembly assembly = new Assembly();

  /** What no message has taken over is given back when putting it together failed. */
  @Test
  void giveBack_beforeItIsOwed_isAllThatWasTaken() {
    List<PendingCheck> checks = new ArrayList<>();
    for (int user = 0; user < 100; user++) {
      checks.add(check(user));
    }
    checks.get(3).fail(Failure.own(Status.CANCELLED));
    assertThat(assembly.take(backlogOf(checks), 1_000)).isNotNull();
    List<PendingCheck> back = new ArrayList<>();
    assembly.giveBack(back::add);
    checks.remove(3);
    assertThat(back).containsExactlyElementsOf(checks);
    assertThat(assembly.takeDropped()).isEqualTo(1);
    assertThat(assembly.takeDropped()).isZero();
    assembly.giveBack(back::add);
    assertThat(back).hasSize(99);
  }

  @Test
  void giveBack_afterItIsOwed_isNothing() {
    assertThat(assembly.take(backlogOf(List.of(check(1), check(2))), 10)).isNotNull();
    assembly.clear();
    List<PendingCheck> back = new ArrayList<>();
    assembly.giveBack(back::add);
    assertThat(back).isEmpty();
  }

  private static Backlog backlogOf(List<PendingCheck> checks) {
    PendingCheck newest = null;
    for (PendingCheck check : checks) {
      check.next = newest;
      newest = check;
    }
    var backlog = new Backlog();
    if (newest != null) {
      backlog.append(newest);
    }
    return backlog;
  }

  private static PendingCheck check(int user) {
    return new BlockedCheck(Question.of(user, "mod/forum:replypost", Contexts.module(user)), 0);
  }
}
