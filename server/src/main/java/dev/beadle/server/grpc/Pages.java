package dev.beadle.server.grpc;

/**
 * How long pages are.
 *
 * @param usual items, when nothing is asked for
 * @param largest items that may be asked for
 */
public record Pages(int usual, int largest) {
  /** Of changes and what they would do. */
  static final Pages OF_CHANGES = new Pages(100, 1_000);

  /** Of searches. */
  public static final Pages OF_SEARCHES = new Pages(1_000, 10_000);

  /** The size that is asked for; 0 asks for the usual one. */
  public int sizeOf(int asked) {
    if (asked < 0 || asked > largest) {
      throw WireFields.refusal("page_size", "`" + asked + "` (expected: 0 to " + largest + ")");
    }
    return asked == 0 ? usual : asked;
  }
}
