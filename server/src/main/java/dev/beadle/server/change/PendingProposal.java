package dev.beadle.server.change;

import java.util.concurrent.CompletableFuture;

/** A proposal that waits for its turn, and who waits for its result. */
record PendingProposal(Proposal proposal, CompletableFuture<Committed> result) {}
