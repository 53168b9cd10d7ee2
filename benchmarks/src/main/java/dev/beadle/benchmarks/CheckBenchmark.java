package dev.beadle.benchmarks;

import dev.beadle.benchmarks.Questions.Mix;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.GuardedCapabilities;
import dev.beadle.server.decision.MatrixRows;
import dev.beadle.server.decision.QueryBatch;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * What one check costs, in the engine alone: no gRPC. One operation is one check, in the batch and
 * the matrix too, but for {@link #explain}, where it is one explanation.
 *
 * <p>The questions are drawn beforehand, 2<sup>20</sup> of them, and asked in order: the processor
 * reads them ahead, while users, contexts and assignments lie anywhere. One check does not wait for
 * the one before, so a processor overlaps their cache misses, as it does in a batch; {@link
 * #byIdsOneByOne} makes each wait, as single requests do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "--enable-native-access=ALL-UNNAMED"})
public class CheckBenchmark {
  private static final int QUESTIONS = 1 << 20;
  private static final int HOT_QUESTIONS = 1 << 12;
  private static final int BATCH = 1_000;
  private static final int MATRIX_CONTEXTS = 50;
  private static final int MATRIX_CAPABILITIES = 20;

  /** A loaded site and an engine whose cache of resolutions grows warm. */
  @State(Scope.Benchmark)
  public static class Site {
    /** See {@link Sites}: also a folder. */
    @Param({Sites.MEDIUM, Sites.LARGE})
    public String site = Sites.MEDIUM;

    // JMH calls load() before anything else.
    @SuppressWarnings("NullAway.Init")
    PolicySnapshot snapshot;

    final DecisionPoint decisionPoint = Engines.cached();

    /** Loads. */
    @Setup
    public void load() {
      snapshot = Sites.load(site);
    }
  }

  /** The questions and where the walk through them stands. */
  @State(Scope.Thread)
  public static class Asked {
    /** See {@link Questions.Mix}: also {@code own}. */
    @Param("uniform")
    public String mix = "uniform";

    // JMH calls draw() before anything else.
    @SuppressWarnings("NullAway.Init")
    Questions questions;

    // As draw() makes it.
    @SuppressWarnings("NullAway.Init")
    String[] names;

    final Decision[] decisions = new Decision[BATCH];
    final QueryBatch batch = new QueryBatch(BATCH / 4);
    int position;

    /** Draws. */
    @Setup
    public void draw(Site site) {
      questions = Questions.draw(site.snapshot, mixOf(mix), QUESTIONS, _ -> true);
      questions.report(mix, site.snapshot, true);
      CapabilityCatalog capabilities = site.snapshot.capabilities();
      names = new String[capabilities.size()];
      for (int i = 0; i < names.length; i++) {
        // Equal to the catalogue's and not identical, as from a request. Its hash is kept after
        // the first time, which is not so in a request.
        names[i] = String.valueOf(capabilities.nameOf(i).toCharArray());
      }
    }

    int next() {
      position = questions.next(position);
      return position;
    }
  }

  /** A few questions, again and again. */
  @State(Scope.Thread)
  public static class Hot {
    // JMH calls draw() before anything else.
    @SuppressWarnings("NullAway.Init")
    Questions questions;

    int position;

    /** Draws. */
    @Setup
    public void draw(Site site) {
      questions = Questions.draw(site.snapshot, Mix.UNIFORM, HOT_QUESTIONS, _ -> true);
      questions.report("hot", site.snapshot, true);
    }
  }

  /** Questions whose answer is no. */
  @State(Scope.Thread)
  public static class Denied {
    // JMH calls draw() before anything else.
    @SuppressWarnings("NullAway.Init")
    Questions questions;

    int position;

    /** Draws. */
    @Setup
    public void draw(Site site) {
      questions =
          Questions.draw(site.snapshot, Mix.UNIFORM, QUESTIONS, decision -> !decision.isAllowed());
      questions.report("denied", site.snapshot, false);
    }
  }

  /** Questions that the roles decide, and for each an engine that knows no resolution yet. */
  @State(Scope.Thread)
  public static class Cold {
    // JMH calls draw() before anything else.
    @SuppressWarnings("NullAway.Init")
    Questions questions;

    DecisionPoint decisionPoint = Engines.cached();
    int position;

    /** Draws. */
    @Setup
    public void draw(Site site) {
      questions = Questions.draw(site.snapshot, Mix.OWN, HOT_QUESTIONS, Engines::isByRoles);
      questions.report("cold", site.snapshot, true);
    }

    /** Empties the cache, out of the measured time. */
    @Setup(Level.Invocation)
    public void empty() {
      decisionPoint = Engines.cached();
      position = questions.next(position);
    }
  }

  /** One user's contexts and capabilities, and the next user's. */
  @State(Scope.Thread)
  public static class Matrix {
    final int[] capabilities = new int[MATRIX_CAPABILITIES];
    final byte[] cells = new byte[MATRIX_CONTEXTS * MATRIX_CAPABILITIES];
  }

  /** A check by the ids of user and context, which are looked up. */
  @Benchmark
  public Decision byIds(Site site, Asked asked) {
    return asked.questions.ask(asked.next(), site.snapshot, site.decisionPoint);
  }

  /**
   * The same, each waiting for the answer to the one before: what a single request meets. The next
   * question's number is made to depend on the answer.
   */
  @Benchmark
  public Decision byIdsOneByOne(Site site, Asked asked) {
    Decision decision = asked.questions.ask(asked.position, site.snapshot, site.decisionPoint);
    // No decision's meaning is that long, which neither compiler nor processor knows.
    asked.position = asked.questions.next(asked.position + (decision.meaning().length() >>> 16));
    return decision;
  }

  /** The same about so few questions that what they touch stays in the processor's caches. */
  @Benchmark
  public Decision byIdsHot(Site site, Hot hot) {
    hot.position = hot.questions.next(hot.position);
    return hot.questions.ask(hot.position, site.snapshot, site.decisionPoint);
  }

  /** The capability by name too. */
  @Benchmark
  public Decision byName(Site site, Asked asked) {
    int position = asked.next();
    PolicySnapshot snapshot = site.snapshot;
    return site.decisionPoint.decide(
        snapshot,
        asked.questions.userId(position),
        snapshot.contexts().find(asked.questions.contextId(position)),
        snapshot.capabilities().find(asked.names[asked.questions.capability(position)]),
        Environment.DEFAULT);
  }

  /** As {@link #byIds}, but every answer is no. */
  @Benchmark
  public Decision denyOnly(Site site, Denied denied) {
    denied.position = denied.questions.next(denied.position);
    return denied.questions.ask(denied.position, site.snapshot, site.decisionPoint);
  }

  /**
   * The first check of an engine: its one resolution is worked out and put into the cache. The
   * empty cache is made before each invocation and not measured; an invocation is one check, with
   * two readings of the clock around it, some 50 ns.
   */
  @Benchmark
  public Decision coldCache(Site site, Cold cold) {
    return cold.questions.ask(cold.position, site.snapshot, cold.decisionPoint);
  }

  /** As {@link #byIds}, without a cache: the plain version to compare with. */
  @Benchmark
  public Decision uncached(Site site, Asked asked) {
    return asked.questions.ask(asked.next(), site.snapshot, Uncached.DECISION_POINT);
  }

  /** 1,000 unlike questions at one snapshot, decided together; per check. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Decision[] batchOf1000(Site site, Asked asked) {
    PolicySnapshot snapshot = site.snapshot;
    QueryBatch batch = asked.batch;
    for (int first = 0; first < BATCH; first += batch.capacity()) {
      batch.clear();
      for (int i = 0; i < batch.capacity(); i++) {
        int position = asked.next();
        batch.add(
            asked.questions.userId(position),
            snapshot.contexts().find(asked.questions.contextId(position)),
            asked.questions.capability(position));
      }
      site.decisionPoint.decideBatch(snapshot, batch);
      for (int i = 0; i < batch.capacity(); i++) {
        asked.decisions[first + i] = batch.decision(i);
      }
    }
    return asked.decisions;
  }

  /** The same, decided one by one: the plain version to compare with. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Decision[] singlesOf1000(Site site, Asked asked) {
    PolicySnapshot snapshot = site.snapshot;
    for (int i = 0; i < BATCH; i++) {
      asked.decisions[i] = asked.questions.ask(asked.next(), snapshot, site.decisionPoint);
    }
    return asked.decisions;
  }

  /** One user in 50 contexts, 20 capabilities in each; per check. Another user each time. */
  @Benchmark
  @OperationsPerInvocation(MATRIX_CONTEXTS * MATRIX_CAPABILITIES)
  public byte[] matrix50x20(Site site, Asked asked, Matrix matrix) {
    PolicySnapshot snapshot = site.snapshot;
    int position = asked.next();
    long userId = asked.questions.userId(position);
    for (int i = 0; i < MATRIX_CAPABILITIES; i++) {
      matrix.capabilities[i] = asked.questions.capability(position);
      position = asked.questions.next(position);
    }
    var guarded = GuardedCapabilities.of(snapshot, userId, matrix.capabilities);
    var rows = new MatrixRows(userId, Environment.DEFAULT, guarded, matrix.cells, MATRIX_CONTEXTS);
    for (int i = 0; i < MATRIX_CONTEXTS; i++) {
      rows.add(
          snapshot.contexts().find(asked.questions.contextId(position)), i * MATRIX_CAPABILITIES);
      position = asked.questions.next(position);
    }
    site.decisionPoint.decideRows(snapshot, rows);
    asked.position = position;
    return matrix.cells;
  }

  /** The decision with the way to it. */
  @Benchmark
  public Explanation explain(Site site, Asked asked) {
    int position = asked.next();
    return new Explainer(site.decisionPoint)
        .explain(
            site.snapshot,
            new AccessQuery(
                asked.questions.userId(position),
                site.snapshot.contexts().find(asked.questions.contextId(position)),
                asked.questions.capability(position),
                Environment.DEFAULT));
  }

  private static Mix mixOf(String name) {
    return Mix.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Stateless, so one for all. */
  private static final class Uncached {
    static final DecisionPoint DECISION_POINT = Engines.uncached();
  }
}
