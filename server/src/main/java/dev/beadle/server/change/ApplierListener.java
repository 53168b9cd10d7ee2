package dev.beadle.server.change;

/** Who counts what the applier does. Called on its thread: must not block. */
public interface ApplierListener {
  /** Nobody. */
  ApplierListener NONE = new ApplierListener() {};

  /**
   * One batch of changes was made into a snapshot.
   *
   * @param nanos the time that it took
   * @param changes how many there were in it
   */
  default void applied(long nanos, int changes) {}

  /** So many batches were written to the log at once. */
  default void written(int entries) {}

  /**
   * A batch that somebody else had written became visible here.
   *
   * @param lagMillis the time since it was written, by both clocks
   */
  default void followed(long lagMillis) {}

  /** The facts were read anew, because the log no longer reached back to those that were there. */
  default void reloaded() {}
}
