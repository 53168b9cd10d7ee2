package dev.beadle.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Encoded messages of one shape, to be asked in order, round and round. Immutable.
 *
 * @param method what they are asked by
 * @param messages the encoded requests
 * @param checks how many checks each asks for
 * @param answers tells whether a response to the message at a position is right
 */
record Requests(
    MethodDescriptor<byte[], byte[]> method, List<byte[]> messages, int checks, Answers answers) {
  Requests {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages: none (expected: at least one)");
    }
  }

  /** What the right answers are. */
  @FunctionalInterface
  interface Answers {
    /** Whatever comes is right. */
    Answers ANY = (_, _) -> true;

    /** Whether an encoded response is right. */
    boolean isRight(int position, byte[] response) throws InvalidProtocolBufferException;

    /**
     * Whether a response to a batch has the right answer to each of its questions.
     *
     * @param checks how many it asked
     * @param isAllowed the right answer to the question at a place of the batch
     */
    static boolean areRight(
        BatchCheckCapabilitiesResponse response, int checks, IntPredicate isAllowed) {
      if (response.getResultsCount() != checks) {
        return false;
      }
      for (int i = 0; i < checks; i++) {
        if (response.getResults(i).getDecision().getAllowed() != isAllowed.test(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The message at a position, round and round. */
  byte[] message(long position) {
    return messages.get((int) (position % messages.size()));
  }

  /** The same messages, with whatever answers. */
  Requests withAnyAnswer() {
    return new Requests(method, messages, checks, Answers.ANY);
  }
}
