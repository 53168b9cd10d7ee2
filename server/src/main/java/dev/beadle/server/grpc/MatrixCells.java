package dev.beadle.server.grpc;

import dev.beadle.server.decision.Decision;
import java.util.Arrays;

/** The decisions of a matrix, row by row, and how an answer packs them. For one thread. */
final class MatrixCells {
  /** What stands for the cells of a row that could not be answered: neither allowed nor a rule. */
  private static final int LEFT_OUT = Decision.values().length;

  /** Rows of counters, so that equal decisions in a row do not wait for each other's count. */
  private static final int LANES = 4;

  private static final int LANE_LENGTH = LEFT_OUT + 1;

  /** A bit for each decision that allows, by its ordinal. */
  private static final int ALLOWING = allowing();

  private static final byte[] RULES = rulesByOrdinal();

  private final int columns;
  // The ordinals of decisions, or LEFT_OUT.
  private final byte[] cells;

  MatrixCells(int rows, int columns) {
    this.columns = columns;
    this.cells = new byte[rows * columns];
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
    Arrays.fill(cells, firstOf(row), firstOf(row + 1), (byte) LEFT_OUT);
  }

  /** How often each decision was taken, by its ordinal. */
  int[] counts() {
    int[] lanes = new int[LANES * LANE_LENGTH];
    for (int i = 0; i < cells.length; i++) {
      lanes[i % LANES * LANE_LENGTH + cells[i]]++;
    }
    int[] counts = new int[LEFT_OUT];
    for (int decision = 0; decision < counts.length; decision++) {
      for (int lane = 0; lane < LANES; lane++) {
        counts[decision] += lanes[lane * LANE_LENGTH + decision];
      }
    }
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
        bits |= (ALLOWING >>> cells[first + i] & 1) << i;
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
    return rules;
  }

  private static int allowing() {
    int allowing = 0;
    for (Decision decision : Decision.values()) {
      allowing |= decision.isAllowed() ? 1 << decision.ordinal() : 0;
    }
    return allowing;
  }

  private static byte[] rulesByOrdinal() {
    byte[] rules = new byte[LANE_LENGTH];
    for (Decision decision : Decision.values()) {
      rules[decision.ordinal()] = (byte) DecisionMapper.ruleOf(decision).getNumber();
    }
    return rules;
  }
}
