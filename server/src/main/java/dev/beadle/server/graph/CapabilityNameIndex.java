package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds capabilities by the bytes of their names, without a string for each question. Open
 * addressing, at most half full. Immutable and so thread-safe.
 */
final class CapabilityNameIndex {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number without pattern: 2^64 divided by the golden ratio. */
  private static final long MIXER = 0x9e37_79b9_7f4a_7c15L;

  // By slot: the ordinal and one, or 0 for none.
  private final int[] slots;
  // By ordinal.
  private final byte[][] names;

  CapabilityNameIndex(List<String> names) {
    this.names = new byte[names.size()][];
    this.slots = new int[Math.max(2, Integer.highestOneBit(names.size()) << 2)];
    for (int i = 0; i < this.names.length; i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      this.names[i] = name;
      int slot = slotOf(name, 0, name.length);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = i + 1;
    }
  }

  /** The capability whose name is {@code bytes[start, end)} in UTF-8, or ABSENT. */
  int find(byte[] bytes, int start, int end) {
    int slot = slotOf(bytes, start, end);
    while (slots[slot] != 0) {
      byte[] name = names[slots[slot] - 1];
      if (Arrays.equals(bytes, start, end, name, 0, name.length)) {
        return slots[slot] - 1;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return CapabilityCatalog.ABSENT;
  }

  /** The bytes it takes. */
  long sizeInBytes() {
    long bytes = ObjectSize.ofArray(slots.length, Integer.BYTES);
    for (byte[] name : names) {
      bytes += ObjectSize.ofArray(name.length, Byte.BYTES) + Integer.BYTES;
    }
    return bytes;
  }

  private int slotOf(byte[] bytes, int start, int end) {
    int length = end - start;
    long hash = length;
    if (length < Long.BYTES) {
      for (int i = start; i < end; i++) {
        hash = mix(hash ^ bytes[i]);
      }
      return slotOf(hash);
    }
    for (int i = start; i < end - Long.BYTES; i += Long.BYTES) {
      hash = mix(hash ^ (long) EIGHT_BYTES.get(bytes, i));
    }
    // The last eight, some of which may have been taken already.
    return slotOf(hash ^ (long) EIGHT_BYTES.get(bytes, end - Long.BYTES));
  }

  private int slotOf(long hash) {
    return (int) (mix(hash) >>> Integer.SIZE) & slots.length - 1;
  }

  private static long mix(long hash) {
    long mixed = hash * MIXER;
    return mixed ^ mixed >>> Integer.SIZE;
  }
}
