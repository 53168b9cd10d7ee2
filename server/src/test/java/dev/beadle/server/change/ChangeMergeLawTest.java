package dev.beadle.server.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.RandomChanges;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.SnapshotFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** watch.proto, ChangeSet.merged: merged or not, the same facts come of it. */
final class ChangeMergeLawTest {
  /** A series, cut anywhere, each part merged or not, gives the very site that the series gives. */
  @Test
  void changes_randomSeriesCutAnywhere_giveTheSameSite() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot first = RandomSite.of(seed).snapshot();
          var series = new RandomChanges(first, random);
          List<Change> all = new ArrayList<>();
          PolicySnapshot replica = first;
          int batches = 10 + random.nextInt(50);
          while (batches > 0) {
            List<Change> part = new ArrayList<>();
            for (int i = 1 + random.nextInt(batches); i > 0; i--, batches--) {
              part.addAll(series.next());
            }
            all.addAll(part);
            List<Change> told = random.nextInt(4) == 0 ? part : merged(part);
            assertThat(told.size()).isLessThanOrEqualTo(part.size());
            replica = RandomChanges.applied(replica, told);
          }
          SnapshotFacts.assertSame(replica, series.current(), all);
        });
  }

  private static List<Change> merged(List<Change> changes) {
    var budget = new MergeBudget(1_000);
    try (var merge = new ChangeMerge(1_000, budget)) {
      merge.add(changes);
      assertThat(budget.held()).isEqualTo(merge.changes().size());
      return merge.changes();
    }
  }
}
