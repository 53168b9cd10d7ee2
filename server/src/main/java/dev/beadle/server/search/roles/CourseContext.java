package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.model.ContextLevel;

/** The course that a context is in (rules §2). Stateless. */
public final class CourseContext {
  private static final int LONGEST_PATH = 127;

  private CourseContext() {}

  /**
   * A course itself, the parent of a module, that of a block's parent; {@link ContextTree#ABSENT}
   * for anything else. As in Moodle, a module's parent is taken for its course unseen.
   */
  public static int find(ContextTree contexts, int context) {
    int at = context;
    // Damaged paths may name each other as parents: no path is longer than this.
    for (int step = 0; step < LONGEST_PATH && isBlock(contexts, at); step++) {
      at = parentOf(contexts, at);
    }
    if (at == ContextTree.ABSENT) {
      return at;
    }
    return switch (contexts.levelOf(at)) {
      case ContextLevel.COURSE -> at;
      case ContextLevel.MODULE -> parentOf(contexts, at);
      default -> ContextTree.ABSENT;
    };
  }

  private static boolean isBlock(ContextTree contexts, int context) {
    return context != ContextTree.ABSENT && contexts.levelOf(context) == ContextLevel.BLOCK;
  }

  private static int parentOf(ContextTree contexts, int context) {
    long[] path = contexts.pathIdsOf(context);
    return path.length < 2 ? ContextTree.ABSENT : contexts.find(path[1]);
  }
}
