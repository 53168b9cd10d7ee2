package dev.beadle.server.telemetry;

import dev.beadle.server.store.CheckpointKeeper;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;

/** The meters of the checkpoints from which a server starts. Stateless. */
public final class CheckpointMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  private CheckpointMetrics() {}

  /** Registers them. */
  public static void register(MeterRegistry registry, CheckpointKeeper keeper) {
    Gauge.builder("beadle.checkpoint.position", keeper, it -> it.figures().position())
        .description(
            "Position of the latest checkpoint. A start reads the log from there: compare with"
                + " beadle_revision.")
        .register(registry);
    TimeGauge.builder(
            "beadle.checkpoint.duration",
            keeper,
            TimeUnit.SECONDS,
            it -> it.figures().duration().toMillis() / MILLIS_PER_SECOND)
        .description("Time that the last checkpoint of this server took.")
        .register(registry);
    Gauge.builder("beadle.checkpoint.bytes", keeper, it -> it.figures().bytes())
        .description("Bytes of the last checkpoint of this server.")
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("beadle.checkpoint.writes", keeper, it -> it.figures().written())
        .description("Checkpoints that this server has written.")
        .register(registry);
    FunctionCounter.builder("beadle.checkpoint.failures", keeper, CheckpointKeeper::failures)
        .description("Checkpoints that could not be written; the log says why.")
        .register(registry);
  }
}
