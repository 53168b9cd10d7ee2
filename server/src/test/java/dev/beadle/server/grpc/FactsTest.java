package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.Freshness;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answers that calls about the same facts share. */
final class FactsTest {
  private final PolicySnapshot snapshot = Oracle.load("tiny").snapshot();
  private final Facts facts = new Facts(snapshot, 1_250);

  /** check.proto, CheckCapabilityResponse: the decision, its rule, and how fresh it is. */
  @ParameterizedTest
  @EnumSource
  void answer_eachDecision_isWholeEachTime(Decision decision) throws IOException {
    CheckCapabilityResponse expected =
        CheckCapabilityResponse.newBuilder()
            .setDecision(DecisionMapper.messageOf(decision))
            .setFreshness(
                Freshness.newBuilder()
                    .setRevision(snapshot.revisionToken())
                    .setAge(Duration.newBuilder().setSeconds(1).setNanos(250_000_000)))
            .build();
    assertThat(taken(decision)).isEqualTo(expected);
    assertThat(taken(decision)).isEqualTo(expected);
  }

  private CheckCapabilityResponse taken(Decision decision) throws IOException {
    return CheckCapabilityResponse.parseFrom(facts.answer(decision).readAllBytes());
  }
}
