package dev.beadle.client.internal.cache;

import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.ExplainedContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where contexts lie: what has to be known to tell which answers a change below a context concerns.
 * A path is asked for when it is first needed, one at a time for each context, and kept like
 * answers are. Thread-safe; nothing waits for a path.
 */
public final class ContextPaths {
  /** Paths that are being asked for. */
  private static final int MOST_ASKED = 16;

  private final BoundedMap<ContextReference, Path> known;
  private final Set<ContextReference> asked = ConcurrentHashMap.newKeySet();
  private final Source source;
  private final ChangeStamps stamps;
  private final RevisionOrder turns;

  /** Explains a visitor's right to a capability in a context, of which only the path is wanted. */
  @FunctionalInterface
  public interface Source {
    /** The explanation; it fails if there is none. */
    CompletableFuture<ExplainCapabilityResponse> explain(
        ContextReference context, String capability);
  }

  /** The ids of a context and of those above it, and the turn of which they are. */
  static final class Path {
    private final long[] contextIds;
    private final long turn;

    Path(long[] contextIds, long turn) {
      this.contextIds = contextIds;
      this.turn = turn;
    }

    long[] contextIds() {
      return contextIds;
    }

    long turn() {
      return turn;
    }
  }

  ContextPaths(int most, Source source, ChangeStamps stamps, RevisionOrder turns) {
    this.known = new BoundedMap<>(most);
    this.source = source;
    this.stamps = stamps;
    this.turns = turns;
  }

  /** The path of a context; null while it is not known, and then it is asked for. */
  @Nullable Path find(ContextReference context, String capability) {
    Path path = known.find(context);
    if (path != null && stamps.isValidPath(path.turn, path.contextIds)) {
      return path;
    }
    if (asked.size() < MOST_ASKED && asked.add(context)) {
      var _ =
          source
              .explain(context, capability)
              .whenComplete((explained, _) -> {
                if (explained != null) {
                  keep(context, explained);
                }
                asked.remove(context);
              });
    }
    return null;
  }

  private void keep(ContextReference context, ExplainCapabilityResponse explained) {
    long turn = turns.turnOf(explained.getFreshness().getRevision());
    if (turn == RevisionOrder.UNKNOWN || explained.getExplanationsCount() == 0) {
      return;
    }
    long[] ids =
        explained.getExplanations(0).getPathList().stream()
            .mapToLong(ExplainedContext::getId)
            .toArray();
    // A context that is missing from the path would be stamped under an id that is not in it.
    boolean isWhole = ids.length > 0 && LongStream.of(ids).noneMatch(id -> id == 0);
    if (isWhole) {
      known.put(context, new Path(ids, turn));
    }
  }
}
