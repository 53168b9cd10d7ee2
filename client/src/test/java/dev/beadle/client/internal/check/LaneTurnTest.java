package dev.beadle.client.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One thread at a time, nobody's wish forgotten, and no thread for ever. */
final class LaneTurnTest {
  private static final int THREADS = 4;
  private static final int WISHES = 20_000;

  private final Rounds rounds = new Rounds();
  private final LaneTurn turn = new LaneTurn(rounds);

  /** What is done in turns, as a test sees it. */
  private final class Rounds implements LaneTurn.Work {
    private final AtomicInteger wished = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile int seen;
    private final AtomicInteger left = new AtomicInteger();
    private int wishesItself;
    private boolean isFailing;

    @Override
    public void run() {
      assertThat(inside.incrementAndGet()).isEqualTo(1);
      seen = wished.get();
      done.incrementAndGet();
      if (wishesItself > 0) {
        wishesItself--;
        turn.wish();
      }
      inside.decrementAndGet();
      if (isFailing) {
        throw new StackOverflowError("thrown by a test");
      }
    }

    @Override
    public void left() {
      left.incrementAndGet();
    }
  }

  @Test
  void wish_bySomeAtOnce_isSeenByARoundThatBeginsLater() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        var _ =
            threads.submit(() -> {
              for (int i = 0; i < WISHES; i++) {
                rounds.wished.incrementAndGet();
                turn.wish();
                turn.resume();
              }
            });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    turn.resume();
    assertThat(rounds.seen).isEqualTo(THREADS * WISHES);
    assertThat(turn.findTrouble()).isNull();
  }

  @Test
  void wish_workThrows_nextIsDone() {
    rounds.isFailing = true;
    turn.wish();
    assertThat(turn.findTrouble()).isInstanceOf(StackOverflowError.class);
    turn.forgetTrouble();
    rounds.isFailing = false;
    turn.wish();
    assertThat(rounds.done).hasValue(2);
    assertThat(turn.findTrouble()).isNull();
  }

  @Test
  void wish_roundAfterRound_isLeftToTheTicker() {
    rounds.wishesItself = 2 * LaneTurn.MOST_ROUNDS;
    turn.wish();
    assertThat(rounds.done).hasValue(LaneTurn.MOST_ROUNDS);
    assertThat(rounds.left).hasValue(1);
    turn.wish();
    assertThat(rounds.done).as("nobody but the ticker goes on").hasValue(LaneTurn.MOST_ROUNDS);
    turn.resume();
    assertThat(rounds.done).hasValue(2 * LaneTurn.MOST_ROUNDS);
    turn.resume();
    assertThat(rounds.done).hasValue(2 * LaneTurn.MOST_ROUNDS + 1);
    turn.resume();
    assertThat(rounds.done).hasValue(2 * LaneTurn.MOST_ROUNDS + 1);
  }

  @Test
  void close_whatWasLeft_isDone() {
    rounds.wishesItself = 3 * LaneTurn.MOST_ROUNDS;
    turn.wish();
    turn.close();
    assertThat(rounds.done).hasValue(3 * LaneTurn.MOST_ROUNDS + 1);
  }
}
