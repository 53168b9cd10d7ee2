package dev.beadle.benchmarks.load;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells of values out of range as of options that cannot be read. */
final class Misuse {
  private Misuse() {}

  /**
   * Makes something of options.
   *
   * @param prefix what stands before the name that the refusal begins with
   * @throws ParameterException if it is refused with an IllegalArgumentException
   */
  static <T> T named(CommandLine command, String prefix, Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(command, prefix + outOfRange.getMessage(), outOfRange);
    }
  }
}
