package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How the cells of a matrix are counted and packed, compared with doing it one by one. */
final class MatrixCellsTest {
  private static final Decision[] DECISIONS = Decision.values();

  /** Each decision has a digit of its own in the count, whatever its ordinal. */
  @Test
  void counts_oneCellOfEachDecision_countsEachOnce() {
    var matrix = new MatrixCells(1, DECISIONS.length);
    for (Decision decision : DECISIONS) {
      matrix.cells()[decision.ordinal()] = (byte) decision.ordinal();
    }
    assertThat(matrix.counts()).hasSizeGreaterThanOrEqualTo(DECISIONS.length).containsOnly(1);
  }

  /** Counts, allowed bits and rules of any matrix, rows that could not be answered left out. */
  @Test
  void packs_randomCells_asOneByOne() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          int rows = random.nextInt(9);
          int columns = random.nextInt(40);
          var matrix = new MatrixCells(rows, columns);
          int[] counts = new int[matrix.counts().length];
          byte[] rules = new byte[rows * columns];
          boolean[] allowed = new boolean[rows * columns];
          for (int row = 0; row < rows; row++) {
            if (random.nextInt(5) == 0) {
              matrix.leaveOut(row);
              continue;
            }
            for (int i = matrix.firstOf(row); i < matrix.firstOf(row + 1); i++) {
              Decision decision = DECISIONS[random.nextInt(random.nextInt(DECISIONS.length) + 1)];
              matrix.cells()[i] = (byte) decision.ordinal();
              counts[decision.ordinal()]++;
              rules[i] = (byte) DecisionMapper.ruleOf(decision).getNumber();
              allowed[i] = decision.isAllowed();
            }
          }
          assertThat(matrix.counts()).isEqualTo(counts);
          assertThat(matrix.rules()).isEqualTo(rules);
          assertThat(bits(matrix.allowed(), allowed.length)).isEqualTo(allowed);
        });
  }

  private static boolean[] bits(byte[] packed, int count) {
    assertThat(packed).hasSize((count + 7) / 8);
    boolean[] bits = new boolean[count];
    for (int i = 0; i < packed.length * 8; i++) {
      boolean isSet = (packed[i / 8] >> i % 8 & 1) != 0;
      if (i < count) {
        bits[i] = isSet;
      } else {
        assertThat(isSet).as("bit %s of %s", i, count).isFalse();
      }
    }
    return bits;
  }
}
