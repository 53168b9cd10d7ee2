package dev.beadle.benchmarks;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * What a change costs in the graph, from rows to the next snapshot. No log, no publishing. One
 * operation is one change; each is undone by the one that follows.
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
  private static final int ROWS = 1 << 12;
  private static final long FIRST_ROW_ID = 1L << 40;

  /** As many as on the site that is spoken of in Moodle's tracker, MDL-65676. */
  private static final int OVERRIDES = 33_000;

  private static final int MOVED_CONTEXTS = 100_000;
  private static final long ROLE_ID = 5;

  /** See {@link Sites}: also a folder. */
  @Param(Sites.LARGE)
  public String site = Sites.LARGE;

  // JMH calls load() before anything else.
  @SuppressWarnings("NullAway.Init")
  private PolicySnapshot snapshot;

  private final TableRow[] assignments = new TableRow[ROWS];
  private final TableRow[] overrides = new TableRow[ROWS];

  @SuppressWarnings("NullAway.Init")
  private TableRow permissionAtSystem;

  private long movedId;
  private final long[] parentIds = new long[2];
  private int position;

  /** Loads, and draws rows of users and contexts that lie anywhere. */
  @Setup
  public void load() {
    snapshot = Sites.load(site);
    var random = new SplittableRandom(Questions.SEED);
    makeOverrides(random);
    makeSubtree();
    long nextRowId = FIRST_ROW_ID;
    String capability = snapshot.capabilities().nameOf(0);
    for (int i = 0; i < ROWS; i++) {
      assignments[i] =
          TableRow.of(
              SiteTable.ROLE_ASSIGNMENTS,
              nextRowId++,
              snapshot.roles().idOf(random.nextInt(snapshot.roles().size())),
              anyContext(random),
              snapshot.users().idOf(random.nextInt(snapshot.users().size())),
              "",
              0,
              0,
              0);
      overrides[i] =
          TableRow.of(
              SiteTable.ROLE_CAPABILITIES, nextRowId++, anyContext(random), 1, capability, -1);
    }
    permissionAtSystem =
        TableRow.of(
            SiteTable.ROLE_CAPABILITIES,
            nextRowId,
            snapshot.contexts().idOf(snapshot.contexts().system()),
            ROLE_ID,
            "mod/beadle:benchmark",
            1);
    System.out.printf(
        "scopes: %,d; overrides of role %d: %,d; contexts moved: %,d%n",
        snapshot.definitions().scopeCount(), ROLE_ID, OVERRIDES, sizeOf(movedId));
  }

  /** One role assignment more, then the same less. */
  @Benchmark
  @OperationsPerInvocation(2)
  public PolicySnapshot assignment() {
    addAndRemove(assignments[nextPosition()]);
    return snapshot;
  }

  /** One override more somewhere, then the same less. */
  @Benchmark
  @OperationsPerInvocation(2)
  public PolicySnapshot override() {
    addAndRemove(overrides[nextPosition()]);
    return snapshot;
  }

  /** One permission more, and less, at the system context, of a role with 33,000 overrides. */
  @Benchmark
  @OperationsPerInvocation(2)
  public PolicySnapshot roleWithOverrides() {
    addAndRemove(permissionAtSystem);
    return snapshot;
  }

  /** A category with 100,000 contexts below it to another parent. */
  @Benchmark
  public PolicySnapshot subtree() {
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    editor.moveContext(movedId, parentIds[nextPosition() & 1]);
    publish(editor);
    return snapshot;
  }

  private void addAndRemove(TableRow row) {
    SnapshotEditor more = SnapshotEditor.of(snapshot);
    more.put(row);
    publish(more);
    SnapshotEditor less = SnapshotEditor.of(snapshot);
    less.remove(row);
    publish(less);
  }

  private void publish(SnapshotEditor editor) {
    snapshot = editor.build(snapshot.revision().next(), Instant.EPOCH);
  }

  private int nextPosition() {
    position = (position + 1) & (ROWS - 1);
    return position;
  }

  private long anyContext(SplittableRandom random) {
    return snapshot.contexts().idOf(random.nextInt(snapshot.contexts().contextCount()));
  }

  private void makeOverrides(SplittableRandom random) {
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    String capability = snapshot.capabilities().nameOf(1);
    int made = 0;
    var used = new HashSet<Long>();
    while (made < OVERRIDES) {
      long context = anyContext(random);
      if (used.add(context)) {
        editor.put(
            TableRow.of(
                SiteTable.ROLE_CAPABILITIES,
                2 * FIRST_ROW_ID + made,
                context,
                ROLE_ID,
                capability,
                -1));
        made++;
      }
    }
    publish(editor);
  }

  /** Hangs categories below the first one until so many contexts lie there. */
  private void makeSubtree() {
    ContextTree contexts = snapshot.contexts();
    List<Long> categories = new ArrayList<>();
    contexts.forEachChild(
        contexts.system(),
        child -> {
          if (contexts.levelOf(child) == ContextLevel.COURSE_CATEGORY) {
            categories.add(contexts.idOf(child));
          }
        });
    movedId = categories.getFirst();
    parentIds[0] = contexts.idOf(contexts.system());
    parentIds[1] = categories.getLast();
    int size = sizeOf(movedId);
    for (int i = 1; i < categories.size() - 1 && size < MOVED_CONTEXTS; i++) {
      size += sizeOf(categories.get(i));
      SnapshotEditor editor = SnapshotEditor.of(snapshot);
      editor.moveContext(categories.get(i), movedId);
      publish(editor);
    }
  }

  private int sizeOf(long contextId) {
    ContextTree contexts = snapshot.contexts();
    List<Integer> rest = new ArrayList<>(List.of(contexts.find(contextId)));
    int size = 0;
    while (!rest.isEmpty()) {
      contexts.forEachChild(rest.removeLast(), rest::add);
      size++;
    }
    return size;
  }
}
