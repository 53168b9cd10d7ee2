package dev.beadle.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CallerExecutorTest {
  private final CompletableFuture<Thread> ranOn = new CompletableFuture<>();

  @Test
  void execute_onTheTickersThread_runsElsewhere() throws Exception {
    try (var ticker = new Ticker(System::nanoTime)) {
      var tickers = new CompletableFuture<Thread>();
      var executor = new CallerExecutor(Runnable::run, ticker);
      ticker.at(
          ticker.now(),
          () -> {
            tickers.complete(Thread.currentThread());
            executor.execute(() -> ranOn.complete(Thread.currentThread()));
          });
      assertThat(ranOn.get(20, TimeUnit.SECONDS))
          .isNotSameAs(tickers.get(20, TimeUnit.SECONDS))
          .matches(Thread::isVirtual);
    }
  }

  @Test
  void execute_elsewhere_isTheExecutorsOwnAffair() {
    try (var ticker = new Ticker(System::nanoTime)) {
      new CallerExecutor(Runnable::run, ticker)
          .execute(() -> ranOn.complete(Thread.currentThread()));
      assertThat(ranOn).isCompletedWithValue(Thread.currentThread());
    }
  }

  @Test
  void execute_executorRefuses_runsAllTheSame() throws Exception {
    Executor refusing =
        _ -> {
          throw new RejectedExecutionException("full");
        };
    try (var ticker = new Ticker(System::nanoTime)) {
      new CallerExecutor(refusing, ticker).execute(() -> ranOn.complete(Thread.currentThread()));
      assertThat(ranOn.get(20, TimeUnit.SECONDS)).matches(Thread::isVirtual);
    }
  }
}
