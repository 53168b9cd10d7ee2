package dev.beadle.server.moodle;

/** Reads whole numbers from text as strictly as a database writes them. */
final class Numbers {
  private Numbers() {}

  /**
   * The whole number that {@code length} characters write in decimal.
   *
   * @throws NumberFormatException if they do not, or if it does not fit into 64 bits
   */
  static long parse(char[] text, int offset, int length) {
    boolean negative = length > 1 && text[offset] == '-';
    int at = negative ? offset + 1 : offset;
    int end = offset + length;
    if (at == end) {
      throw new NumberFormatException("no digits");
    }
    // Gathered as a negative number, whose range is the larger one.
    long value = 0;
    for (; at < end; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException("not a digit");
      }
      long tens = multiplied(value);
      if (tens < Long.MIN_VALUE + digit) {
        throw new NumberFormatException("beyond 64 bits");
      }
      value = tens - digit;
    }
    return negative ? value : negated(value);
  }

  private static long multiplied(long value) {
    if (value < Long.MIN_VALUE / 10) {
      throw new NumberFormatException("beyond 64 bits");
    }
    return value * 10;
  }

  private static long negated(long value) {
    if (value == Long.MIN_VALUE) {
      throw new NumberFormatException("beyond 64 bits");
    }
    return -value;
  }
}
