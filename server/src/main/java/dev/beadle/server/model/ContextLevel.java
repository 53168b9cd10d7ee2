package dev.beadle.server.model;

/**
 * The kinds of contexts (context.contextlevel, rules §1). A plain number, because plug-ins may
 * register levels of their own.
 */
public final class ContextLevel {
  /** The whole site: the root. */
  public static final int SYSTEM = 10;

  /** One user's own pages. */
  public static final int USER = 30;

  /** A course category. */
  public static final int COURSE_CATEGORY = 40;

  /** A course, the front page included. */
  public static final int COURSE = 50;

  /** An activity module. */
  public static final int MODULE = 70;

  /** A block. */
  public static final int BLOCK = 80;

  private ContextLevel() {}

  /** The level's name in plain English, or {@code level N} for one that a plug-in registered. */
  public static String nameOf(int level) {
    return switch (level) {
      case SYSTEM -> "System";
      case USER -> "User";
      case COURSE_CATEGORY -> "Category";
      case COURSE -> "Course";
      case MODULE -> "Module";
      case BLOCK -> "Block";
      default -> "Level " + level;
    };
  }
}
