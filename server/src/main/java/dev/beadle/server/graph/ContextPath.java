package dev.beadle.server.graph;

/** The text of a context's path, {@code /1/2/3}, as the ids in it (rules §2). Stateless. */
final class ContextPath {
  /** The longest path, in ids. Moodle's column holds 255 characters, so 127 ids at the most. */
  static final int MAX_IDS = 127;

  private ContextPath() {}

  /**
   * The ids of a path, from the root down; none for an empty one.
   *
   * @throws InvalidFactException if it is no path
   */
  static long[] parse(String path) {
    long[] ids = new long[count(path)];
    int at = 0;
    for (int i = 0; i < ids.length; i++) {
      int end = path.indexOf('/', at + 1);
      end = end < 0 ? path.length() : end;
      ids[i] = parseId(path, at + 1, end);
      at = end;
    }
    return ids;
  }

  private static int count(String path) {
    int count = 0;
    for (int i = 0; i < path.length(); i++) {
      count += path.charAt(i) == '/' ? 1 : 0;
    }
    if (count > MAX_IDS || (!path.isEmpty() && path.charAt(0) != '/')) {
      throw unparsable(path);
    }
    return count;
  }

  private static long parseId(String path, int from, int to) {
    // Eighteen digits always fit into a long.
    if (from == to || to - from > 18) {
      throw unparsable(path);
    }
    long id = 0;
    for (int i = from; i < to; i++) {
      char digit = path.charAt(i);
      if (digit < '0' || digit > '9') {
        throw unparsable(path);
      }
      id = id * 10 + (digit - '0');
    }
    return id;
  }

  private static InvalidFactException unparsable(String path) {
    return new InvalidFactException(
        "path",
        "unparsable path `" + path + "` (expected: /1/2/3, at most " + MAX_IDS + " ids, or empty)");
  }
}
