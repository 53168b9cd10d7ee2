package dev.beadle.client.internal.check;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.beadle.client.internal.check.PendingCheck.Waiter;
import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream: unlike questions, and who waits for which. Immutable, but for whether
 * others wait until it is answered, and for what became of a hedge.
 *
 * <p>It is written as a StreamCheckCapabilitiesRequest, without making the messages that it
 * consists of: that would cost more than everything else that is done for a question.
 */
final class QuestionMessage {
  private final long id;
  private final String site;
  private final Question[] questions;
  private final PendingCheck[] callers;
  private final int[] positions;
  private final long sentAt;
  private final AtomicBoolean holdsUp = new AtomicBoolean(true);
  private volatile @Nullable Endpoint hedgedInVain;

  /** Arrays that one message is made of; they are its own from then on. */
  static final class Content {
    private final Question[] questions;
    private final PendingCheck[] callers;
    private final int[] positions;

    /**
     * What one message is made of.
     *
     * @param positions for each caller, that of his question
     */
    Content(Question[] questions, PendingCheck[] callers, int[] positions) {
      this.questions = questions;
      this.callers = callers;
      this.positions = positions;
    }
  }

  QuestionMessage(long id, String site, Content content, long sentAt) {
    this.id = id;
    this.site = site;
    this.questions = content.questions;
    this.callers = content.callers;
    this.positions = content.positions;
    this.sentAt = sentAt;
  }

  long id() {
    return id;
  }

  /** How many unlike questions it carries. */
  int questionCount() {
    return questions.length;
  }

  /** Who waits. */
  PendingCheck[] callers() {
    return callers;
  }

  /** Whether others wait until it is answered; not when a second endpoint was asked too. */
  boolean isHoldingUp() {
    return holdsUp.get();
  }

  /** Lets others go before its answers; true for the first who does. */
  boolean tryLetPass() {
    return holdsUp.getAndSet(false);
  }

  /** It is about to be sent; says whether it asks for anybody for the first time. */
  boolean noteSending() {
    boolean isFirst = false;
    for (PendingCheck caller : callers) {
      isFirst |= !caller.wasSent;
      caller.wasSent = true;
    }
    return isFirst;
  }

  /** The same as a request of its own. */
  BatchCheckCapabilitiesRequest toRequest() {
    var request = BatchCheckCapabilitiesRequest.newBuilder().setSite(site);
    for (Question question : questions) {
      request.addQuestions(question.toMessage());
    }
    return request.build();
  }

  long sentAt() {
    return sentAt;
  }

  /** How many callers wait on virtual threads. */
  int virtualCallerCount() {
    int count = 0;
    for (PendingCheck caller : callers) {
      if (caller.waiter() == Waiter.VIRTUAL_THREAD) {
        count++;
      }
    }
    return count;
  }

  /** Gives the callers of a kind their answers. Thread-safe: who has one keeps it. */
  void answer(AnswerMessage answers, Waiter waiter) {
    for (int i = 0; i < callers.length; i++) {
      if (callers[i].waiter() == waiter) {
        callers[i].complete(answers.at(positions[i]));
      }
    }
  }

  /** Gives every caller his answer: stages last, whose executors may hold this thread up. */
  void answer(AnswerMessage answers) {
    answer(answers, Waiter.VIRTUAL_THREAD);
    answer(answers, Waiter.PLATFORM_THREAD);
    answer(answers, Waiter.STAGE);
  }

  /** Tells whoever has no answer that there is none. */
  void fail(Failure why) {
    for (PendingCheck caller : callers) {
      caller.fail(why);
    }
  }

  /** Tells whoever's time is up. */
  void failOverdue(long now) {
    for (PendingCheck caller : callers) {
      if (caller.deadlineAt() - now <= 0) {
        caller.fail(Failure.deadlinePassed());
      }
    }
  }

  /** When the last of those who wait has to have an answer. */
  long latestDeadline() {
    long latest = callers[0].deadlineAt();
    for (PendingCheck caller : callers) {
      if (caller.deadlineAt() - latest > 0) {
        latest = caller.deadlineAt();
      }
    }
    return latest;
  }

  /** A second endpoint was asked too, and has no answers; one that was lost may have some later. */
  void hedgeFailed(Endpoint endpoint, Failure failure) {
    hedgedInVain = failure.isLost() ? null : endpoint;
    for (PendingCheck caller : callers) {
      caller.note(failure);
    }
  }

  /** The second endpoint that was asked in vain, or null. */
  @Nullable Endpoint findHedgedInVain() {
    return hedgedInVain;
  }

  byte[] toBytes() {
    int batchSize = batchSize();
    int size =
        (id == 0
                ? 0
                : CodedOutputStream.computeUInt64Size(
                    StreamCheckCapabilitiesRequest.REQUEST_ID_FIELD_NUMBER, id))
            + CodedOutputStream.computeTagSize(StreamCheckCapabilitiesRequest.BATCH_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(batchSize)
            + batchSize;
    byte[] bytes = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      write(out, batchSize);
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException("the size was counted wrongly", impossible);
    }
    return bytes;
  }

  private void write(CodedOutputStream out, int batchSize) throws IOException {
    if (id != 0) {
      out.writeUInt64(StreamCheckCapabilitiesRequest.REQUEST_ID_FIELD_NUMBER, id);
    }
    writeLength(out, StreamCheckCapabilitiesRequest.BATCH_FIELD_NUMBER, batchSize);
    if (!site.isEmpty()) {
      out.writeString(BatchCheckCapabilitiesRequest.SITE_FIELD_NUMBER, site);
    }
    for (Question question : questions) {
      writeLength(out, BatchCheckCapabilitiesRequest.QUESTIONS_FIELD_NUMBER, question.wireSize());
      question.writeTo(out);
    }
  }

  private int batchSize() {
    int size =
        site.isEmpty()
            ? 0
            : CodedOutputStream.computeStringSize(
                BatchCheckCapabilitiesRequest.SITE_FIELD_NUMBER, site);
    for (Question question : questions) {
      int questionSize = question.wireSize();
      size +=
          CodedOutputStream.computeTagSize(BatchCheckCapabilitiesRequest.QUESTIONS_FIELD_NUMBER)
              + CodedOutputStream.computeUInt32SizeNoTag(questionSize)
              + questionSize;
    }
    return size;
  }

  private static void writeLength(CodedOutputStream out, int field, int length) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(length);
  }
}
