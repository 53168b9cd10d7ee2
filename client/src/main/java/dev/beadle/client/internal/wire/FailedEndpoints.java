package dev.beadle.client.internal.wire;

import java.util.ArrayList;
import java.util.List;

/** Who has failed since there was an answer. Thread-safe. */
public final class FailedEndpoints {
  private volatile List<Endpoint> failed = List.of();

  /** Each once, the one that failed last at the end: to be avoided by whoever asks next. */
  public List<Endpoint> list() {
    return failed;
  }

  /** One has failed, for the first time or again. */
  public synchronized void add(Endpoint endpoint) {
    List<Endpoint> all = new ArrayList<>(failed);
    all.remove(endpoint);
    all.add(endpoint);
    failed = List.copyOf(all);
  }

  /** There was an answer. Costs a volatile read when nothing has failed. */
  public void clear() {
    if (!failed.isEmpty()) {
      failed = List.of();
    }
  }
}
