package dev.beadle.server.search.people;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The categories and courses in which a user has a capability, each ascending by id. Immutable and
 * so thread-safe.
 */
public final class CapablePlaces {
  /** Moodle's {@code false}: he has it in no context whatsoever. */
  static final CapablePlaces NOWHERE = new CapablePlaces(true, new long[0], new long[0]);

  private final boolean isNowhere;
  private final long[] categoryIds;
  private final long[] courseIds;

  private CapablePlaces(boolean isNowhere, long[] categoryIds, long[] courseIds) {
    this.isNowhere = isNowhere;
    this.categoryIds = categoryIds;
    this.courseIds = courseIds;
  }

  /** Takes the arrays over. */
  static CapablePlaces of(long[] categoryIds, long[] courseIds) {
    return new CapablePlaces(false, categoryIds, courseIds);
  }

  /**
   * Whether Moodle says {@code false} instead of giving lists: its roles allow it in no context.
   * When they do so only in contexts that are neither, the lists are empty and this is false.
   */
  public boolean isNowhere() {
    return isNowhere;
  }

  /** course_categories.id */
  public LongStream categoryIds() {
    return Arrays.stream(categoryIds);
  }

  /** course.id, the front page included */
  public LongStream courseIds() {
    return Arrays.stream(courseIds);
  }
}
