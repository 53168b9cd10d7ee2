package dev.beadle.server.decision;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;

/**
 * The walks of many questions, a step of each in turn. A step waits for memory, and the next step
 * of the same walk for it; the steps of other walks do not, so that the processor overlaps them.
 *
 * <p>Only ordinary walks: of a live user who is neither guest nor administrator, from a context
 * whose row is sound. They give what {@link RoleWalk#walk} gives. Confined to one thread.
 */
final class BatchWalk {
  private static final int NOT_ORDINARY = UserDirectory.ABSENT;

  // By question.
  private final int[] users;
  private final long[] filters;
  private final int[] nodes;
  private final long[] walked;
  private final int[] locks;
  // The questions whose walks have not ended.
  private final int[] going;

  BatchWalk(int capacity) {
    this.users = new int[capacity];
    this.filters = new long[capacity];
    this.nodes = new int[capacity];
    this.walked = new long[capacity];
    this.locks = new int[capacity];
    this.going = new int[capacity];
  }

  /** Whether a walk was ordinary and met only roles that have a bit of their own. */
  boolean isDone(int question) {
    return users[question] != NOT_ORDINARY && !RoleWalk.hasMore(walked[question]);
  }

  /** What a walk that {@link #isDone} has found: see {@link RoleWalk#walk}. */
  long walked(int question) {
    return walked[question];
  }

  /** Whether a walk that {@link #isDone} met a lock (rules §2). */
  boolean isLocked(int question) {
    return ContextTree.holdsLock(locks[question]);
  }

  /** Walks all of a batch. */
  void walk(PolicySnapshot snapshot, QueryBatch batch) {
    findUsers(snapshot, batch);
    int count = begin(snapshot, batch);
    while (count > 0) {
      count = step(snapshot, count);
    }
  }

  private void findUsers(PolicySnapshot snapshot, QueryBatch batch) {
    UserDirectory directory = snapshot.users();
    SiteSettings settings = snapshot.settings();
    for (int i = 0; i < batch.size(); i++) {
      long userId = batch.userIds[i];
      // A visitor is nobody, even where a damaged site has a user of this id.
      boolean hasGuards =
          userId == 0 || userId == settings.guestUserId() || settings.isSiteAdmin(userId);
      users[i] = hasGuards ? NOT_ORDINARY : directory.findLive(userId);
    }
  }

  /** Finds which walks are ordinary and begins them; how many there are. */
  private int begin(PolicySnapshot snapshot, QueryBatch batch) {
    ContextTree contexts = snapshot.contexts();
    RoleAssignments assignments = snapshot.assignments();
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int user = users[i];
      int context = batch.contexts[i];
      if (user == NOT_ORDINARY || !contexts.isSound(context)) {
        users[i] = NOT_ORDINARY;
        continue;
      }
      filters[i] = RoleAssignments.filterIn(assignments.blockOf(user), user);
      nodes[i] = context;
      walked[i] = 0;
      locks[i] = 0;
      going[count++] = i;
    }
    return count;
  }

  /** One step of the walks that go on; how many go on after it. */
  private int step(PolicySnapshot snapshot, int count) {
    ContextTree contexts = snapshot.contexts();
    SpecialRoles special = snapshot.specialRoles();
    int frontPage = special.frontPageContext();
    long onFrontPage = RoleWalk.bitOf(special.frontPage());
    int system = contexts.system();
    long onSystem = RoleWalk.bitOf(special.defaultUser());
    int after = 0;
    for (int at = 0; at < count; at++) {
      int question = going[at];
      int node = nodes[question];
      int link = contexts.linkOf(node);
      long found = RoleWalk.withScope(walked[question], link, node);
      if (RoleAssignments.mayHold(node, filters[question])) {
        found |= assignedRoles(snapshot, node, users[question]);
      }
      found |= node == frontPage ? onFrontPage : 0;
      found |= node == system ? onSystem : 0;
      walked[question] = found;
      locks[question] = ContextTree.withLocks(locks[question], link);
      int parent = ContextTree.parentIn(link);
      nodes[question] = parent;
      going[after] = question;
      after += parent == ContextTree.NO_PARENT ? 0 : 1;
    }
    return after;
  }

  private static long assignedRoles(PolicySnapshot snapshot, int node, int user) {
    return RoleWalk.assignedRoles(node, snapshot.assignments().blockOf(user), user, null);
  }
}
