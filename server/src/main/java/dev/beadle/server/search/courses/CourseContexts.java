package dev.beadle.server.search.courses;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;

/** The course that a context lies in (§2). Stateless. */
final class CourseContexts {
  private static final int COURSE_ID = SiteTable.COURSE.positionOf("id");

  /** How many blocks may lie in each other; damaged paths may lead in a circle. */
  private static final int MOST_BLOCKS = 64;

  private CourseContexts() {}

  /**
   * get_course_context: the context of the course that a context is, or lies in. What stands above
   * a module must be a course: of damage nothing is guessed.
   *
   * @throws InvalidQueryException if it lies in no course
   */
  static int courseOf(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    int at = context;
    for (int step = 0; step < MOST_BLOCKS && isBlock(contexts, at); step++) {
      at = parentOf(contexts, at);
    }
    if (at != ContextTree.NO_PARENT && contexts.levelOf(at) == ContextLevel.MODULE) {
      at = parentOf(contexts, at);
    }
    if (at == ContextTree.NO_PARENT || contexts.levelOf(at) != ContextLevel.COURSE) {
      throw new InvalidQueryException(
          "context: " + contexts.idOf(context) + " is no course and lies in none");
    }
    return at;
  }

  private static boolean isBlock(ContextTree contexts, int context) {
    return context != ContextTree.NO_PARENT && contexts.levelOf(context) == ContextLevel.BLOCK;
  }

  /** SITEID: course.id of the front page, or 0. Cost: that of the courses without a category. */
  static long frontPageId(PolicySnapshot snapshot) {
    Relation courses = snapshot.relation(SiteTable.COURSE);
    long[] least = {0};
    courses.forEachWith(
        "category",
        0,
        row -> {
          long id = courses.numberAt(row, COURSE_ID);
          least[0] = least[0] == 0 ? id : Math.min(least[0], id);
        });
    return least[0];
  }

  /** Whether a course's context is that of the front page. */
  static boolean isFrontPage(PolicySnapshot snapshot, int courseContext) {
    long frontPageId = frontPageId(snapshot);
    return frontPageId != 0 && snapshot.contexts().instanceIdOf(courseContext) == frontPageId;
  }

  /** The context whose id stands in the path before the own one; it may have another path. */
  private static int parentOf(ContextTree contexts, int context) {
    int node = contexts.nodeOf(context);
    int parent = node == ContextTree.NO_PARENT ? node : contexts.parentOf(node);
    if (parent == ContextTree.NO_PARENT || !contexts.isGhost(parent)) {
      return parent;
    }
    String path = contexts.pathOf(parent);
    int named = contexts.find(Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
    return named == ContextTree.ABSENT ? ContextTree.NO_PARENT : named;
  }
}
