package dev.beadle.benchmarks.load;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.client.OnFailure;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Virtual threads that ask single questions of the client library, one after the other each. */
final class ClientContender implements Contender {
  private static final int COUNTED_AT_ONCE = 128;

  private final String name;
  private final QuestionSet questions;
  private final int threads;
  private final Supplier<ServerUse> use;
  private final BeadleClient client;

  ClientContender(
      WireContender.Address address, QuestionSet questions, int threads, Supplier<ServerUse> use) {
    this.name = address.name();
    this.questions = questions;
    this.threads = threads;
    this.use = use;
    // A denial for want of an answer must not count as one.
    this.client = BeadleClient.builder(address.target()).onFailure(OnFailure.THROW).build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sample run(long nanos) throws InterruptedException {
    ServerUse before = use.get();
    var tally = new Tally();
    var ended = new CountDownLatch(threads);
    long begun = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int first = (int) ((long) i * questions.count() / threads);
      Thread.ofVirtual()
          .start(() -> {
            try {
              ask(tally, first, begun + nanos);
            } finally {
              ended.countDown();
            }
          });
    }
    ended.await();
    long took = System.nanoTime() - begun;
    return Sample.of(tally, 1, took, use.get().since(before));
  }

  @Override
  public void close() {
    client.close();
  }

  private void ask(Tally tally, int first, long end) {
    int position = first;
    long[] nanos = new long[COUNTED_AT_ONCE];
    int answered = 0;
    for (long now = System.nanoTime(); now - end < 0; ) {
      boolean isRight = isAnsweredRight(tally, position);
      long asked = now;
      now = System.nanoTime();
      if (isRight) {
        nanos[answered++] = now - asked;
        if (answered == COUNTED_AT_ONCE) {
          tally.answered(nanos, answered);
          answered = 0;
        }
      }
      position = (position + 1) % questions.count();
    }
    tally.answered(nanos, answered);
  }

  private boolean isAnsweredRight(Tally tally, int position) {
    try {
      boolean isAllowed =
          client.hasCapability(
              questions.userId(position),
              questions.capability(position),
              Contexts.id(questions.contextId(position)));
      if (isAllowed == questions.isAllowed(position)) {
        return true;
      }
      tally.failed("a wrong answer to question " + position);
    } catch (CheckFailedException failed) {
      tally.failed(failed.toString());
    }
    return false;
  }
}
