package dev.beadle.server.grpc.search;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.v1.Freshness;

/**
 * What a search is answered from.
 *
 * @param snapshot the facts
 * @param freshness how fresh they are, as answers say it
 * @param atMillis the moment of the question, in milliseconds since 1970; the same for all pages
 * @param checkpoint throws once the call is cancelled or its deadline has passed
 */
record SearchFacts(
    PolicySnapshot snapshot, Freshness freshness, long atMillis, Checkpoint checkpoint) {}
