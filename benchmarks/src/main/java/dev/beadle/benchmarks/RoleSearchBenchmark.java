package dev.beadle.benchmarks;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.compare.ComparedSide;
import dev.beadle.server.search.compare.ComparedSide.Subject;
import dev.beadle.server.search.compare.Comparison;
import dev.beadle.server.search.roles.ArchetypeDefaults;
import dev.beadle.server.search.roles.DecidingRoles;
import dev.beadle.server.search.roles.ManageableRoles;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.search.roles.MatrixCell;
import dev.beadle.server.search.roles.MatrixQuery;
import dev.beadle.server.search.roles.PermissionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an administrator's questions about roles cost, in the engine alone. One operation is one
 * whole answer, each about another course and user.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "--enable-native-access=ALL-UNNAMED"})
public class RoleSearchBenchmark {
  /** A loaded site, and what is asked about it. */
  @State(Scope.Thread)
  public static class Site {
    /** See {@link Sites}: also a folder. */
    @Param({Sites.MEDIUM, Sites.LARGE})
    public String site = Sites.MEDIUM;

    // JMH calls load() before anything else.
    @SuppressWarnings("NullAway.Init")
    PolicySnapshot snapshot;

    final DecisionPoint decisionPoint = Engines.cached();
    final ManageableRoles manageable = new ManageableRoles(decisionPoint);

    private final SplittableRandom random = new SplittableRandom(20_250_101);
    private final List<Integer> courses = new ArrayList<>();
    private int busiest;

    /** Loads, and finds the courses. */
    @Setup
    public void load() {
      snapshot = Sites.load(site);
      long most = -1;
      for (int context = 0; context < snapshot.contexts().contextCount(); context++) {
        if (snapshot.contexts().levelOf(context) == ContextLevel.COURSE) {
          courses.add(context);
          long[] users = {0};
          snapshot.assignments().forEachUserIn(context, _ -> users[0]++);
          if (users[0] > most) {
            most = users[0];
            busiest = context;
          }
        }
      }
    }

    int course() {
      return courses.get(random.nextInt(courses.size()));
    }

    long userId() {
      return snapshot.users().idOf(random.nextInt(snapshot.users().size()));
    }

    int capability() {
      return random.nextInt(snapshot.capabilities().size());
    }
  }

  /** The matrix of a course, every cell of it. */
  @Benchmark
  public long matrix(Site site) {
    return sumOf(site.snapshot, site.course());
  }

  /** The matrix of the course in which most people have a role. */
  @Benchmark
  public long matrixOfTheBusiestCourse(Site site) {
    return sumOf(site.snapshot, site.busiest);
  }

  /** Needed and forbidden roles of a capability in a course. */
  @Benchmark
  public DecidingRoles decidingRoles(Site site) {
    return DecidingRoles.of(site.snapshot, site.course(), site.capability());
  }

  /** What a user may assign in a course. */
  @Benchmark
  public List<Integer> assignableRoles(Site site) {
    return site.manageable.assignable(
        site.snapshot, new Asker(site.userId(), site.course(), Environment.DEFAULT));
  }

  /** Two users in a course, all capabilities. */
  @Benchmark
  public Comparison compareUsers(Site site) {
    int course = site.course();
    return Comparison.of(
        sideOf(site, course), sideOf(site, course), Comparison.ALL_RISKS, site.decisionPoint);
  }

  private static ComparedSide sideOf(Site site, int course) {
    return new ComparedSide(
        site.snapshot, new Subject.User(site.userId(), Environment.DEFAULT), course);
  }

  private static long sumOf(PolicySnapshot snapshot, int course) {
    var matrix =
        PermissionMatrix.of(
            snapshot, MatrixQuery.everything(course), ArchetypeDefaults.NONE, Checkpoint.NONE);
    long sum = 0;
    for (int row = 0; row < matrix.rowCount(); row++) {
      for (MatrixCell cell : matrix.rowAt(row).cells()) {
        sum += cell.effective();
      }
    }
    return sum;
  }
}
