package dev.beadle.client.internal.check;

import com.google.rpc.Status;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.wire.Failure;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one message of a stream. Each is a number, so that hundreds of them need no
 * objects; those that are alike are given to the callers as one. Thread-safe.
 */
final class AnswerMessage {
  /** Rules with a number below this share their answers. */
  private static final int SHARED_RULES = 64;

  private final long id;
  private final @Nullable Status error;
  private final Facts facts;
  private final int[] codes;
  private final int count;
  private final Map<Integer, Special> specials;
  // A thread that misses another's answer makes one that is equal.
  private final @Nullable Answer[] shared = new Answer[2 * SHARED_RULES];

  /**
   * What a result says that a number cannot.
   *
   * @param error why there is no decision, or null
   */
  record Special(int decidingIndex, @Nullable Status error) {}

  /** Results, as they are read. */
  static final class Draft {
    private int[] codes = new int[64];
    private int count;
    private final Map<Integer, Special> specials = new HashMap<>();

    /** Adds a decision. */
    void add(boolean isAllowed, int rule, int decidingIndex) {
      if (decidingIndex != 0) {
        specials.put(count, new Special(decidingIndex, null));
      }
      add((rule << 1) | (isAllowed ? 1 : 0));
    }

    /** Adds the failure of one question. */
    void addError(Status error) {
      specials.put(count, new Special(0, error));
      add(0);
    }

    private void add(int code) {
      if (count == codes.length) {
        codes = Arrays.copyOf(codes, 2 * count);
      }
      codes[count++] = code;
    }
  }

  AnswerMessage(long id, @Nullable Status error, Facts facts, Draft draft) {
    this.id = id;
    this.error = error;
    this.facts = facts;
    this.codes = draft.codes;
    this.count = draft.count;
    this.specials = draft.specials;
  }

  long id() {
    return id;
  }

  /** Why the message as a whole has no answers, or null. */
  @Nullable Failure findFailure() {
    return error == null ? null : Failure.ofError(error);
  }

  /** How many results there are. */
  int count() {
    return count;
  }

  Facts facts() {
    return facts;
  }

  /** The answer to the question at a position of the message. */
  Answer at(int position) {
    if (!specials.isEmpty()) {
      Special special = specials.get(position);
      if (special != null) {
        return answerOf(codes[position], special);
      }
    }
    int code = codes[position];
    if (code < 0 || code >= shared.length) {
      return decided(code, 0);
    }
    Answer answer = shared[code];
    if (answer == null) {
      answer = decided(code, 0);
      shared[code] = answer;
    }
    return answer;
  }

  private Answer answerOf(int code, Special special) {
    Status why = special.error;
    return why == null
        ? decided(code, special.decidingIndex)
        : new Answer.Failed(Failure.ofError(why));
  }

  private Answer decided(int code, int decidingIndex) {
    return new Answer.Decided((code & 1) != 0, code >> 1, decidingIndex, facts);
  }
}
