package dev.beadle.server.telemetry;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.graph.Oddity;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadReport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of a loaded site: sizes, revision, age, what was loaded, and the cache. */
public final class SiteMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  private final MeterRegistry registry;
  private final AtomicReference<@Nullable LoadFigures> lastLoad = new AtomicReference<>();

  /** What the last load found, and the bytes of each structure. */
  private record LoadFigures(LoadReport report, Map<String, Long> bytes) {}

  public SiteMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers the meters of the resolution cache. */
  public void register(CachedResolutions cache) {
    counter(
        "beadle.resolution.cache.hits",
        "Resolutions found behind the front table.",
        cache,
        it -> it.stats().hitCount());
    counter(
        "beadle.resolution.cache.misses",
        "Resolutions worked out. A steady rate means that the cache is too small.",
        cache,
        it -> it.stats().missCount());
    counter(
        "beadle.resolution.cache.evictions",
        "Resolutions that had to make room. Compare with misses.",
        cache,
        it -> it.stats().evictionCount());
    Gauge.builder("beadle.resolution.cache.entries", cache, CachedResolutions::size)
        .description("Resolutions held; a site has a few hundred.")
        .register(registry);
    Gauge.builder("beadle.resolution.cache.bytes", cache, CachedResolutions::sizeInBytes)
        .description("Bytes of the resolutions held; bounded by --cache-megabytes.")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Registers the meters that follow the current snapshot of a site. */
  public void register(SnapshotStore site, InstantSource clock) {
    gauge(
        "beadle.revision",
        "Position of the current facts in their log.",
        site,
        snapshot -> snapshot.revision().position());
    TimeGauge.builder(
            "beadle.data.age",
            site,
            TimeUnit.SECONDS,
            store -> ofCurrent(store, _ -> ageSeconds(store, clock)))
        .description("Time since the current facts were known to be all that their source has.")
        .register(registry);
    gauge(
        "beadle.graph.contexts",
        "Contexts in the tree, those without a row included.",
        site,
        snapshot -> snapshot.contexts().contextCount());
    gauge(
        "beadle.graph.users",
        "Users known, those without a row included.",
        site,
        snapshot -> snapshot.users().size());
    gauge(
        "beadle.graph.roles",
        "Roles known, those without a row included.",
        site,
        snapshot -> snapshot.roles().size());
    gauge(
        "beadle.graph.capabilities",
        "Capability names known, unknown ones included.",
        site,
        snapshot -> snapshot.capabilities().size());
    gauge(
        "beadle.graph.assignments",
        "Role assignments held.",
        site,
        snapshot -> snapshot.assignments().assignmentCount());
    gauge(
        "beadle.graph.permissions",
        "Permissions of roles held.",
        site,
        snapshot -> snapshot.definitions().permissionCount());
    gauge(
        "beadle.graph.scopes",
        "Contexts in which permissions are stored.",
        site,
        snapshot -> snapshot.definitions().scopeCount());
  }

  /** Tells of a load: its rows, its odd rows, its time and the bytes that it took. */
  public void tell(LoadReport report, PolicySnapshot snapshot) {
    var figures = new LoadFigures(report, snapshot.sizesInBytes());
    if (lastLoad.getAndSet(figures) == null) {
      registerLoad(figures.bytes().keySet());
    }
  }

  private void registerLoad(Set<String> structures) {
    for (String structure : structures) {
      Gauge.builder("beadle.graph.bytes", lastLoad, load -> bytesOf(load, structure))
          .description("Bytes that each structure takes, as reckoned after the load.")
          .baseUnit("bytes")
          .tag("structure", structure)
          .register(registry);
    }
    for (SiteTable table : SiteTable.values()) {
      Gauge.builder("beadle.load.rows", lastLoad, load -> count(reportOf(load).rows(), table))
          .description("Rows read by the last load.")
          .tag("table", table.tableName())
          .register(registry);
    }
    for (Oddity oddity : Oddity.values()) {
      Gauge.builder(
              "beadle.load.odd.rows", lastLoad, load -> count(reportOf(load).oddities(), oddity))
          .description(
              "Rows of the last load that a clean site would not have, treated as Moodle does.")
          .tag("kind", oddity.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    TimeGauge.builder(
            "beadle.load.duration",
            lastLoad,
            TimeUnit.SECONDS,
            load -> reportOf(load).duration().toMillis() / MILLIS_PER_SECOND)
        .description("Time that the last load took.")
        .register(registry);
  }

  private static LoadReport reportOf(AtomicReference<@Nullable LoadFigures> lastLoad) {
    return requireNonNull(lastLoad.get(), "no load").report();
  }

  private static double bytesOf(AtomicReference<@Nullable LoadFigures> lastLoad, String structure) {
    return requireNonNull(lastLoad.get(), "no load").bytes().getOrDefault(structure, 0L);
  }

  private static <K> double count(Map<K, Long> counts, K key) {
    return counts.getOrDefault(key, 0L);
  }

  private void gauge(
      String name, String help, SnapshotStore site, ToDoubleFunction<PolicySnapshot> value) {
    Gauge.builder(name, site, store -> ofCurrent(store, value))
        .description(help)
        .register(registry);
  }

  private void counter(
      String name,
      String help,
      CachedResolutions cache,
      ToDoubleFunction<CachedResolutions> value) {
    FunctionCounter.builder(name, cache, value).description(help).register(registry);
  }

  private static double ofCurrent(SnapshotStore site, ToDoubleFunction<PolicySnapshot> value) {
    PolicySnapshot snapshot = site.findCurrent();
    return snapshot == null ? Double.NaN : value.applyAsDouble(snapshot);
  }

  private static double ageSeconds(SnapshotStore site, InstantSource clock) {
    return Math.max(0, clock.millis() - site.upToDateAtMillis()) / MILLIS_PER_SECOND;
  }
}
