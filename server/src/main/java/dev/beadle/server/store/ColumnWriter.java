package dev.beadle.server.store;

import java.util.HashMap;
import java.util.Map;

/**
 * One column of a chunk: each number as its difference to the one before, a column of one value
 * only as that value, a text as its number in a dictionary. Not thread-safe.
 */
final class ColumnWriter {
  /** All rows hold one number, which follows. */
  static final int SAME = 0;

  /** A difference for each row follows. */
  static final int DIFFERENCES = 1;

  private final ByteWriter differences = new ByteWriter();
  private final ByteWriter dictionary = new ByteWriter();
  private final Map<String, Integer> numberOfText = new HashMap<>();
  private long first;
  private long previous;
  private boolean isSame = true;
  private boolean isEmpty = true;

  void addNumber(long number) {
    if (isEmpty) {
      first = number;
      isEmpty = false;
    }
    isSame &= number == first;
    differences.writeSigned(number - previous);
    previous = number;
  }

  void addText(String text) {
    Integer known = numberOfText.get(text);
    if (known == null) {
      known = numberOfText.size();
      numberOfText.put(text, known);
      dictionary.writeText(text);
    }
    addNumber(known);
  }

  int length() {
    return differences.length() + dictionary.length();
  }

  /** Writes the column and begins anew. */
  void writeTo(ByteWriter chunk, boolean isText) {
    if (isText) {
      chunk.writeUnsigned(numberOfText.size());
      chunk.write(dictionary);
    }
    if (isSame) {
      chunk.writeUnsigned(SAME);
      chunk.writeSigned(first);
    } else {
      chunk.writeUnsigned(DIFFERENCES);
      chunk.write(differences);
    }
    clear();
  }

  private void clear() {
    differences.clear();
    dictionary.clear();
    numberOfText.clear();
    first = 0;
    previous = 0;
    isSame = true;
    isEmpty = true;
  }
}
