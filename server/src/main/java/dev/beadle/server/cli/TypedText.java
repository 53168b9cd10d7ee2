package dev.beadle.server.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What was typed and is read only after all of it is known. Stateless. */
final class TypedText {
  private TypedText() {}

  /**
   * What was typed, read.
   *
   * @throws ParameterException if it is malformed
   */
  static <T> T read(CommandSpec spec, Supplier<T> read) {
    try {
      return read.get();
    } catch (TypeConversionException malformed) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(malformed.getMessage()), malformed);
    }
  }
}
