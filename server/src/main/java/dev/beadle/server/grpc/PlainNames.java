package dev.beadle.server.grpc;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AskedMatrix;
import dev.beadle.server.grpc.wire.AskedQuestions;
import java.nio.charset.StandardCharsets;

/** Finds in a snapshot what plain questions name: see {@link AskedQuestions}. Stateless. */
final class PlainNames {
  private PlainNames() {}

  /**
   * Finds the capabilities and contexts of some questions. One loop for each, so that the processor
   * can look for several at once while memory answers.
   *
   * @param from the first question
   * @param count how many
   * @param capabilities takes ordinals, or ABSENT: the question is not plain, or {@link
   *     #capability} has to be asked
   * @param contexts takes ordinals, or ABSENT: it is not plain, or {@link #context} has to be asked
   */
  static void findAll(
      PolicySnapshot snapshot,
      AskedQuestions asked,
      int from,
      int count,
      int[] capabilities,
      int[] contexts) {
    byte[] bytes = asked.bytes();
    for (int i = 0; i < count; i++) {
      int question = from + i;
      capabilities[i] =
          asked.isPlain(question)
              ? Names.capability(
                  snapshot, bytes, asked.nameStart(question), asked.nameEnd(question))
              : CapabilityCatalog.ABSENT;
    }
    for (int i = 0; i < count; i++) {
      int question = from + i;
      contexts[i] =
          asked.isPlain(question)
              ? find(snapshot.contexts(), asked.level(question), asked.instance(question))
              : ContextTree.ABSENT;
    }
  }

  private static int find(ContextTree contexts, int level, long instance) {
    return level == AskedQuestions.BY_ID ? contexts.find(instance) : contexts.find(level, instance);
  }

  /**
   * The capability of a question, or ABSENT.
   *
   * @throws InvalidQueryException if its name is one that makes Moodle throw
   */
  static int capability(PolicySnapshot snapshot, AskedQuestions asked, int question) {
    return capability(
        snapshot, asked.bytes(), asked.nameStart(question), asked.nameEnd(question), "capability");
  }

  /**
   * The context of a question.
   *
   * @throws UnknownContextException if there is none
   */
  static int context(PolicySnapshot snapshot, AskedQuestions asked, int question) {
    return context(snapshot, asked.level(question), asked.instance(question), "context");
  }

  /**
   * The capabilities of a matrix, or ABSENT.
   *
   * @throws InvalidQueryException if a name is one that makes Moodle throw
   */
  static int[] capabilities(PolicySnapshot snapshot, AskedMatrix asked) {
    int[] capabilities = new int[asked.columns()];
    for (int i = 0; i < capabilities.length; i++) {
      capabilities[i] =
          capability(snapshot, asked.bytes(), asked.nameStart(i), asked.nameEnd(i), "capabilities");
    }
    return capabilities;
  }

  /**
   * The context of a row of a matrix.
   *
   * @throws UnknownContextException if there is none
   */
  static int context(PolicySnapshot snapshot, AskedMatrix asked, int row) {
    return context(snapshot, asked.level(row), asked.instance(row), "contexts");
  }

  private static int capability(
      PolicySnapshot snapshot, byte[] bytes, int start, int end, String field) {
    int capability = Names.capability(snapshot, bytes, start, end);
    return capability == CapabilityCatalog.ABSENT
        ? Names.capability(
            snapshot, new String(bytes, start, end - start, StandardCharsets.US_ASCII), field)
        : capability;
  }

  private static int context(PolicySnapshot snapshot, int level, long instance, String field) {
    return level == AskedQuestions.BY_ID
        ? Names.context(snapshot, instance, field)
        : Names.context(snapshot, level, instance, field);
  }
}
