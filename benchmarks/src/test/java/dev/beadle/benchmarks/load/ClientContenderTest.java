package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.Questions;
import dev.beadle.benchmarks.Sites;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What counts as an answer when the client library is measured. */
final class ClientContenderTest {
  /** The client denies without a server, and nearly all of these questions are answered no. */
  @Test
  void run_nobodyListens_countsNoAnswer() throws Exception {
    PolicySnapshot site = Sites.load(Sites.MEDIUM);
    var questions =
        new QuestionSet(
            site,
            Questions.draw(
                site,
                Questions.Mix.UNIFORM,
                new Questions.Draws(64, 1, 1),
                decision -> !decision.isAllowed()));
    var nobody = new WireContender.Address("nobody", "127.0.0.1:" + FreePort.find());
    try (var client = new ClientContender(nobody, questions, 4, () -> ServerUse.UNKNOWN)) {
      Sample sample = client.run(TimeUnit.MILLISECONDS.toNanos(50));
      assertThat(sample.answers()).isZero();
      assertThat(sample.tally().failures()).isPositive();
    }
  }
}
