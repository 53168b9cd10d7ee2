package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import dev.beadle.v1.Rule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/** The decisions of a matrix, row by row, and how an answer packs them. For one thread. */
final class MatrixCells {
  /** What stands in the cells of a row that could not be answered: it allows nothing. */
  private static final Decision LEFT_OUT = Decision.DENIED_NOTHING_ALLOWS;

  private static final VarHandle EIGHT_CELLS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** How a sum is kept of each decision: as one of 16 digits of a number. */
  private static final int BITS_OF_A_DIGIT = 4;

  private static final int DIGITS = Long.SIZE / BITS_OF_A_DIGIT;

  /** The greatest digit: so many cells are counted before the digits are added up. */
  private static final int GREATEST_DIGIT = (1 << BITS_OF_A_DIGIT) - 1;

  /** Every other digit, which leaves each of them the place of two. */
  private static final long EVEN_DIGITS = 0x0f0f_0f0f_0f0f_0f0fL;

  /** The greatest sum of a digit that has the place of two, and so many cells are counted. */
  private static final int GREATEST_SUM = (1 << (2 * BITS_OF_A_DIGIT)) - 1;

  /** The first bit of each of eight cells. */
  private static final long FIRST_BITS = 0x8080_8080_8080_8080L;

  /** What makes the first bit of a cell that denies, added to eight of them. */
  private static final long DENYING = denying();

  /** Times the last bits of eight bytes: has them side by side in the greatest byte. */
  private static final long SIDE_BY_SIDE = 0x0102_0408_1020_4080L;

  private static final byte NO_RULE = (byte) Rule.RULE_UNSPECIFIED.getNumber();

  private static final byte[] RULES = rulesByOrdinal();

  private final int columns;
  private final int size;
  // The ordinals of decisions, up to a whole number of words.
  private final byte[] cells;
  private final BitSet leftOut = new BitSet();

  MatrixCells(int rows, int columns) {
    this.columns = columns;
    this.size = rows * columns;
    this.cells = new byte[(size + Long.BYTES - 1) / Long.BYTES * Long.BYTES];
    // A cell that nobody decides allows nothing.
    Arrays.fill(cells, (byte) LEFT_OUT.ordinal());
  }

  /** The ordinals of the decisions, for whoever decides them. */
  byte[] cells() {
    return cells;
  }

  /** Where the cells of a row begin. */
  int firstOf(int row) {
    return row * columns;
  }

  /** Says that a row could not be answered. */
  void leaveOut(int row) {
    leftOut.set(row);
  }

  /** How often each decision was taken, by its ordinal. */
  int[] counts() {
    int[] counts = new int[DIGITS];
    for (int first = 0; first < size; first += GREATEST_SUM) {
      count(first, Math.min(first + GREATEST_SUM, size), counts);
    }
    counts[LEFT_OUT.ordinal()] -= leftOut.cardinality() * columns;
    return counts;
  }

  private void count(int from, int to, int[] counts) {
    long evens = 0;
    long odds = 0;
    for (int first = from; first < to; first += GREATEST_DIGIT) {
      long digits = 0;
      for (int i = first; i < Math.min(first + GREATEST_DIGIT, to); i++) {
        digits += 1L << (cells[i] * BITS_OF_A_DIGIT);
      }
      evens += digits & EVEN_DIGITS;
      odds += (digits >>> BITS_OF_A_DIGIT) & EVEN_DIGITS;
    }
    for (int decision = 0; decision < counts.length; decision += 2) {
      counts[decision] += (int) (evens >>> (decision * BITS_OF_A_DIGIT)) & GREATEST_SUM;
      counts[decision + 1] += (int) (odds >>> (decision * BITS_OF_A_DIGIT)) & GREATEST_SUM;
    }
  }

  /** A bit for each cell, the first one least: whether it is allowed. */
  byte[] allowed() {
    byte[] allowed = new byte[(size + Byte.SIZE - 1) / Byte.SIZE];
    for (int at = 0; at < allowed.length; at++) {
      long eight = (long) EIGHT_CELLS.get(cells, at * Byte.SIZE);
      long allows = (~(eight + DENYING) & FIRST_BITS) >>> (Byte.SIZE - 1);
      allowed[at] = (byte) ((allows * SIDE_BY_SIDE) >>> (Long.SIZE - Byte.SIZE));
    }
    return allowed;
  }

  /** The number of each cell's rule. */
  byte[] rules() {
    byte[] rules = new byte[size];
    for (int i = 0; i < size; i++) {
      rules[i] = RULES[cells[i]];
    }
    leftOut.stream().forEach(row -> Arrays.fill(rules, firstOf(row), firstOf(row + 1), NO_RULE));
    return rules;
  }

  /** Those that allow come first, so that one comparison tells them. */
  private static long denying() {
    Decision[] decisions = Decision.values();
    if (decisions.length > DIGITS) {
      throw new IllegalStateException("more decisions than a number has digits");
    }
    int allowing = 0;
    while (decisions[allowing].isAllowed()) {
      allowing++;
    }
    for (Decision decision : decisions) {
      if (decision.isAllowed() != decision.ordinal() < allowing) {
        throw new IllegalStateException(decision + " stands among the others");
      }
    }
    return (FIRST_BITS >>> (Byte.SIZE - 1)) * ((1 << (Byte.SIZE - 1)) - allowing);
  }

  private static byte[] rulesByOrdinal() {
    byte[] rules = new byte[Decision.values().length];
    for (Decision decision : Decision.values()) {
      rules[decision.ordinal()] = (byte) DecisionMapper.ruleOf(decision).getNumber();
    }
    return rules;
  }
}
