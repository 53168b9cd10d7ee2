package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.beadle.v1.AnswerTurn;
import dev.beadle.v1.Decision;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoricAnswer;
import dev.beadle.v1.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What somebody reads who asks since when a user may. */
final class HistoryTextTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  /** The beginning once, each turn with who or what made it, and the end once. */
  @Test
  void print_twoParts_tellsBeginningTurnsAndEnd() {
    var text = new HistoryText();
    HistoricAnswer allowed = answer("log.5", true, Rule.RULE_ROLE_ALLOWS);
    HistoricAnswer denied = answer("log.9", false, Rule.RULE_NOTHING_ALLOWS);
    text.print(
        out,
        ExplainHistoryResponse.newBuilder()
            .setFrom(HistoricAnswer.newBuilder().setRevision("log.1"))
            .addTurns(
                AnswerTurn.newBuilder()
                    .setAnswer(allowed)
                    .setAt(Timestamp.newBuilder().setSeconds(60))
                    .setActor(2)
                    .setReason("term"))
            .setTo(allowed)
            .setContinueFromRevision("log.5")
            .build());
    text.print(
        out,
        ExplainHistoryResponse.newBuilder()
            .setFrom(allowed)
            .addTurns(
                AnswerTurn.newBuilder()
                    .setAnswer(denied)
                    .setAt(Timestamp.newBuilder().setSeconds(120))
                    .addBoundaries(
                        ExpiryEvent.newBuilder().setAt(Timestamp.newBuilder().setSeconds(120))))
            .setTo(denied)
            .build());
    assertThat(written.toString().lines())
        .containsExactly(
            "log.1  no   there is no such context at the beginning",
            "log.5  yes  RULE_ROLE_ALLOWS since 1970-01-01T00:01:00Z, by user 2: term",
            "log.9  no   RULE_NOTHING_ALLOWS since 1970-01-01T00:02:00Z, by itself",
            "  1970-01-01T00:02:00Z ends: role 0 of user 0 in context 0",
            "log.9  no   RULE_NOTHING_ALLOWS at the end");
  }

  private static HistoricAnswer answer(String revision, boolean allowed, Rule rule) {
    return HistoricAnswer.newBuilder()
        .setRevision(revision)
        .setDecision(Decision.newBuilder().setAllowed(allowed).setRule(rule))
        .build();
  }
}
