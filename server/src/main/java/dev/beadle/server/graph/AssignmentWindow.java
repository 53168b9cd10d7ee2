package dev.beadle.server.graph;

/**
 * From when until when a role assignment counts, in seconds since 1970.
 *
 * @param start the first second in which it counts; 0 for always
 * @param end the first second in which it no longer counts; 0 for never
 */
public record AssignmentWindow(long start, long end) {
  /** What a boundary is less than: about the year 2514, beyond Moodle's ten digits. */
  public static final long END_OF_TIME = 1L << 34;

  /** Always. */
  public static final AssignmentWindow ALWAYS = new AssignmentWindow(0, 0);

  /**
   * Checks the boundaries.
   *
   * @throws InvalidFactException if one is not from 0 to {@link #END_OF_TIME} - 1
   */
  public AssignmentWindow {
    check("timestart", start);
    check("timeend", end);
  }

  /** Whether it is {@link #ALWAYS}. */
  boolean isAlways() {
    return start == 0 && end == 0;
  }

  /** Whether an assignment counts in a second. */
  public boolean isOpenAt(long epochSecond) {
    return start <= epochSecond && (end == 0 || epochSecond < end);
  }

  /** Whether there is any second in which it is open. */
  public boolean opens() {
    return end == 0 || start < end;
  }

  private static void check(String column, long second) {
    if (second < 0 || second >= END_OF_TIME) {
      throw new InvalidFactException(
          column, column + " " + second + " (expected: 0 to " + (END_OF_TIME - 1) + ")");
    }
  }
}
