package dev.beadle.server.store;

import dev.beadle.server.moodle.SiteReadException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Rows of a table that were read back, column by column. Never changed once it is read. */
final class Chunk {
  private final long[][] numbers;
  private final String[][] texts;
  private final int rows;

  private Chunk(long[][] numbers, String[][] texts, int rows) {
    this.numbers = numbers;
    this.texts = texts;
    this.rows = rows;
  }

  /**
   * Reads what a {@link ChunkWriter} wrote.
   *
   * @param number that it must have
   * @throws SiteReadException if it is not that chunk of the table
   */
  static Chunk read(byte[] bytes, CheckpointHeader.StoredTable table, long number) {
    var reader = new ByteReader(bytes);
    long storedNumber = reader.readUnsigned();
    String storedTable = reader.readText();
    if (storedNumber != number || !storedTable.equals(table.table().tableName())) {
      throw new SiteReadException("it is chunk " + storedNumber + " of " + storedTable);
    }
    int rows = reader.readCount(ChunkWriter.MAX_ROWS);
    int columns = table.columns().size();
    long[][] numbers = new long[columns][];
    String[][] texts = new String[columns][];
    for (int column = 0; column < columns; column++) {
      if (table.isText(column)) {
        texts[column] = texts(reader, rows, bytes.length);
      } else {
        numbers[column] = numbers(reader, rows);
      }
    }
    if (!reader.isAtEnd()) {
      throw new SiteReadException("there is more than its " + rows + " rows");
    }
    return new Chunk(numbers, texts, rows);
  }

  static long crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  int rows() {
    return rows;
  }

  long numberAt(int column, int row) {
    return numbers[column][row];
  }

  String textAt(int column, int row) {
    return texts[column][row];
  }

  private static long[] numbers(ByteReader reader, int rows) {
    long[] numbers = new long[rows];
    int mode = reader.readCount(ColumnWriter.DIFFERENCES);
    if (mode == ColumnWriter.SAME) {
      Arrays.fill(numbers, reader.readSigned());
      return numbers;
    }
    long previous = 0;
    for (int row = 0; row < rows; row++) {
      previous += reader.readSigned();
      numbers[row] = previous;
    }
    return numbers;
  }

  private static String[] texts(ByteReader reader, int rows, int atMost) {
    String[] dictionary = new String[reader.readCount(atMost)];
    for (int i = 0; i < dictionary.length; i++) {
      dictionary[i] = reader.readText();
    }
    long[] numbers = numbers(reader, rows);
    String[] texts = new String[rows];
    for (int row = 0; row < rows; row++) {
      if (numbers[row] < 0 || numbers[row] >= dictionary.length) {
        throw new SiteReadException("text " + numbers[row] + " of " + dictionary.length);
      }
      texts[row] = dictionary[(int) numbers[row]];
    }
    return texts;
  }
}
