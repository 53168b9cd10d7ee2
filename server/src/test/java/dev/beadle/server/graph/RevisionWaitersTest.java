package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Who waits for a revision is called once when it is there, or withdrew: never both, never none.
 */
final class RevisionWaitersTest {
  private static final PolicySnapshot FIRST = TestSite.classroom().snapshot();
  private static final PolicySnapshot SECOND = FIRST.with(FIRST.assignments());

  /** Publish, register and withdraw at once. */
  @Test
  void whenAtLeast_racingPublication_isCalledOnceUnlessWithdrawn() throws Exception {
    int rounds = Integer.getInteger("beadle.rounds", 2_000);
    var barrier = new CyclicBarrier(3);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < rounds; round++) {
        var store = new SnapshotStore(4, 100);
        store.publish(FIRST);
        Future<Integer> one = threads.submit(() -> registerSome(store, barrier));
        Future<Integer> other = threads.submit(() -> registerSome(store, barrier));
        barrier.await();
        store.publish(SECOND);
        assertThat(one.get(20, TimeUnit.SECONDS) + other.get(20, TimeUnit.SECONDS)).isEqualTo(12);
        assertThat(store.waiterCount()).isZero();
      }
    }
  }

  /** As many as may; those who withdrew or were called make room. */
  @Test
  void whenAtLeast_tooMany_isRefusedUntilThereIsRoom() {
    var store = new SnapshotStore(4, 2);
    store.publish(FIRST);
    long wanted = SECOND.revision().position();
    RevisionWaiter one = store.whenAtLeast(wanted, () -> {});
    assertThat(one).isNotNull();
    assertThat(store.whenAtLeast(wanted, () -> {})).isNotNull();
    assertThat(store.whenAtLeast(wanted, () -> {})).isNull();
    assertThat(store.waiterCount()).isEqualTo(2);
    assertThat(one != null && one.withdraw()).isTrue();
    assertThat(one != null && one.withdraw()).isFalse();
    assertThat(store.whenAtLeast(wanted, () -> {})).isNotNull();
    store.publish(SECOND);
    assertThat(store.waiterCount()).isZero();
    assertThat(store.whenAtLeast(wanted + 1, () -> {})).isNotNull();
    assertThat(store.whenAtLeast(wanted + 1, () -> {})).isNotNull();
  }

  /** One that fails does not make the others be forgotten. */
  @Test
  void publish_aWaiterFails_callsTheOthers() {
    var store = new SnapshotStore();
    store.publish(FIRST);
    var calls = new AtomicInteger();
    long wanted = SECOND.revision().position();
    RevisionWaiter _ = store.whenAtLeast(wanted, calls::incrementAndGet);
    RevisionWaiter _ =
        store.whenAtLeast(
            wanted,
            () -> {
              throw new IllegalStateException("rejected");
            });
    RevisionWaiter _ = store.whenAtLeast(wanted, calls::incrementAndGet);
    assertThatThrownBy(() -> store.publish(SECOND)).hasMessage("rejected");
    assertThat(calls).hasValue(2);
    assertThat(store.findCurrent()).isSameAs(SECOND);
    assertThat(store.waiterCount()).isZero();
  }

  /** How many were called once, or withdrew before they were. */
  private static int registerSome(SnapshotStore store, CyclicBarrier barrier) throws Exception {
    List<RevisionWaiter> waiters = new ArrayList<>();
    List<AtomicInteger> calls = new ArrayList<>();
    barrier.await();
    for (int i = 0; i < 6; i++) {
      var called = new AtomicInteger();
      RevisionWaiter waiter =
          store.whenAtLeast(SECOND.revision().position(), called::incrementAndGet);
      if (waiter != null) {
        waiters.add(waiter);
        calls.add(called);
      }
    }
    int right = 0;
    for (int i = 0; i < waiters.size(); i++) {
      if (i % 2 == 0 && waiters.get(i).withdraw()) {
        right += calls.get(i).get() == 0 ? 1 : 0;
      } else {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (calls.get(i).get() == 0 && System.nanoTime() - deadline < 0) {
          Thread.onSpinWait();
        }
        right += calls.get(i).get() == 1 ? 1 : 0;
      }
    }
    return right;
  }
}
