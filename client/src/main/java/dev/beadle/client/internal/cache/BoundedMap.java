package dev.beadle.client.internal.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was not used for longest. Thread-safe; divided, so that threads seldom
 * meet.
 */
final class BoundedMap<K, V> {
  private static final int MOST_STRIPES = 16;
  private static final int LEAST_PER_STRIPE = 64;

  private final Stripe<K, V>[] stripes;

  private static final class Stripe<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    Stripe(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  // Java has no generic arrays.
  @SuppressWarnings({"unchecked", "rawtypes"})
  BoundedMap(int most) {
    int count = Math.clamp(Integer.highestOneBit(most / LEAST_PER_STRIPE), 1, MOST_STRIPES);
    stripes = new Stripe[count];
    for (int i = 0; i < count; i++) {
      stripes[i] = new Stripe<>(most / count);
    }
  }

  @Nullable V find(K key) {
    Stripe<K, V> stripe = stripeOf(key);
    synchronized (stripe) {
      return stripe.get(key);
    }
  }

  void put(K key, V value) {
    Stripe<K, V> stripe = stripeOf(key);
    synchronized (stripe) {
      stripe.put(key, value);
    }
  }

  void remove(K key, V value) {
    Stripe<K, V> stripe = stripeOf(key);
    synchronized (stripe) {
      stripe.remove(key, value);
    }
  }

  void clear() {
    for (Stripe<K, V> stripe : stripes) {
      synchronized (stripe) {
        stripe.clear();
      }
    }
  }

  int size() {
    int size = 0;
    for (Stripe<K, V> stripe : stripes) {
      synchronized (stripe) {
        size += stripe.size();
      }
    }
    return size;
  }

  private Stripe<K, V> stripeOf(K key) {
    int hash = key.hashCode();
    return stripes[(hash ^ hash >>> 20) & (stripes.length - 1)];
  }
}
