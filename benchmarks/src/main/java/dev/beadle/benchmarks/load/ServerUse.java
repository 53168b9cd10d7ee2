package dev.beadle.benchmarks.load;

/**
 * What a server's process has used so far.
 *
 * @param cpuNanos of all its threads
 * @param allocatedBytes by all its Java threads
 * @param heapBytes in use, garbage included
 * @param residentBytes of the process, as the kernel counts them
 */
record ServerUse(long cpuNanos, long allocatedBytes, long heapBytes, long residentBytes) {
  /** Nothing is known. */
  static final ServerUse UNKNOWN = new ServerUse(0, 0, 0, 0);

  /** What was used since an earlier moment; heap and resident memory are those of this one. */
  ServerUse since(ServerUse earlier) {
    return new ServerUse(
        cpuNanos - earlier.cpuNanos,
        allocatedBytes - earlier.allocatedBytes,
        heapBytes,
        residentBytes);
  }

  /** As one line of text. */
  String line() {
    return cpuNanos + " " + allocatedBytes + " " + heapBytes + " " + residentBytes;
  }

  /** The inverse of {@link #line}. */
  static ServerUse of(String line) {
    String[] numbers = line.split(" ", -1);
    if (numbers.length != 4) {
      throw new IllegalArgumentException("`" + line + "` (expected: four numbers)");
    }
    return new ServerUse(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]));
  }
}
