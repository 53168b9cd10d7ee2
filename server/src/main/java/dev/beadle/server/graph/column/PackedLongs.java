package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;

/**
 * Ascending longs, packed: of each the upper and the lower 32 bits as offsets from their least in
 * the list, in as few bits as the greatest offsets need. So pairs of ordinals take what their two
 * ranges need, however far apart the pairs lie. Immutable and so thread-safe.
 */
final class PackedLongs implements SortedLongsEditor.Leaf {
  private static final int WORD_BITS = 6;
  private static final int WORD_MASK = (1 << WORD_BITS) - 1;

  private final int length;
  private final int leastUpper;
  private final long leastLower;
  private final int lowerBits;
  private final int bits;
  private final long[] words;

  private PackedLongs(
      int length, int leastUpper, long leastLower, int lowerBits, int bits, long[] words) {
    this.length = length;
    this.leastUpper = leastUpper;
    this.leastLower = leastLower;
    this.lowerBits = lowerBits;
    this.bits = bits;
    this.words = words;
  }

  /** Packs {@code length} values, at least one, from {@code from} on; they ascend. */
  static PackedLongs of(long[] values, int from, int length) {
    int leastUpper = upper(values[from]);
    long leastLower = Long.MAX_VALUE;
    long greatestLower = 0;
    for (int i = from; i < from + length; i++) {
      leastLower = Math.min(leastLower, lower(values[i]));
      greatestLower = Math.max(greatestLower, lower(values[i]));
    }
    long upperRange = (long) upper(values[from + length - 1]) - leastUpper;
    int lowerBits = Long.SIZE - Long.numberOfLeadingZeros(greatestLower - leastLower);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(upperRange) + lowerBits;
    long[] words = new long[(length * bits + WORD_MASK) >> WORD_BITS];
    var packed = new PackedLongs(length, leastUpper, leastLower, lowerBits, bits, words);
    for (int i = 0; i < length; i++) {
      packed.put(i, values[from + i]);
    }
    return packed;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long get(int index) {
    long offsets = offsetsAt(index);
    // The lower offsets have at most 32 bits, so the shift is never by a whole word.
    long upper = leastUpper + (offsets >>> lowerBits);
    return upper << Integer.SIZE | (leastLower + (offsets & maskOf(lowerBits)));
  }

  @Override
  public int positionOf(long value) {
    int low = 0;
    int high = length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void copyTo(long[] values) {
    for (int i = 0; i < length; i++) {
      values[i] = get(i);
    }
  }

  long sizeInBytes() {
    return ObjectSize.ofObject(4L * Integer.BYTES + Long.BYTES + ObjectSize.REFERENCE)
        + ObjectSize.ofArray(words.length, Long.BYTES);
  }

  void write(ImageWriter image) {
    image.number(length);
    image.number(leastUpper);
    image.number(leastLower);
    image.number(lowerBits);
    image.number(bits);
    image.longs(words);
  }

  static PackedLongs read(ImageReader image) {
    return new PackedLongs(
        image.smallNumber(),
        image.smallNumber(),
        image.number(),
        image.smallNumber(),
        image.smallNumber(),
        image.longs());
  }

  private void put(int index, long value) {
    long offsets = ((long) upper(value) - leastUpper) << lowerBits | (lower(value) - leastLower);
    int at = index * bits;
    int shift = at & WORD_MASK;
    if (bits > 0) {
      words[at >> WORD_BITS] |= offsets << shift;
    }
    if (shift + bits > Long.SIZE) {
      words[(at >> WORD_BITS) + 1] |= offsets >>> (Long.SIZE - shift);
    }
  }

  private long offsetsAt(int index) {
    if (bits == 0) {
      return 0;
    }
    int at = index * bits;
    int shift = at & WORD_MASK;
    long offsets = words[at >> WORD_BITS] >>> shift;
    if (shift + bits > Long.SIZE) {
      offsets |= words[(at >> WORD_BITS) + 1] << (Long.SIZE - shift);
    }
    return offsets & maskOf(bits);
  }

  private static long maskOf(int bits) {
    return bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
  }

  private static int upper(long value) {
    return (int) (value >> Integer.SIZE);
  }

  private static long lower(long value) {
    return value & 0xFFFF_FFFFL;
  }
}
