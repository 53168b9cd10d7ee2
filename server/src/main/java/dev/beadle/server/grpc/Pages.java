package dev.beadle.server.grpc;

/** How long pages are. Stateless. */
final class Pages {
  private static final int USUAL = 100;
  private static final int LARGEST = 1_000;

  private Pages() {}

  /** The size that is asked for; 0 asks for the usual one. */
  static int sizeOf(int asked) {
    if (asked < 0 || asked > LARGEST) {
      throw WireFields.refusal("page_size", "`" + asked + "` (expected: 0 to " + LARGEST + ")");
    }
    return asked == 0 ? USUAL : asked;
  }
}
