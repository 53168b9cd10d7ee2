package dev.beadle.server.search.roles;

import java.util.List;

/**
 * A row of a matrix.
 *
 * @param capability an ordinal
 * @param cells one for each column
 */
public record MatrixRow(int capability, List<MatrixCell> cells) {
  public MatrixRow {
    cells = List.copyOf(cells);
  }
}
