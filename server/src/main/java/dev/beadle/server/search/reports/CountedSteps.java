package dev.beadle.server.search.reports;

import dev.beadle.server.search.Checkpoint;

/** Passes a checkpoint often enough, for work that has no numbered steps. Not thread-safe. */
final class CountedSteps {
  private final Checkpoint checkpoint;
  private int steps;

  CountedSteps(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** Does one step. */
  void step() {
    checkpoint.at(steps++);
  }
}
