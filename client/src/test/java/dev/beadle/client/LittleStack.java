package dev.beadle.client;

/** Runs what a caller does who is near the end of his stack. */
public final class LittleStack {
  private LittleStack() {}

  /** Runs a task on a thread when so many frames are left. Throws nothing that the task does. */
  public static void run(int framesLeft, long stackBytes, Runnable task)
      throws InterruptedException {
    Thread thread = new Thread(null, () -> deep(framesLeft, task), "little stack", stackBytes);
    thread.start();
    thread.join();
  }

  /** Says how many frames are left above this one. */
  @SuppressWarnings("InfiniteRecursion") // the end of the stack is what is wanted
  private static int deep(int framesLeft, Runnable task) {
    int above;
    try {
      above = deep(framesLeft, task);
    } catch (StackOverflowError full) {
      return 1;
    }
    if (above == framesLeft) {
      try {
        task.run();
      } catch (StackOverflowError expected) {
        // As a caller's, who goes on.
      }
    }
    return above + 1;
  }
}
