package dev.beadle.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.MethodDescriptor;
import java.util.List;

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
