package dev.beadle.server.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.beadle.server.decision.Resolution;
import dev.beadle.server.decision.ResolutionSource;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.OverrideScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the resolutions that another source works out. Thread-safe; never waits.
 *
 * <p>Two layers. In front, a table of a fixed number of slots, each with the last resolution that
 * fell there: a hit compares four identities and allocates nothing. Behind it Caffeine, bounded by
 * the bytes of what it holds, which keeps what the table has to let go.
 *
 * <p>INVARIANT (never stale): a key holds the identity of the scope and of the catalogue, which are
 * immutable and stand for everything that a resolution depends on. Changed facts make new
 * identities, so nothing is ever invalidated; what is no longer asked for ages out, and its slot in
 * the table falls to the next scope of the same node.
 */
public final class CachedResolutions implements ResolutionSource {
  /** Slots of the front table; a power of two. A site has a few hundred resolutions. */
  private static final int SLOTS = 4096;

  /** The bytes of an entry besides its resolution: the key, and Caffeine's node. */
  private static final int ENTRY_OVERHEAD = 120;

  private final ResolutionSource source;
  private final Cache<Key, Entry> cache;
  // Slots are read and written without order: an entry is immutable, with final fields only, so
  // that a thread sees it whole or not at all; a lost write costs one look-up behind the table.
  private final @Nullable Entry[] table = new @Nullable Entry[SLOTS];

  /**
   * Remembers what {@code source} works out.
   *
   * @param maximumBytes the bytes that the cache may take, at least 0
   */
  public CachedResolutions(ResolutionSource source, long maximumBytes) {
    this.source = source;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((Key _, Entry entry) -> entry.resolution.sizeInBytes() + ENTRY_OVERHEAD)
            .recordStats()
            .build();
  }

  @Override
  public Resolution resolutionOf(
      long low, long @Nullable [] high, OverrideScope scope, CapabilityCatalog capabilities) {
    int slot = slotOf(low, high, scope);
    Entry entry = table[slot];
    if (entry == null || !entry.is(low, high, scope, capabilities)) {
      entry = behindTheTable(new Key(low, high, scope, capabilities));
      table[slot] = entry;
    }
    return entry.resolution;
  }

  /** Look-ups that the front table could not answer, and what became of them. */
  public CacheStats stats() {
    return cache.stats();
  }

  /** How many resolutions are held behind the front table. */
  public long size() {
    return cache.estimatedSize();
  }

  /** The bytes of what is held behind the front table. */
  public long sizeInBytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  private Entry behindTheTable(Key key) {
    Entry known = cache.getIfPresent(key);
    if (known != null) {
      return known;
    }
    // Not Cache.get with a loader: a second thread would wait for the first. Both work it out.
    Entry made =
        new Entry(key, source.resolutionOf(key.low, key.high, key.scope, key.capabilities));
    Entry before = cache.asMap().putIfAbsent(made, made);
    return before == null ? made : before;
  }

  private static int slotOf(long low, long @Nullable [] high, OverrideScope scope) {
    long hash = low * 0x9E37_79B9_7F4A_7C15L + scope.node() * 0xC2B2_AE3D_27D4_EB4FL;
    if (high != null) {
      hash += Arrays.hashCode(high) * 0x1656_67B1_9E37_79F9L;
    }
    return (int) (hash >>> 40) & (SLOTS - 1);
  }

  /** What a resolution is of. Equal when the roles are equal and the rest is identical. */
  private static class Key {
    final long low;
    final long @Nullable [] high;
    final OverrideScope scope;
    final CapabilityCatalog capabilities;

    Key(long low, long @Nullable [] high, OverrideScope scope, CapabilityCatalog capabilities) {
      this.low = low;
      this.high = high;
      this.scope = scope;
      this.capabilities = capabilities;
    }

    final boolean is(
        long otherLow,
        long @Nullable [] otherHigh,
        OverrideScope otherScope,
        CapabilityCatalog otherCapabilities) {
      return low == otherLow
          && scope == otherScope
          && capabilities == otherCapabilities
          && Arrays.equals(high, otherHigh);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.is(low, high, scope, capabilities);
    }

    @Override
    public final int hashCode() {
      return (Long.hashCode(low) * 31 + Arrays.hashCode(high)) * 31
          + System.identityHashCode(scope);
    }
  }

  /** A resolution, and what it is of: in one object, so that a hit reads one. */
  private static final class Entry extends Key {
    final Resolution resolution;

    Entry(Key key, Resolution resolution) {
      super(key.low, key.high, key.scope, key.capabilities);
      this.resolution = resolution;
    }
  }
}
