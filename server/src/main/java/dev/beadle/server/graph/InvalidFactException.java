package dev.beadle.server.graph;

/** A row that Moodle's database could not hold: a fact that no site has. */
public final class InvalidFactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String column;

  /**
   * Names what is wrong.
   *
   * @param column the column at fault
   * @param problem the value, and why it is refused
   */
  public InvalidFactException(String column, String problem) {
    super(problem);
    this.column = column;
  }

  /** The column at fault. */
  public String column() {
    return column;
  }
}
