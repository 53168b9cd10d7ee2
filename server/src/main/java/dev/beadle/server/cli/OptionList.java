package dev.beadle.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options of a server, described by code: what picocli needs to read annotations (classes that the
 * JVM makes for each kind of them, and for each kind of field) takes a quarter of a start. They are
 * shown in the order in which they are made. Not thread-safe.
 */
final class OptionList {
  private final List<OptionSpec> options = new ArrayList<>();
  private @Nullable CommandSpec command;

  /** What an option says, once the command line has been read. */
  static final class OptionValue<T extends @Nullable Object> {
    private final OptionSpec option;

    private OptionValue(OptionSpec option) {
      this.option = option;
    }

    T get() {
      return option.getValue();
    }
  }

  OptionValue<Integer> ofInt(String name, String label, int standard, String description) {
    return add(option(int.class, name, label, Integer.toString(standard), description));
  }

  OptionValue<Long> ofLong(String name, String label, long standard, String description) {
    return add(option(long.class, name, label, Long.toString(standard), description));
  }

  OptionValue<String> ofText(String name, String label, String standard, String description) {
    return add(option(String.class, name, label, standard, description));
  }

  <E extends Enum<E>> OptionValue<E> ofEnum(
      Class<E> type, String name, String label, String standard, String description) {
    return add(option(type, name, label, standard, description));
  }

  /** An option without a value: whether it is given. */
  OptionValue<Boolean> ofFlag(String name, String description) {
    return add(
        OptionSpec.builder(name)
            .type(boolean.class)
            .defaultValue("false")
            .description(description));
  }

  /** An option that is null unless it is given. */
  <T> OptionValue<@Nullable T> ofNothing(
      Class<T> type, String name, String label, String description) {
    return add(option(type, name, label, null, description));
  }

  /** An option whose value is handed over, if there is one. */
  <T> OptionList put(
      Class<T> type,
      String name,
      String label,
      @Nullable String standard,
      String description,
      Consumer<T> setter) {
    options.add(option(type, name, label, standard, description).setter(by(setter)).build());
    return this;
  }

  /**
   * An option that may be given more than once, whose values so far are handed over each time.
   *
   * @param getter gives back what was handed over last, for picocli to add to
   */
  <T> OptionList putEach(
      Class<T> type,
      String name,
      String label,
      String description,
      Supplier<List<T>> getter,
      Consumer<List<T>> setter) {
    options.add(
        option(List.class, name, label, null, description)
            .auxiliaryTypes(type)
            .getter(by(getter))
            .setter(by(setter))
            .build());
    return this;
  }

  /** Gives a command these options; once. */
  void addTo(CommandSpec toCommand) {
    command = toCommand;
    options.forEach(toCommand::addOption);
  }

  /** What to throw when an option is out of range: its message begins with the option's name. */
  ParameterException misuse(RuntimeException outOfRange) {
    if (command == null) {
      throw new IllegalStateException("options of no command", outOfRange);
    }
    return new ParameterException(
        command.commandLine(), "--" + outOfRange.getMessage(), outOfRange);
  }

  private <T extends @Nullable Object> OptionValue<T> add(OptionSpec.Builder builder) {
    OptionSpec option = builder.build();
    options.add(option);
    return new OptionValue<>(option);
  }

  private static OptionSpec.Builder option(
      Class<?> type, String name, String label, @Nullable String standard, String description) {
    return OptionSpec.builder(name)
        .type(type)
        .paramLabel(label)
        .defaultValue(standard)
        .description(description);
  }

  private static <V> IGetter by(Supplier<V> getter) {
    return new IGetter() {
      @Override
      // Picocli asks for what it has handed over.
      @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
      public <T> T get() {
        return (T) getter.get();
      }
    };
  }

  private static <V> ISetter by(Consumer<V> setter) {
    return new ISetter() {
      @Override
      @SuppressWarnings("unchecked") // picocli has made it of the option's type
      public <T> @Nullable T set(@Nullable T value) {
        if (value != null) {
          setter.accept((V) value);
        }
        return null;
      }
    };
  }
}
