package dev.beadle.client.internal.wire;

import java.util.ArrayList;
import java.util.List;

/** Who has failed since there was an answer: to be avoided by whoever asks next. Thread-safe. */
public final class AvoidedEndpoints {
  private volatile List<Endpoint> avoided = List.of();

  /** Each once, the one that failed last at the end. */
  public List<Endpoint> list() {
    return avoided;
  }

  /** One has failed, for the first time or again. */
  public synchronized void add(Endpoint endpoint) {
    List<Endpoint> all = new ArrayList<>(avoided);
    all.remove(endpoint);
    all.add(endpoint);
    avoided = List.copyOf(all);
  }

  /** There was an answer. Costs a volatile read when nothing has failed. */
  public void clear() {
    if (!avoided.isEmpty()) {
      avoided = List.of();
    }
  }
}
