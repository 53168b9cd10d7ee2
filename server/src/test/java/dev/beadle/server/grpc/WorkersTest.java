package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What long answers leave to others, and to each other. */
final class WorkersTest {
  private static final int MANY = 2 * Runtime.getRuntime().availableProcessors() + 2;

  private final Workers workers = new Workers("test");
  private final CountDownLatch isOver = new CountDownLatch(1);
  private final AtomicInteger ended = new AtomicInteger();

  @AfterEach
  void end() {
    isOver.countDown();
    workers.close();
  }

  /**
   * More than there are processors, none of which ever waits: what is short still gets its turn.
   */
  @Test
  void execute_moreThanProcessors_keepsNoVirtualThreadFromItsEnd() throws Exception {
    startMany();
    Thread probe = Thread.startVirtualThread(() -> {});
    assertThat(probe.join(Duration.ofSeconds(60))).isTrue();
    assertThat(ended).hasValue(0);
  }

  /** Those that wait for a thread are done when one is free. */
  @Test
  void execute_moreThanThreads_doesAllInTheEnd() {
    startMany();
    isOver.countDown();
    Await.until("all are done", () -> ended.get() == MANY);
  }

  /** One whose server is closed is told so. */
  @Test
  void execute_closed_isRejected() {
    workers.close();
    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private void startMany() {
    for (int i = 0; i < MANY; i++) {
      workers.execute(() -> {
        while (isOver.getCount() > 0) {
          Thread.onSpinWait();
        }
        ended.incrementAndGet();
      });
    }
  }
}
