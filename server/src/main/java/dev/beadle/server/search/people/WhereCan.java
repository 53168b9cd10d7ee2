package dev.beadle.server.search.people;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Finds where a user has a capability: the categories and courses, as Moodle's list has them (§17),
 * or exactly the contexts in which a check says yes. Stateless but for its source of decisions, and
 * so thread-safe.
 *
 * <p>The two differ: Moodle's list asks neither whether the user exists nor whether contexts are
 * locked, lets the guest account and visitors write, looks at no role switch, follows deprecated
 * names to the permissions of their replacements, and takes what is stored for a context without a
 * path to be stored above all others.
 */
public final class WhereCan {
  private final DecisionPoint decisionPoint;

  /** Decides with {@code decisionPoint}. */
  public WhereCan(DecisionPoint decisionPoint) {
    this.decisionPoint = decisionPoint;
  }

  /** The categories and courses of Moodle's list. */
  public CapablePlaces placesOfMoodlesList(
      PolicySnapshot snapshot, WhereCanQuery query, Checkpoint checkpoint) {
    int capability = findListedCapability(snapshot.capabilities(), query.capability());
    if (capability == CapabilityCatalog.ABSENT) {
      return CapablePlaces.NOWHERE;
    }
    Environment environment = query.environment();
    if (environment.doAnything() && snapshot.settings().isSiteAdmin(query.userId())) {
      return places(snapshot, _ -> true, checkpoint);
    }
    Holdings holdings = Holdings.ofMoodlesList(snapshot, query.userId(), environment);
    RoleReach reach = RoleReach.ofMoodlesList(snapshot, capability, holdings, checkpoint);
    if (reach.isNowhere()) {
      return CapablePlaces.NOWHERE;
    }
    ContextTree contexts = snapshot.contexts();
    return places(snapshot, context -> reach.isAllowedAt(contexts.nodeOf(context)), checkpoint);
  }

  /**
   * The contexts of the categories and courses of Moodle's list.
   *
   * @param levels {@link ContextLevel#COURSE_CATEGORY}, {@link ContextLevel#COURSE}, or both; both
   *     when it is empty
   */
  public CapableContexts contextsOfMoodlesList(
      PolicySnapshot snapshot, WhereCanQuery query, Set<Integer> levels, Checkpoint checkpoint) {
    CapablePlaces places = placesOfMoodlesList(snapshot, query, checkpoint);
    if (places.isNowhere()) {
      return CapableContexts.NOWHERE;
    }
    Map<Integer, long[]> instanceIds = new HashMap<>();
    instanceIds.put(ContextLevel.COURSE_CATEGORY, places.categoryIds().toArray());
    instanceIds.put(ContextLevel.COURSE, places.courseIds().toArray());
    instanceIds.keySet().removeIf(level -> !levels.isEmpty() && !levels.contains(level));
    return CapableContexts.of(instanceIds);
  }

  /**
   * The contexts in which a check says yes. Cost: that of those below the contexts where his roles
   * allow it, the locked ones included; of all contexts for a site administrator, or in a session
   * with switched or temporary roles, or logged in as somebody.
   *
   * @param levels context.contextlevel of those that are wanted; all when it is empty
   */
  public CapableContexts contextsOfChecks(
      PolicySnapshot snapshot, WhereCanQuery query, Set<Integer> levels, Checkpoint checkpoint) {
    var contexts =
        new CheckedContexts(
            decisionPoint, new CheckedContexts.Asked(snapshot, query, levels, checkpoint));
    boolean isPlain =
        query.environment() == Environment.DEFAULT
            || query.environment() == Environment.WITHOUT_DOANYTHING;
    boolean isByRoles = isPlain && !snapshot.settings().isSiteAdmin(query.userId());
    if (query.capability() == CapabilityCatalog.ABSENT) {
      return CapableContexts.of(Map.of());
    }
    return isByRoles ? contexts.whereRolesAllow() : contexts.everywhere();
  }

  /** The capability whose permissions count, which of a deprecated name are its replacement's. */
  private static int findListedCapability(CapabilityCatalog capabilities, int asked) {
    if (asked == CapabilityCatalog.ABSENT || !capabilities.isKnown(asked)) {
      return CapabilityCatalog.ABSENT;
    }
    int replacement = capabilities.replacementOf(asked);
    return replacement == CapabilityCatalog.ABSENT ? asked : replacement;
  }

  private static CapablePlaces places(
      PolicySnapshot snapshot, IntPredicate isPlace, Checkpoint checkpoint) {
    return CapablePlaces.of(
        ids(snapshot, SiteTable.COURSE_CATEGORIES, isPlace, checkpoint),
        ids(snapshot, SiteTable.COURSE, isPlace, checkpoint));
  }

  private static long[] ids(
      PolicySnapshot snapshot, SiteTable table, IntPredicate isPlace, Checkpoint checkpoint) {
    int level = table == SiteTable.COURSE ? ContextLevel.COURSE : ContextLevel.COURSE_CATEGORY;
    Relation things = snapshot.relation(table);
    var ids = new IdList();
    for (int row = 0; row < things.rowCount(); row++) {
      checkpoint.at(row);
      long id = things.numberAt(row, 0);
      int context = snapshot.contexts().find(level, id);
      if (context != ContextTree.ABSENT && isPlace.test(context)) {
        ids.add(id);
      }
    }
    return ids.toAscending();
  }
}
