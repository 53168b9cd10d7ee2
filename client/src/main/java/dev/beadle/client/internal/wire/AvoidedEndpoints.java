package dev.beadle.client.internal.wire;

import java.util.ArrayList;
import java.util.List;

/** Who is to be avoided by whoever asks next, until there is an answer. Thread-safe. */
public final class AvoidedEndpoints {
  private volatile List<Endpoint> avoided = List.of();

  /** Each once, the one that was added last at the end. */
  public List<Endpoint> list() {
    return avoided;
  }

  /** One is to be avoided, for the first time or again. */
  public synchronized void add(Endpoint endpoint) {
    List<Endpoint> all = new ArrayList<>(avoided);
    all.remove(endpoint);
    all.add(endpoint);
    avoided = List.copyOf(all);
  }

  /** There was an answer. Costs a volatile read when nobody is avoided. */
  public void clear() {
    if (!avoided.isEmpty()) {
      avoided = List.of();
    }
  }
}
