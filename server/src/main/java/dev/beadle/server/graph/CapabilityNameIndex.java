package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds capabilities by the bytes of their names, without a string for each question.
 *
 * <p>A name of {@value #SHORTEST} to {@value #LONGEST} bytes, as nearly all are, counts as six
 * words of eight bytes, taken at fixed places or, where it is too short for these, at its end, so
 * that no length takes another way. Open addressing, at most a quarter full. The others are in a
 * map. Immutable and so thread-safe.
 */
final class CapabilityNameIndex {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WORDS = 6;
  private static final int SHORTEST = Long.BYTES;
  private static final int LONGEST = WORDS * Long.BYTES;

  /** What a name takes: its words, and its length. */
  private static final int STRIDE = WORDS + 1;

  /** An odd number without pattern: 2^64 divided by the golden ratio. */
  private static final long MIXER = 0x9e37_79b9_7f4a_7c15L;

  /** Such that no two words meet in the same place. */
  private static final int ROTATION = 11;

  // By slot: the ordinal and one, or 0 for none.
  private final int[] slots;
  // By ordinal, STRIDE each; nothing for a name that is shorter or longer.
  private final long[] names;
  private final Map<String, Integer> others = new HashMap<>();

  CapabilityNameIndex(List<String> names) {
    this.names = new long[names.size() * STRIDE];
    this.slots = new int[Math.max(4, Integer.highestOneBit(names.size()) << 3)];
    for (int capability = 0; capability < names.size(); capability++) {
      byte[] name = names.get(capability).getBytes(StandardCharsets.UTF_8);
      if (isUsual(name.length)) {
        add(capability, name);
      } else {
        others.put(names.get(capability), capability);
      }
    }
  }

  /** The capability whose name is {@code bytes[start, end)} in UTF-8, or ABSENT. */
  int find(byte[] bytes, int start, int end) {
    if (!isUsual(end - start)) {
      String name = new String(bytes, start, end - start, StandardCharsets.UTF_8);
      return others.getOrDefault(name, CapabilityCatalog.ABSENT);
    }
    int slot = slotOf(bytes, start, end);
    while (slots[slot] != 0) {
      if (isName(slots[slot] - 1, bytes, start, end)) {
        return slots[slot] - 1;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return CapabilityCatalog.ABSENT;
  }

  /** The bytes it takes. */
  long sizeInBytes() {
    // The strings of the others are those of the catalogue.
    return ObjectSize.ofArray(slots.length, Integer.BYTES)
        + ObjectSize.ofArray(names.length, Long.BYTES)
        + others.size() * ObjectSize.ofObject(16);
  }

  private static boolean isUsual(int length) {
    return length >= SHORTEST && length <= LONGEST;
  }

  private void add(int capability, byte[] name) {
    int at = capability * STRIDE;
    for (int i = 0; i < WORDS; i++) {
      names[at + i] = word(i, name, 0, name.length);
    }
    names[at + WORDS] = name.length;
    int slot = slotOf(name, 0, name.length);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = capability + 1;
  }

  private boolean isName(int capability, byte[] bytes, int start, int end) {
    int at = capability * STRIDE;
    long differences = names[at + WORDS] ^ (end - start);
    for (int i = 0; i < WORDS; i++) {
      differences |= names[at + i] ^ word(i, bytes, start, end);
    }
    return differences == 0;
  }

  private int slotOf(byte[] bytes, int start, int end) {
    long hash = (long) end - start;
    for (int i = 0; i < WORDS; i++) {
      hash = Long.rotateLeft(hash, ROTATION) ^ word(i, bytes, start, end);
    }
    return (int) ((hash * MIXER) >>> Integer.SIZE) & slots.length - 1;
  }

  private static long word(int i, byte[] bytes, int start, int end) {
    int at = Math.min(start + i * Long.BYTES, end - Long.BYTES);
    return (long) EIGHT_BYTES.get(bytes, at);
  }
}
