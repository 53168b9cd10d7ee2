package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the categories and courses at and below the places where somebody's roles allow a
 * capability, when these are few: most users have it in a handful of courses. Used once; not
 * thread-safe.
 */
final class ReachedPlaces {
  /** A look at a node takes about as long as that at so many courses, one after the other. */
  private static final int COURSES_PER_NODE = 4;

  private final PolicySnapshot snapshot;
  private final ContextTree contexts;
  private final Checkpoint checkpoint;
  private final IdList categoryIds = new IdList();
  private final IdList courseIds = new IdList();
  private int looks;

  ReachedPlaces(PolicySnapshot snapshot, Checkpoint checkpoint) {
    this.snapshot = snapshot;
    this.contexts = snapshot.contexts();
    this.checkpoint = checkpoint;
  }

  /**
   * Finds them; null when there are so many contexts that it is quicker to look at every category
   * and course.
   */
  @Nullable CapablePlaces find(RoleReach reach) {
    long things =
        (long) snapshot.relation(SiteTable.COURSE).rowCount()
            + snapshot.relation(SiteTable.COURSE_CATEGORIES).rowCount();
    if (!new TopDown(contexts, reach).visit(this::isEntered, things / COURSES_PER_NODE)) {
      return null;
    }
    if (contexts.hasDamagedPaths()) {
      contexts.forEachMisplaced(context -> {
        if (reach.isAllowedAt(contexts.nodeOf(context))) {
          add(context);
        }
      });
    }
    return CapablePlaces.of(categoryIds.toAscending(), courseIds.toAscending());
  }

  private boolean isEntered(int node) {
    checkpoint.at(++looks);
    add(node);
    return true;
  }

  private void add(int context) {
    if (!contexts.hasRow(context)) {
      return;
    }
    long id = contexts.instanceIdOf(context);
    switch (contexts.levelOf(context)) {
      case ContextLevel.COURSE_CATEGORY -> addIf(SiteTable.COURSE_CATEGORIES, id, categoryIds);
      case ContextLevel.COURSE -> addIf(SiteTable.COURSE, id, courseIds);
      default -> {}
    }
  }

  private void addIf(SiteTable table, long id, IdList ids) {
    if (snapshot.relation(table).find(id) >= 0) {
      ids.add(id);
    }
  }
}
