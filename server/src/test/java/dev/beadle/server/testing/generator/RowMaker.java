package dev.beadle.server.testing.generator;

/** Makes the rows of one table, one after the other. Confined to one thread. */
interface RowMaker {
  /** Fills in the next row, if there is one. */
  boolean fillNext(Row row);

  /** Fills in the row of a number. */
  interface Numbered {
    void fill(long number, Row row);
  }

  /** The rows 1 to {@code count}. */
  static RowMaker numbered(long count, Numbered rows) {
    return new RowMaker() {
      private long number;

      @Override
      public boolean fillNext(Row row) {
        if (number == count) {
          return false;
        }
        rows.fill(++number, row);
        return true;
      }
    };
  }

  /** The rows of one, then those of the other. */
  static RowMaker chained(RowMaker one, RowMaker other) {
    return row -> one.fillNext(row) || other.fillNext(row);
  }
}
