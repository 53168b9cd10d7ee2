package dev.beadle.benchmarks;

import dev.beadle.benchmarks.Questions.Mix;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.people.CapablePlaces;
import dev.beadle.server.search.people.CapableUsers;
import dev.beadle.server.search.people.PermittedCapability;
import dev.beadle.server.search.people.WhatCan;
import dev.beadle.server.search.people.WhereCan;
import dev.beadle.server.search.people.WhereCanQuery;
import dev.beadle.server.search.people.WhoCan;
import dev.beadle.server.search.people.WhoCanQuery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * What a reverse question costs, in the engine alone: no gRPC. One operation is one question with
 * its whole answer. Each is timed by itself, so that the median and the slowest can be told: they
 * lie far apart, for the answers are anything from nobody to everybody. Two readings of the clock
 * are in each, some 50 ns.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "--enable-native-access=ALL-UNNAMED"})
public class SearchBenchmark {
  private static final int QUESTIONS = 1 << 14;
  private static final String REPLY = "mod/forum:replypost";

  /** A loaded site and what answers. */
  @State(Scope.Benchmark)
  public static class Site {
    /** See {@link Sites}: also a folder. */
    @Param({Sites.MEDIUM, Sites.LARGE})
    public String site = Sites.MEDIUM;

    // JMH calls load() before anything else.
    @SuppressWarnings("NullAway.Init")
    PolicySnapshot snapshot;

    private final DecisionPoint decisionPoint = Engines.cached();
    final WhoCan whoCan = new WhoCan(decisionPoint);
    final WhereCan whereCan = new WhereCan(decisionPoint);
    final WhatCan whatCan = new WhatCan(decisionPoint);

    /** Loads. */
    @Setup
    public void load() {
      snapshot = Sites.load(site);
    }

    CapableUsers whoCan(int context, int capability) {
      return whoCan.find(
          snapshot, WhoCanQuery.asMoodle(context, List.of(capability)), Checkpoint.NONE);
    }
  }

  /** Users, capabilities and contexts, independent of each other. */
  @State(Scope.Thread)
  public static class Asked {
    // JMH calls draw() before anything else.
    @SuppressWarnings("NullAway.Init")
    Questions questions;

    int position;

    /** Draws. */
    @Setup
    public void draw(Site site) {
      questions = Questions.draw(site.snapshot, Mix.UNIFORM, QUESTIONS, _ -> true);
    }

    int next() {
      position = questions.next(position);
      return position;
    }
  }

  /** Courses: the one with the most users assigned, and all in turn. */
  @State(Scope.Thread)
  public static class Courses {
    // JMH calls find() before anything else.
    @SuppressWarnings("NullAway.Init")
    int[] all;

    int fullest;
    int reply;
    int position;

    /** Finds them. */
    @Setup
    public void find(Site site) {
      PolicySnapshot snapshot = site.snapshot;
      all =
          IntStream.range(0, snapshot.contexts().contextCount())
              .filter(context -> snapshot.contexts().levelOf(context) == ContextLevel.COURSE)
              .toArray();
      reply = snapshot.capabilities().find(REPLY);
      long most = -1;
      for (int course : all) {
        long[] users = new long[1];
        snapshot.assignments().forEachUserIn(course, _ -> users[0]++);
        if (users[0] > most) {
          most = users[0];
          fullest = course;
        }
      }
      System.out.println("# the fullest course: " + most + " users");
    }

    int next() {
      position = (position + 1) % all.length;
      return all[position];
    }
  }

  /** Who can: any capability in any context, as Moodle's list. */
  @Benchmark
  public CapableUsers whoCan(Site site, Asked asked) {
    int position = asked.next();
    return site.whoCan(contextAt(site, asked, position), asked.questions.capability(position));
  }

  /** The same, exactly those about whom a check says yes. */
  @Benchmark
  public CapableUsers whoCanConsistent(Site site, Asked asked) {
    int position = asked.next();
    var query =
        WhoCanQuery.asChecked(
            contextAt(site, asked, position), List.of(asked.questions.capability(position)));
    return site.whoCan.find(site.snapshot, query, Checkpoint.NONE);
  }

  /** Who can reply in forums, one course after the other. */
  @Benchmark
  public CapableUsers whoCanInCourse(Site site, Courses courses) {
    return site.whoCan(courses.next(), courses.reply);
  }

  /** The same in the course with the most users, again and again. */
  @Benchmark
  public CapableUsers whoCanInFullestCourse(Site site, Courses courses) {
    return site.whoCan(courses.fullest, courses.reply);
  }

  /** Where can: any user, any capability, as Moodle's list of categories and courses. */
  @Benchmark
  public CapablePlaces whereCan(Site site, Asked asked) {
    int position = asked.next();
    var query =
        new WhereCanQuery(
            asked.questions.userId(position),
            asked.questions.capability(position),
            Environment.DEFAULT);
    return site.whereCan.placesOfMoodlesList(site.snapshot, query, Checkpoint.NONE);
  }

  /** What can: every capability of any user in any context, each with its rule. */
  @Benchmark
  public List<PermittedCapability> whatCan(Site site, Asked asked) {
    int position = asked.next();
    return site.whatCan.all(
        site.snapshot,
        asked.questions.userId(position),
        contextAt(site, asked, position),
        Environment.DEFAULT);
  }

  private static int contextAt(Site site, Asked asked, int position) {
    return site.snapshot.contexts().find(asked.questions.contextId(position));
  }
}
