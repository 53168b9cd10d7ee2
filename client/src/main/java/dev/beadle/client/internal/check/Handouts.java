package dev.beadle.client.internal.check;

import dev.beadle.client.internal.check.PendingCheck.Waiter;
import dev.beadle.client.internal.wire.Failure;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Answers on their way to their callers. Many virtual threads are woken by one of their own: the
 * transport's thread would have to enter their scheduler from outside for each. That one may never
 * get its turn, since the callers themselves can hold all carriers: then the ticker does its work.
 * Nothing but virtual threads is left to either, so that neither runs what a caller has chosen.
 * Thread-safe.
 */
final class Handouts {
  /**
   * From so many virtual threads on, to start another is cheaper than to wake them from outside.
   */
  private static final int MANY = 8;

  private static final ThreadFactory THREADS =
      Thread.ofVirtual().name("beadle-answers").inheritInheritableThreadLocals(false).factory();

  private final Queue<Handout> open = new ConcurrentLinkedQueue<>();
  private volatile boolean isFinished;

  private static final class Handout {
    private final QuestionMessage message;
    private final AnswerMessage answers;
    private volatile boolean isDone;
    // Belongs to the ticker.
    private boolean isOverdue;

    Handout(QuestionMessage message, AnswerMessage answers) {
      this.message = message;
      this.answers = answers;
    }

    void run() {
      try {
        message.answer(answers, Waiter.VIRTUAL_THREAD);
      } catch (RuntimeException | Error unexpected) {
        message.fail(Failure.broken(unexpected));
      }
      isDone = true;
    }
  }

  /**
   * Gives every caller of a message his answer. Those on virtual threads, if they are many, have
   * theirs a little after this method, all others when it ends.
   */
  void handOut(QuestionMessage message, AnswerMessage answers) {
    if (message.virtualCallerCount() < MANY) {
      message.answer(answers);
      return;
    }
    var handout = new Handout(message, answers);
    open.add(handout);
    if (isFinished) {
      handout.run();
    } else {
      THREADS.newThread(handout::run).start();
    }
    message.answer(answers, Waiter.PLATFORM_THREAD);
    message.answer(answers, Waiter.STAGE);
  }

  /**
   * Does what should have been done by now. For the ticker.
   *
   * @return whether there is more to do later
   */
  boolean tick() {
    open.removeIf(handout -> {
      if (handout.isOverdue && !handout.isDone) {
        handout.run();
      }
      handout.isOverdue = true;
      return handout.isDone;
    });
    return !open.isEmpty();
  }

  /** Does at once what is left, and what comes from now on: no ticker will look any more. */
  void finish() {
    isFinished = true;
    open.forEach(Handout::run);
  }
}
