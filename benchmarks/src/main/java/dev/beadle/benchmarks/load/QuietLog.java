package dev.beadle.benchmarks.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The log of a process that measures: Netty's, by default, tells of every frame. */
public final class QuietLog {
  private QuietLog() {}

  /** Only errors from now on. */
  public static void set() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.ERROR);
    }
  }
}
