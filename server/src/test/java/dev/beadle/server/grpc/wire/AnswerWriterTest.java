package dev.beadle.server.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.Status;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Freshness;
import dev.beadle.v1.Rule;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Responses written by hand: byte by byte what the generated code writes. */
final class AnswerWriterTest {
  private static final long[] AGES = {0, 1, 999, 1_000, 1_001, 60_000, Long.MAX_VALUE / 2};
  private static final List<String> REVISIONS = List.of("", "ad527c7e.1", "x".repeat(200));
  private static final int SEEDS = 2_000;

  /** A batch, whatever its results, in a writer that begins too small or large enough. */
  @Test
  void write_batch_asTheGeneratedCode() {
    Seeds.check(
        SEEDS,
        seed -> {
          var random = new Random(seed);
          BatchCheckCapabilitiesResponse expected = batch(random);
          var writer = new AnswerWriter(random.nextInt(2) * expected.getSerializedSize());
          for (CheckResult result : expected.getResultsList()) {
            if (result.hasDecision() && result.getDecision().getDecidingIndex() == 0) {
              int field = BatchCheckCapabilitiesResponse.RESULTS_FIELD_NUMBER;
              writer.write(AnswerWriter.packed(field, result), AnswerWriter.packedLength(result));
            } else {
              writer.write(BatchCheckCapabilitiesResponse.RESULTS_FIELD_NUMBER, result);
            }
          }
          writer.write(
              BatchCheckCapabilitiesResponse.FRESHNESS_FIELD_NUMBER,
              EncodedMessage.of(expected.getFreshness()));
          EncodedMessage batch = writer.message();
          assertThat(bytesOf(batch)).isEqualTo(expected.toByteArray());
          long requestId = random.nextLong() >>> random.nextInt(Long.SIZE);
          AskedStream stream = streamWith(requestId);
          assertThat(bytesOf(stream.answer(batch)))
              .isEqualTo(
                  StreamCheckCapabilitiesResponse.newBuilder()
                      .setRequestId(requestId)
                      .setBatch(expected)
                      .build()
                      .toByteArray());
        });
  }

  /** The bytes of a matrix, which are left out when there are none. */
  @Test
  void write_bytes_asTheGeneratedCode() {
    for (int length : new int[] {0, 1, 125, 127, 128, 20_000}) {
      byte[] allowed = new byte[length];
      Arrays.fill(allowed, (byte) 0xa5);
      var writer = new AnswerWriter(0);
      writer.write(CheckCapabilityMatrixResponse.ALLOWED_FIELD_NUMBER, allowed);
      assertThat(bytesOf(writer.message()))
          .isEqualTo(
              CheckCapabilityMatrixResponse.newBuilder()
                  .setAllowed(ByteString.copyFrom(allowed))
                  .build()
                  .toByteArray());
    }
  }

  private static BatchCheckCapabilitiesResponse batch(Random random) {
    var batch = BatchCheckCapabilitiesResponse.newBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      batch.addResults(result(random));
    }
    long ageMillis = AGES[random.nextInt(AGES.length)];
    return batch
        .setFreshness(
            Freshness.newBuilder()
                .setRevision(REVISIONS.get(random.nextInt(REVISIONS.size())))
                .setAge(
                    Duration.newBuilder()
                        .setSeconds(ageMillis / 1_000)
                        .setNanos((int) (ageMillis % 1_000) * 1_000_000)))
        .build();
  }

  private static CheckResult result(Random random) {
    if (random.nextInt(5) == 0) {
      Status error = Status.newBuilder().setCode(5).setMessage("x".repeat(300)).build();
      return CheckResult.newBuilder().setError(error).build();
    }
    Rule[] rules = Rule.values();
    return CheckResult.newBuilder()
        .setDecision(
            Decision.newBuilder()
                .setAllowed(random.nextBoolean())
                // The last one is no rule.
                .setRule(rules[random.nextInt(rules.length - 1)])
                .setDecidingIndex(random.nextInt(3) * random.nextInt(1_000)))
        .build();
  }

  private static AskedStream streamWith(long requestId) {
    return new AskedStream(
        requestId, AskedQuestions.of(BatchCheckCapabilitiesRequest.getDefaultInstance()));
  }

  private static byte[] bytesOf(EncodedMessage message) {
    return Arrays.copyOf(message.bytes(), message.length());
  }
}
