package dev.beadle.client.internal.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Tells the log of what should never happen, for those who have to go on all the same. */
public final class Trouble {
  private static final Logger LOG = System.getLogger("dev.beadle.client");

  private Trouble() {}

  /** Never throws. */
  public static void tell(String what, Throwable unexpected) {
    try {
      LOG.log(Level.ERROR, what, unexpected);
    } catch (RuntimeException | Error _) {
      // Where even the log fails, there is nobody left to tell.
    }
  }
}
