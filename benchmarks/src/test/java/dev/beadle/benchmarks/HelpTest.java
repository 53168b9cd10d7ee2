package dev.beadle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.cli.BeadleCommand;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of what measures. */
final class HelpTest {
  /** Lines are broken where their author broke them, and what an option takes is in capitals. */
  @ParameterizedTest
  @MethodSource("commands")
  void usage_anyCommand_readsAsWritten(CommandLine command) {
    String usage = command.getUsageMessage();
    assertThat(Arrays.asList(command.getCommandSpec().usageMessage().description()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(usage.lines()).contains(line));
    assertThat(usage.lines()).allMatch(line -> line.length() <= BeadleCommand.HELP_WIDTH);
    assertThat(command.getCommandSpec().options().stream().filter(HelpTest::takesValue))
        .extracting(ArgSpec::paramLabel)
        .allMatch(label -> label.matches("[A-Z]+"));
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  static Stream<CommandLine> commands() {
    CommandLine program = Bench.commandLine();
    return Stream.concat(Stream.of(program), program.getSubcommands().values().stream());
  }
}
