package dev.beadle.server.search.people;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import dev.beadle.server.search.ListMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Finds who has a capability, or any of several, in a context (§9): as Moodle's list of users has
 * it, or exactly those about whom a check says yes. Stateless but for its source of decisions, and
 * so thread-safe. Cost: that of the users assigned in the context and above it, or of all users
 * where everybody has a role that matters.
 *
 * <p>The two differ: Moodle's list has neither deleted accounts nor the guest account nor visitors,
 * administrators only by their roles, follows no deprecated name, and in a locked context it has
 * whoever holds a capability whose type is exactly {@code read}.
 */
public final class WhoCan {
  private final DecisionPoint decisionPoint;

  /** Decides with {@code decisionPoint}. */
  public WhoCan(DecisionPoint decisionPoint) {
    this.decisionPoint = decisionPoint;
  }

  /** A question, where it is asked, and by what it is decided. */
  record Asked(PolicySnapshot snapshot, DecisionPoint decisionPoint, WhoCanQuery query) {}

  /** Finds them. */
  public CapableUsers find(PolicySnapshot snapshot, WhoCanQuery query, Checkpoint checkpoint) {
    var asked = new Asked(snapshot, decisionPoint, query);
    List<CapabilityHolders> holders = holdersOf(snapshot, query);
    var found = new IdList();
    holders.forEach(some -> some.addTo(found, checkpoint));
    long[] userIds = found.toAscending();
    if (query.mode() == ListMode.CONSISTENT) {
      userIds = withSpecialUsers(asked, userIds);
    }
    return new CapableUsers(asked, holders, filtered(asked, userIds, checkpoint));
  }

  /**
   * Whether single users are in Moodle's list of everybody who can, without finding the others.
   *
   * @param capabilities ordinals, or {@code CapabilityCatalog.ABSENT}, which nobody has
   * @return takes user.id; each costs that of his assignments in the context and above it
   */
  public static LongPredicate inMoodlesList(
      PolicySnapshot snapshot, int context, List<Integer> capabilities) {
    List<CapabilityHolders> holders =
        holdersOf(snapshot, WhoCanQuery.asMoodle(context, capabilities));
    return userId -> {
      for (CapabilityHolders some : holders) {
        if (some.includes(userId)) {
          return true;
        }
      }
      return false;
    };
  }

  private static List<CapabilityHolders> holdersOf(PolicySnapshot snapshot, WhoCanQuery query) {
    List<CapabilityHolders> holders = new ArrayList<>();
    List<Integer> capabilities = query.capabilities();
    for (int from = 0; from < capabilities.size(); from += RoleVerdicts.MOST_CAPABILITIES) {
      int to = Math.min(capabilities.size(), from + RoleVerdicts.MOST_CAPABILITIES);
      holders.add(CapabilityHolders.of(snapshot, query, capabilities.subList(from, to)));
    }
    return holders;
  }

  /** Visitors, the guest account and administrators meet guards of their own: each is checked. */
  private static long[] withSpecialUsers(Asked asked, long[] ordinary) {
    var special = new IdList();
    special.add(0);
    special.add(asked.snapshot().settings().guestUserId());
    for (long adminId : asked.snapshot().settings().siteAdminIds()) {
      special.add(adminId);
    }
    long[] specialIds = special.toAscending();
    var all = new IdList();
    var excepted = new Ascending(specialIds);
    for (long userId : ordinary) {
      if (!excepted.has(userId)) {
        all.add(userId);
      }
    }
    for (long userId : specialIds) {
      if (isAllowed(asked, userId)) {
        all.add(userId);
      }
    }
    return all.toAscending();
  }

  private static boolean isAllowed(Asked asked, long userId) {
    WhoCanQuery query = asked.query();
    var check =
        new AccessQuery(
            userId, query.context(), CapabilityCatalog.ABSENT, CapableUsers.environmentOf(query));
    int[] capabilities = query.capabilities().stream().mapToInt(Integer::intValue).toArray();
    return asked
        .decisionPoint()
        .decideAny(asked.snapshot(), check, capabilities)
        .decision()
        .isAllowed();
  }

  /** Applies the filter (§9.8). */
  private long[] filtered(Asked asked, long[] userIds, Checkpoint checkpoint) {
    UserFilter filter = asked.query().filter();
    if (filter.equals(UserFilter.EVERYBODY)) {
      return userIds;
    }
    boolean takesAll = filter.groupIds().isEmpty();
    var members = new Ascending(membersOf(asked.snapshot(), filter));
    var viewers = new Ascending(viewersOfAllGroups(asked, checkpoint));
    var exceptions =
        new Ascending(filter.exceptions().stream().mapToLong(Long::longValue).sorted().toArray());
    var kept = new IdList();
    for (long userId : userIds) {
      boolean isInGroups = takesAll || members.has(userId) || viewers.has(userId);
      if (isInGroups && !exceptions.has(userId)) {
        kept.add(userId);
      }
    }
    return kept.toAscending();
  }

  private static long[] membersOf(PolicySnapshot snapshot, UserFilter filter) {
    Relation members = snapshot.relation(SiteTable.GROUPS_MEMBERS);
    int userColumn = SiteTable.GROUPS_MEMBERS.positionOf("userid");
    var ids = new IdList();
    for (long groupId : filter.groupIds()) {
      members.forEachWith("groupid", groupId, row -> ids.add(members.numberAt(row, userColumn)));
    }
    return ids.toAscending();
  }

  private long[] viewersOfAllGroups(Asked asked, Checkpoint checkpoint) {
    WhoCanQuery query = asked.query();
    if (query.filter().groupIds().isEmpty() || !query.filter().keepsViewersOfAllGroups()) {
      return new long[0];
    }
    int capability = asked.snapshot().capabilities().find(UserFilter.ACCESS_ALL_GROUPS);
    var viewers =
        new WhoCanQuery(
            query.context(),
            List.of(capability),
            query.mode(),
            query.doAnything(),
            UserFilter.EVERYBODY);
    return find(asked.snapshot(), viewers, checkpoint).userIds().toArray();
  }

  /** A walk along ascending ids beside one along others. */
  private static final class Ascending {
    private final long[] ids;
    private int at;

    Ascending(long[] ids) {
      this.ids = ids;
    }

    /** Whether it has an id; each asked for must be greater than the one before. */
    boolean has(long id) {
      while (at < ids.length && ids[at] < id) {
        at++;
      }
      return at < ids.length && ids[at] == id;
    }
  }
}
