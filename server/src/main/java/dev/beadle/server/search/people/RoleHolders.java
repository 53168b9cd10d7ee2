package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleAssignments.HolderConsumer;
import dev.beadle.server.search.Checkpoint;
import java.util.Arrays;

/**
 * The users who are assigned a role that says something, in a context or above it, each once, by
 * ordinal, with all that his assigned roles allow and prohibit together. Not thread-safe. Cost:
 * that of the users assigned there.
 */
final class RoleHolders {
  private int[] users = new int[16];
  private long[] allowed = new long[16];
  private long[] prohibited = new long[16];
  private int count;

  private RoleHolders() {}

  /** Those at and above the foot of an ancestry. */
  static RoleHolders of(Ancestry ancestry, RoleVerdicts verdicts, Checkpoint checkpoint) {
    var holders = new RoleHolders();
    // From the root: few are assigned there, and so little is merged twice.
    for (int step = ancestry.length() - 1; step >= 0; step--) {
      int indexed = ancestry.indexedAt(step);
      if (indexed != ContextTree.ABSENT) {
        var here = new Here(ancestry, step, verdicts, checkpoint);
        ancestry.assignments().forEachHolderIn(indexed, here);
        holders = merged(holders, here.found);
      }
    }
    return holders;
  }

  int count() {
    return count;
  }

  /** The ordinal of the user at {@code index}, 0 to {@link #count()} - 1; ascending. */
  int userAt(int index) {
    return users[index];
  }

  /** What the roles of the user at {@code index} allow, what others of them prohibit included. */
  long allowedAt(int index) {
    return allowed[index];
  }

  /** What the roles of the user at {@code index} prohibit. */
  long prohibitedAt(int index) {
    return prohibited[index];
  }

  /** Adds what a role of a user says; his roles follow each other. */
  private void add(int user, long userAllowed, long userProhibited) {
    if (count > 0 && users[count - 1] == user) {
      allowed[count - 1] |= userAllowed;
      prohibited[count - 1] |= userProhibited;
      return;
    }
    if (count == users.length) {
      users = Arrays.copyOf(users, 2 * count);
      allowed = Arrays.copyOf(allowed, 2 * count);
      prohibited = Arrays.copyOf(prohibited, 2 * count);
    }
    users[count] = user;
    allowed[count] = userAllowed;
    prohibited[count++] = userProhibited;
  }

  private void addFrom(RoleHolders others, int from) {
    for (int i = from; i < others.count; i++) {
      add(others.users[i], others.allowed[i], others.prohibited[i]);
    }
  }

  private static RoleHolders merged(RoleHolders one, RoleHolders other) {
    if (one.count == 0 || other.count == 0) {
      return one.count == 0 ? other : one;
    }
    var both = new RoleHolders();
    int a = 0;
    int b = 0;
    while (a < one.count && b < other.count) {
      if (one.users[a] < other.users[b]) {
        both.add(one.users[a], one.allowed[a], one.prohibited[a++]);
      } else if (one.users[a] > other.users[b]) {
        both.add(other.users[b], other.allowed[b], other.prohibited[b++]);
      } else {
        both.add(
            one.users[a],
            one.allowed[a] | other.allowed[b],
            one.prohibited[a++] | other.prohibited[b++]);
      }
    }
    both.addFrom(one, a);
    both.addFrom(other, b);
    return both;
  }

  /** Takes the users of one step of the ancestry, each with every role he has there. */
  private static final class Here implements HolderConsumer {
    private final RoleAssignments assignments;
    private final Ancestry ancestry;
    private final int step;
    private final RoleVerdicts verdicts;
    private final Checkpoint checkpoint;
    private final int context;
    private final RoleHolders found = new RoleHolders();
    private int looks;

    Here(Ancestry ancestry, int step, RoleVerdicts verdicts, Checkpoint checkpoint) {
      this.assignments = ancestry.assignments();
      this.ancestry = ancestry;
      this.step = step;
      this.verdicts = verdicts;
      this.checkpoint = checkpoint;
      this.context = ancestry.indexedAt(step);
    }

    @Override
    public void accept(int user, int role) {
      checkpoint.at(++looks);
      if (role == RoleAssignments.OTHER_ROLES || ancestry.isByIds()) {
        hearEntries(user);
      } else {
        hear(user, verdicts.allowedBy(role), verdicts.prohibitedBy(role));
      }
    }

    /** Hears all roles that he has here: the index does not tell which these are, or whose rows. */
    private void hearEntries(int user) {
      int[] block = assignments.blockOf(user);
      int to = RoleAssignments.to(block, user);
      int at = RoleAssignments.firstIn(context, block, RoleAssignments.from(block, user), to);
      while (at < to && block[at] == context) {
        if (ancestry.counts(step, user, block, at)) {
          int role = block[at + 1];
          hear(user, verdicts.allowedBy(role), verdicts.prohibitedBy(role));
        }
        at += RoleAssignments.ENTRY_LENGTH;
      }
    }

    private void hear(int user, long allows, long prohibits) {
      if ((allows | prohibits) != 0) {
        found.add(user, allows, prohibits);
      }
    }
  }
}
