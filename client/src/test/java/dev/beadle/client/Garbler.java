package dev.beadle.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes garbage of sound answers, the same of the same seed. For one thread at a time. */
final class Garbler {
  /** What becomes of an answer. */
  enum Kind {
    SOUND,
    RANDOM_BYTES,
    TRUNCATED,
    BITS_FLIPPED,
    NOTHING_IN_IT,
    TOO_FEW,
    TOO_MANY,
    RESULT_SAYS_NOTHING,
    ERROR_WITHOUT_CODE,
    OTHER_ID,
    TWICE,
    AFTER_THE_NEXT,
    NEVER,
    ENDED_WITHOUT,
    ENDED_AFTERWARDS,
    STATUS
  }

  private final Random random;

  Garbler(long seed) {
    this.random = new Random(seed);
  }

  /** One of the kinds. */
  Kind kind() {
    Kind[] all = Kind.values();
    return all[random.nextInt(all.length)];
  }

  /** A number below a bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** The bytes of an answer to questions, as a kind of garbage wants them. */
  byte[] bytesOf(Message sound, Kind kind) {
    return switch (kind) {
      case RANDOM_BYTES -> randomBytes();
      case TRUNCATED -> {
        byte[] whole = sound.toByteArray();
        yield Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      }
      case BITS_FLIPPED -> flipped(sound.toByteArray());
      case NOTHING_IN_IT -> new byte[0];
      case TOO_FEW, TOO_MANY, RESULT_SAYS_NOTHING, ERROR_WITHOUT_CODE, OTHER_ID ->
          changed(sound, kind).toByteArray();
      case SOUND, TWICE, AFTER_THE_NEXT, NEVER, ENDED_WITHOUT, ENDED_AFTERWARDS, STATUS ->
          sound.toByteArray();
    };
  }

  /** The users of whose questions an answer says yes, read as the contract says. */
  static List<Long> allowedBy(byte[] answer, BatchCheckCapabilitiesRequest request) {
    try {
      return allowedBy(BatchCheckCapabilitiesResponse.parseFrom(answer), request);
    } catch (InvalidProtocolBufferException malformed) {
      return List.of();
    }
  }

  /** The same, of an answer that was read. */
  static List<Long> allowedBy(
      BatchCheckCapabilitiesResponse answer, BatchCheckCapabilitiesRequest request) {
    List<CapabilityQuestion> questions = request.getQuestionsList();
    if (answer.getResultsCount() != questions.size()) {
      return List.of();
    }
    return java.util.stream.IntStream.range(0, questions.size())
        .filter(i -> answer.getResults(i).getDecision().getAllowed())
        .mapToObj(i -> questions.get(i).getUserId())
        .toList();
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = 0; bytes.length > 0 && i <= random.nextInt(3); i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private Message changed(Message sound, Kind kind) {
    if (sound instanceof StreamCheckCapabilitiesResponse streamed) {
      return kind == Kind.OTHER_ID
          ? streamed.toBuilder().setRequestId(streamed.getRequestId() + 1 + below(3)).build()
          : streamed.toBuilder().setBatch(changed(streamed.getBatch(), kind)).build();
    }
    return sound instanceof BatchCheckCapabilitiesResponse batch ? changed(batch, kind) : sound;
  }

  private BatchCheckCapabilitiesResponse changed(BatchCheckCapabilitiesResponse sound, Kind kind) {
    var batch = sound.toBuilder();
    int last = batch.getResultsCount() - 1;
    if (last < 0) {
      return sound;
    }
    switch (kind) {
      case TOO_FEW -> batch.removeResults(below(last + 1));
      case TOO_MANY -> batch.addResults(below(last + 1), batch.getResults(last));
      case RESULT_SAYS_NOTHING ->
          batch.setResults(below(last + 1), CheckResult.getDefaultInstance());
      case ERROR_WITHOUT_CODE ->
          batch.setResults(
              below(last + 1),
              CheckResult.newBuilder().setError(com.google.rpc.Status.getDefaultInstance()));
      default -> throw new IllegalArgumentException(kind + ": not of a batch");
    }
    return batch.build();
  }
}
