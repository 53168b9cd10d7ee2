package dev.beadle.client.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has failed since there was an answer, how and when. One that was lost is back when it answers
 * a probe: once, since it may do that and nothing else. Thread-safe.
 */
public final class FailedEndpoints {
  private volatile List<Failed> all = List.of();

  // How many times: not how often it was told, but how often it was back in between.
  private record Failed(Endpoint endpoint, Failure failure, long at, int times) {
    boolean mayBeBack() {
      return failure.isLost() && times == 1;
    }

    boolean isBack() {
      return mayBeBack() && endpoint.hasAnsweredProbeSince(at);
    }
  }

  /** Each once, the one that failed last at the end; in a list of the caller's own. */
  public List<Endpoint> list() {
    return list(_ -> true);
  }

  /** Those that are not back. */
  public List<Endpoint> listAway() {
    return list(failed -> !failed.isBack());
  }

  /** Those that no probe brings back: they refuse, for example. */
  List<Endpoint> listRefusing() {
    return list(failed -> !failed.mayBeBack());
  }

  private List<Endpoint> list(Predicate<Failed> wanted) {
    List<Endpoint> endpoints = new ArrayList<>(all.size());
    for (Failed failed : all) {
      if (wanted.test(failed)) {
        endpoints.add(failed.endpoint);
      }
    }
    return endpoints;
  }

  /** One has failed, for the first time or again. */
  public synchronized void add(Endpoint endpoint, Failure failure, long now) {
    int times = 1;
    List<Failed> more = new ArrayList<>(all.size() + 1);
    for (Failed failed : all) {
      if (failed.endpoint == endpoint) {
        times = failed.isBack() ? failed.times + 1 : failed.times;
      } else {
        more.add(failed);
      }
    }
    more.add(new Failed(endpoint, failure, now, times));
    all = List.copyOf(more);
  }

  /** There was an answer. Costs a volatile read when nobody has failed. */
  public void clear() {
    if (!all.isEmpty()) {
      all = List.of();
    }
  }

  /** Whether nobody has failed. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many have failed in a way that does not pass, and are not being looked at. */
  public int countHopeless() {
    return list(failed -> !failed.failure.isPassing() && failed.endpoint.isUsable()).size();
  }

  /** The last failure that was more than silence, or null. */
  public @Nullable Failure findFault() {
    Failure fault = null;
    for (Failed failed : all) {
      if (!failed.failure.isSilence()) {
        fault = failed.failure;
      }
    }
    return fault;
  }
}
