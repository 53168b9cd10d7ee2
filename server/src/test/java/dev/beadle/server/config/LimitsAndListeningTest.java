package dev.beadle.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.config.RequestLimits.SearchLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sets: each value has its range, and its option's name in the message. */
final class LimitsAndListeningTest {
  /** RequestLimits: at least 1 each. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 1, max-batch-questions",
    "1, 0, 1, 1, 1, max-matrix-cells",
    "1, 1, 0, 1, 1, max-list-capabilities",
    "1, 1, 1, -1, 1, max-held-roles",
    "1, 1, 1, 1, -2147483648, max-concurrent-explains"
  })
  void requestLimits_belowOne_isRefusedByName(
      int batch, int matrix, int list, int held, int explains, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestLimits(batch, matrix, list, held, explains))
        .withMessageStartingWith(option + ": ")
        .withMessageContaining("at least 1");
  }

  /** SearchLimits: at least 1 each. */
  @ParameterizedTest
  @CsvSource({"0, 1, max-concurrent-searches", "1, 0, max-list-ids"})
  void searchLimits_belowOne_isRefusedByName(int calls, int ids, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SearchLimits(calls, ids))
        .withMessageStartingWith(option + ": ")
        .withMessageContaining("at least 1");
  }

  /** RequestLimits: the usual bounds are those of the contract. */
  @Test
  void requestLimits_default_areTheContracts() {
    assertThat(RequestLimits.DEFAULT).isEqualTo(new RequestLimits(10_000, 100_000, 1_000, 100, 64));
    assertThat(RequestLimits.DEFAULT.searches()).isEqualTo(new SearchLimits(64, 10_000));
    assertThat(new RequestLimits(1, 1, 1, 1, 1).heldRoles()).isOne();
  }

  /** ListenConfig: ports, bytes, calls and time within their ranges. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0, 1024, 1, 0, grpc-port",
    "65536, 0, 1024, 1, 0, grpc-port",
    "0, -1, 1024, 1, 0, http-port",
    "0, 65536, 1024, 1, 0, http-port",
    "0, 0, 1023, 1, 0, max-message-bytes",
    "0, 0, 1024, 0, 0, max-calls-per-connection",
    "0, 0, 1024, 1, -1, drain-seconds"
  })
  void listenConfig_outOfRange_isRefusedByName(
      int grpcPort, int httpPort, int bytes, int calls, long drainMillis, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listen(grpcPort, httpPort, bytes, calls, drainMillis))
        .withMessageStartingWith(option + ": ");
  }

  /** ListenConfig: the ends of the ranges are within. */
  @Test
  void listenConfig_endsOfTheRanges_areTaken() {
    assertThat(listen(0, 0, 1024, 1, 0).unixSocket()).isNull();
    assertThat(listen(65_535, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, 1).grpcPort())
        .isEqualTo(65_535);
    assertThat(listen(1, 65_535, 1024, 1, 0).httpPort()).isEqualTo(65_535);
  }

  /** ListenConfig: two ports, unless both are any that is free. */
  @Test
  void listenConfig_samePortTwice_isRefused() {
    assertThatThrownBy(() -> listen(7460, 7460, 1024, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("http-port: 7460 (expected: another than grpc-port)");
  }

  private static ListenConfig listen(
      int grpcPort, int httpPort, int bytes, int calls, long drainMillis) {
    return new ListenConfig(
        "127.0.0.1", grpcPort, httpPort, null, bytes, calls, Duration.ofMillis(drainMillis));
  }
}
