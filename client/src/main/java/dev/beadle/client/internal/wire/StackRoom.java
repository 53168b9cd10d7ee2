package dev.beadle.client.internal.wire;

/**
 * Whether the calling thread has stack left for what others depend on. gRPC does not survive it
 * when that runs out: a connection writes nothing any more, or its channel refuses for ever. So a
 * caller who is near the end of his stack, as one who calls himself without end, leaves the work to
 * a thread of the client's. Nothing tells how much is left; it is tried. Thread-safe.
 */
public final class StackRoom {
  /** A frame takes 16 bytes once it is compiled by C2, 40 by C1, and some 100 before. */
  private static final int FRAMES_FOR_SENDING = 1_000;

  private static final int FRAMES_FOR_CONNECTING = 4_000;

  private StackRoom() {}

  /** Whether it is enough to send over a connection that there is. Costs a microsecond. */
  public static boolean isEnough() {
    return hasRoomFor(FRAMES_FOR_SENDING);
  }

  /** Whether it is enough for all that is ever done. Costs some four microseconds. */
  public static boolean isAmple() {
    return hasRoomFor(FRAMES_FOR_CONNECTING);
  }

  private static boolean hasRoomFor(int frames) {
    try {
      return descend(frames) == frames;
    } catch (StackOverflowError none) {
      return false;
    }
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }
}
