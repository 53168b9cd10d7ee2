package dev.beadle.server.graph.column;

/**
 * The bytes that objects take on a 64-bit JVM with compressed references: what the graph's sizes
 * are added up from. Estimates: alignment is counted, sharing between versions is not.
 */
public final class ObjectSize {
  /** A reference. */
  public static final int REFERENCE = 4;

  private static final int OBJECT_HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int ALIGNMENT = 8;

  private ObjectSize() {}

  /** An object with fields of so many bytes. */
  public static long ofObject(long fieldBytes) {
    return aligned(OBJECT_HEADER + fieldBytes);
  }

  /** An array of so many elements of so many bytes each. */
  public static long ofArray(long length, int elementBytes) {
    return aligned(ARRAY_HEADER + length * elementBytes);
  }

  /** A string with its characters, taken as one byte each. */
  public static long ofString(String string) {
    return ofObject(12) + ofArray(string.length(), Byte.BYTES);
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
