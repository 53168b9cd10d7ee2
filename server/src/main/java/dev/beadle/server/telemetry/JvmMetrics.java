package dev.beadle.server.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.jspecify.annotations.Nullable;

/** The meters of the JVM, which holds on to them until they are closed. Thread-safe. */
public final class JvmMetrics implements AutoCloseable {
  private @Nullable JvmGcMetrics collections;
  private boolean isClosed;

  /** Registers them, once; none when closed. Cost: tens of milliseconds in a JVM that is new. */
  public synchronized void register(MeterRegistry registry) {
    if (isClosed) {
      return;
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    var ofCollections = new JvmGcMetrics();
    ofCollections.bindTo(registry);
    collections = ofCollections;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (collections != null) {
      collections.close();
    }
  }
}
