package dev.beadle.benchmarks;

import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a changed role assignment costs in the graph: the new version of the assignments and the
 * next snapshot. No log, no publishing. One operation is one change.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "--enable-native-access=ALL-UNNAMED"})
@State(Scope.Thread)
public class ChangeBenchmark {
  private static final long SEED = 20_261_120;
  private static final int ROWS = 1 << 12;

  /** See {@link Sites}: also a folder. */
  @Param(Sites.LARGE)
  public String site = Sites.LARGE;

  // JMH calls load() before anything else.
  @SuppressWarnings("NullAway.Init")
  private PolicySnapshot snapshot;

  private final RoleAssignment[] rows = new RoleAssignment[ROWS];
  private int position;

  /** Loads, and draws rows of users and contexts that lie anywhere. */
  @Setup
  public void load() {
    snapshot = Sites.load(site);
    var random = new SplittableRandom(SEED);
    long nextRowId = 1L << 40;
    for (int i = 0; i < ROWS; i++) {
      rows[i] =
          new RoleAssignment(
              nextRowId++,
              random.nextInt(snapshot.users().size()),
              random.nextInt(snapshot.contexts().contextCount()),
              random.nextInt(snapshot.roles().size()),
              AssignmentSource.BY_HAND);
    }
  }

  /** One row more, then the same row less; per change. */
  @Benchmark
  @OperationsPerInvocation(2)
  public PolicySnapshot plusAndMinus() {
    position = (position + 1) & (ROWS - 1);
    RoleAssignment row = rows[position];
    PolicySnapshot more = snapshot.with(snapshot.assignments().plus(row));
    snapshot = more.with(more.assignments().minus(row));
    return snapshot;
  }
}
