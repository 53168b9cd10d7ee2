package dev.beadle.client.internal.wire;

import java.lang.System.Logger.Level;

/** Tells the log of what should never happen, for those who have to go on all the same. */
public final class Trouble {
  private Trouble() {}

  /** Never throws. The logger is no constant: a class without any cannot fail to initialize. */
  public static void tell(String what, Throwable unexpected) {
    try {
      System.getLogger("dev.beadle.client").log(Level.ERROR, what, unexpected);
    } catch (RuntimeException | Error _) {
      // Where even the log fails, there is nobody left to tell.
    }
  }
}
