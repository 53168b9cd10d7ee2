package dev.beadle.benchmarks;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Questions drawn beforehand, to be asked in order: user ids, context ids and capability ordinals.
 * Drawn from a fixed seed, so that every run asks the same. Immutable and so thread-safe.
 */
public final class Questions {
  /** What draws start from unless said otherwise. */
  public static final long SEED = 20_261_120;

  /** After so many draws for each question asked for, there are hardly any such questions. */
  private static final int DRAWS_PER_QUESTION = 1_000;

  /** Where a module of a course is looked for: its context mostly follows the course's closely. */
  private static final int NEARBY_CONTEXTS = 32;

  private final long[] userIds;
  private final long[] contextIds;
  private final int[] capabilities;

  private Questions(int count) {
    this.userIds = new long[count];
    this.contextIds = new long[count];
    this.capabilities = new int[count];
  }

  /** How users and contexts are put together. */
  public enum Mix {
    /** Each user as likely as another, and so with contexts: hardly ever has he a role there. */
    UNIFORM,
    /** Each user as likely as another, in a context where he has a role or in one below it. */
    OWN,
    /** Users as in OWN, contexts as in OWN and UNIFORM by turns: hardly two in a row are alike. */
    ALTERNATING
  }

  /**
   * Draws questions.
   *
   * @param count a power of two
   * @param wanted which answers to keep
   */
  public static Questions draw(
      PolicySnapshot snapshot, Mix mix, int count, Predicate<Decision> wanted) {
    return draw(snapshot, mix, new Draws(count, SEED, 1), wanted);
  }

  /**
   * How many questions are drawn, and what the draws start from.
   *
   * @param count a power of two
   * @param perUser how many in a row are about the same user, at least 1
   */
  public record Draws(int count, long seed, int perUser) {
    public Draws {
      if (Integer.bitCount(count) != 1) {
        throw new IllegalArgumentException("count: " + count + " (expected: a power of two)");
      }
      if (perUser < 1) {
        throw new IllegalArgumentException("perUser: " + perUser + " (expected: at least 1)");
      }
    }
  }

  /** The same, from a seed of one's own. */
  public static Questions draw(
      PolicySnapshot snapshot, Mix mix, Draws draws, Predicate<Decision> wanted) {
    int count = draws.count();
    var questions = new Questions(count);
    var random = new SplittableRandom(draws.seed());
    var decisionPoint = Engines.cached();
    int drawn = 0;
    for (long tried = 0; drawn < count; tried++) {
      if (tried > (long) DRAWS_PER_QUESTION * count) {
        throw new IllegalStateException("hardly any question has a wanted answer");
      }
      boolean isSameUser = drawn % draws.perUser() != 0;
      int user =
          isSameUser
              ? snapshot.users().find(questions.userId(drawn - 1))
              : drawUser(snapshot, mix, random);
      questions.set(drawn, user, snapshot, mix, random);
      if (wanted.test(questions.ask(drawn, snapshot, decisionPoint))) {
        drawn++;
      }
    }
    return questions;
  }

  /** The position after another, round and round. */
  public int next(int position) {
    return (position + 1) & (userIds.length - 1);
  }

  public int count() {
    return userIds.length;
  }

  /** user.id */
  public long userId(int position) {
    return userIds[position];
  }

  /** context.id */
  public long contextId(int position) {
    return contextIds[position];
  }

  /** An ordinal. */
  public int capability(int position) {
    return capabilities[position];
  }

  /** Asks as a caller does that has ids: both are looked up. */
  public Decision ask(int position, PolicySnapshot snapshot, DecisionPoint decisionPoint) {
    return decisionPoint.decide(
        snapshot,
        userIds[position],
        snapshot.contexts().find(contextIds[position]),
        capabilities[position],
        Environment.DEFAULT);
  }

  /**
   * Counts the answers and prints the share of each.
   *
   * @throws IllegalStateException if all are alike, so that they would not measure what they should
   */
  void report(String name, PolicySnapshot snapshot, boolean bothAnswers) {
    var decisionPoint = Engines.cached();
    Map<Decision, Integer> counts = new EnumMap<>(Decision.class);
    int allowed = 0;
    for (int i = 0; i < count(); i++) {
      Decision decision = ask(i, snapshot, decisionPoint);
      counts.merge(decision, 1, Integer::sum);
      allowed += decision.isAllowed() ? 1 : 0;
    }
    System.out.printf("%n# %s: %,d questions, yes %.2f %%", name, count(), share(allowed));
    counts.forEach((decision, part) -> System.out.printf(", %s %.2f %%", decision, share(part)));
    System.out.println();
    if (allowed == count() || (allowed == 0) == bothAnswers) {
      throw new IllegalStateException(
          name + ": " + allowed + " of " + count() + " answers are yes (expected: both answers)");
    }
  }

  private double share(int part) {
    return 100.0 * part / count();
  }

  private static int drawUser(PolicySnapshot snapshot, Mix mix, SplittableRandom random) {
    int users = snapshot.users().size();
    for (long tried = 0; tried < (long) DRAWS_PER_QUESTION * users; tried++) {
      int user = random.nextInt(users);
      if (mix == Mix.UNIFORM || snapshot.assignments().countOf(user) > 0) {
        return user;
      }
    }
    throw new IllegalStateException("hardly any user has a role");
  }

  private void set(
      int position, int user, PolicySnapshot snapshot, Mix mix, SplittableRandom random) {
    boolean isOwn =
        switch (mix) {
          case UNIFORM -> false;
          case OWN -> true;
          case ALTERNATING -> position % 2 == 0;
        };
    int context =
        isOwn
            ? contextOf(user, snapshot, random)
            : random.nextInt(snapshot.contexts().contextCount());
    userIds[position] = snapshot.users().idOf(user);
    contextIds[position] = snapshot.contexts().idOf(context);
    capabilities[position] = random.nextInt(snapshot.capabilities().size());
  }

  private static int contextOf(int user, PolicySnapshot snapshot, SplittableRandom random) {
    RoleAssignments assignments = snapshot.assignments();
    int own = assignments.get(user, random.nextInt(assignments.countOf(user))).context();
    ContextTree contexts = snapshot.contexts();
    int nearby = Math.min(own + random.nextInt(NEARBY_CONTEXTS), contexts.contextCount() - 1);
    return contexts.isWithin(nearby, own) ? nearby : own;
  }
}
