package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import dev.beadle.v1.Rule;
import java.util.Arrays;
import java.util.BitSet;

/** The decisions of a matrix, row by row, and how an answer packs them. For one thread. */
final class MatrixCells {
  /** What stands in the cells of a row that could not be answered: it allows nothing. */
  private static final Decision LEFT_OUT = Decision.DENIED_NOTHING_ALLOWS;

  /** How a sum is kept of each decision: as one of 16 digits of a number. */
  private static final int BITS_OF_A_DIGIT = 4;

  /** The greatest digit: so many cells are counted before the digits are read. */
  private static final int GREATEST_DIGIT = (1 << BITS_OF_A_DIGIT) - 1;

  /** A bit for each decision that allows, by its ordinal. */
  private static final int ALLOWING = allowing();

  private static final byte NO_RULE = (byte) Rule.RULE_UNSPECIFIED.getNumber();

  private static final byte[] RULES = rulesByOrdinal();

  private final int columns;
  // The ordinals of decisions.
  private final byte[] cells;
  private final BitSet leftOut = new BitSet();

  MatrixCells(int rows, int columns) {
    this.columns = columns;
    this.cells = new byte[rows * columns];
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
    int[] counts = new int[Long.SIZE / BITS_OF_A_DIGIT];
    for (int first = 0; first < cells.length; first += GREATEST_DIGIT) {
      long digits = 0;
      for (int i = first; i < Math.min(first + GREATEST_DIGIT, cells.length); i++) {
        digits += 1L << (cells[i] * BITS_OF_A_DIGIT);
      }
      for (int decision = 0; decision < counts.length; decision++) {
        counts[decision] += (int) (digits >>> (decision * BITS_OF_A_DIGIT)) & GREATEST_DIGIT;
      }
    }
    counts[LEFT_OUT.ordinal()] -= leftOut.cardinality() * columns;
    return counts;
  }

  /** A bit for each cell, the first one least: whether it is allowed. */
  byte[] allowed() {
    byte[] allowed = new byte[(cells.length + Byte.SIZE - 1) / Byte.SIZE];
    for (int at = 0; at < allowed.length; at++) {
      int first = at * Byte.SIZE;
      int count = Math.min(Byte.SIZE, cells.length - first);
      int bits = 0;
      for (int i = 0; i < count; i++) {
        bits |= ((ALLOWING >>> cells[first + i]) & 1) << i;
      }
      allowed[at] = (byte) bits;
    }
    return allowed;
  }

  /** The number of each cell's rule. */
  byte[] rules() {
    byte[] rules = new byte[cells.length];
    for (int i = 0; i < cells.length; i++) {
      rules[i] = RULES[cells[i]];
    }
    leftOut.stream().forEach(row -> Arrays.fill(rules, firstOf(row), firstOf(row + 1), NO_RULE));
    return rules;
  }

  private static int allowing() {
    if (Decision.values().length * BITS_OF_A_DIGIT > Long.SIZE) {
      throw new IllegalStateException("more decisions than a number has digits");
    }
    int allowing = 0;
    for (Decision decision : Decision.values()) {
      allowing |= decision.isAllowed() ? 1 << decision.ordinal() : 0;
    }
    return allowing;
  }

  private static byte[] rulesByOrdinal() {
    byte[] rules = new byte[Decision.values().length];
    for (Decision decision : Decision.values()) {
      rules[decision.ordinal()] = (byte) DecisionMapper.ruleOf(decision).getNumber();
    }
    return rules;
  }
}
