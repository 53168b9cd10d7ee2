package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.QueryBatch;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AskedQuestions;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a request, a part after the other: of each part those that are plain and name
 * what is there are decided together. The others are left to whoever asks. For one request.
 */
final class DecidedTogether {
  private static final int NOT_DECIDED = -1;

  private final PolicySnapshot snapshot;
  private final AskedQuestions asked;
  private final QueryBatch queries;
  private final int[] capabilities;
  private final int[] contexts;
  // By question of the part: its place in the batch.
  private final int[] places;
  private int from;

  /** Decides up to {@code partSize} at once, at least 1. */
  DecidedTogether(PolicySnapshot snapshot, AskedQuestions asked, int partSize) {
    this.snapshot = snapshot;
    this.asked = asked;
    this.queries = new QueryBatch(partSize);
    this.capabilities = new int[partSize];
    this.contexts = new int[partSize];
    this.places = new int[partSize];
  }

  /** Decides the part that begins with a question; how many questions it has. */
  int decide(DecisionPoint decisionPoint, int first) {
    from = first;
    int count = Math.min(queries.capacity(), asked.count() - first);
    PlainNames.findAll(snapshot, asked, first, count, capabilities, contexts);
    queries.clear();
    for (int i = 0; i < count; i++) {
      if (capabilities[i] == CapabilityCatalog.ABSENT || contexts[i] == ContextTree.ABSENT) {
        places[i] = NOT_DECIDED;
      } else {
        places[i] = queries.size();
        queries.add(asked.userId(first + i), contexts[i], capabilities[i]);
      }
    }
    decisionPoint.decideBatch(snapshot, queries);
    return count;
  }

  /** The decision about a question of the part, or null. */
  @Nullable Decision findDecision(int question) {
    int place = places[question - from];
    return place == NOT_DECIDED ? null : queries.decision(place);
  }
}
