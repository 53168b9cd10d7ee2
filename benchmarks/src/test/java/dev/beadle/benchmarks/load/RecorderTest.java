package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison keeps of scenarios that are measured, fail, or are there already. */
final class RecorderTest {
  private static final Interleaved.Plan PLAN = new Interleaved.Plan(0, 1, 1);

  /** Tells whether it was closed. */
  private static final class ClosingContender implements Contender {
    private boolean isClosed;

    @Override
    public String name() {
      return "opened";
    }

    @Override
    public Sample run(long nanos) {
      throw new AssertionError("the other one could not be opened");
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void measure_failingScenario_forgetsWhatItGaveBeforeAndGoesOn() throws Exception {
    Recorder recorder = recorder(false, 1);
    recorder.keep(Scenario.UNARY, new Properties());
    var opened = new ClosingContender();
    recorder.measure(
        Scenario.UNARY,
        PLAN,
        () -> opened,
        () -> {
          throw new IllegalStateException("no server");
        });
    assertThat(recorder.failures()).containsExactly(Scenario.UNARY);
    assertThat(recorder.results().has(Scenario.UNARY)).isFalse();
    assertThat(out.toString()).contains("unary FAILED").contains("no server");
    assertThat(opened.isClosed).as("what was opened before is closed").isTrue();
  }

  /** What several scenarios need may fail too: a server that cannot be started, a missing npm. */
  @Test
  void attempt_stepThatFails_allWantedHaveFailed() throws Exception {
    Recorder recorder = recorder(false, 1);
    recorder.attempt(
        List.of(Scenario.CERBOS_SINGLE, Scenario.CERBOS_BATCH),
        () -> {
          throw new IOException("no npm");
        });
    assertThat(recorder.failures()).containsExactly(Scenario.CERBOS_SINGLE, Scenario.CERBOS_BATCH);
  }

  @Test
  void attempt_resumedAndAllKept_doesNothing() throws Exception {
    recorder(false, 1).keep(Scenario.SOAK, new Properties());
    Recorder resumed = recorder(true, 1);
    resumed.attempt(
        List.of(Scenario.SOAK),
        () -> {
          throw new IllegalStateException("asked again");
        });
    assertThat(resumed.failures()).isEmpty();
    assertThat(resumed.results().has(Scenario.SOAK)).isTrue();
  }

  @Test
  void wish_paceOfNothing_isRefused() {
    assertThatThrownBy(() -> recorder(false, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pace: 0.0 (expected: greater than 0)");
  }

  /** What is kept says where it was measured: a page may tell of several runs. */
  @Test
  void keep_anything_saysOnWhat() {
    recorder(false, 1).keep(Scenario.SOAK, new Properties());
    Properties kept = new Results(folder).all().get(Scenario.SOAK);
    assertThat(kept).containsEntry(Machine.KEY, "a machine");
  }

  private Recorder recorder(boolean isResuming, double pace) {
    return new Recorder(
        new Results(folder),
        new Recorder.Wish(Set.of(), isResuming, pace),
        "a machine",
        new PrintWriter(out));
  }
}
