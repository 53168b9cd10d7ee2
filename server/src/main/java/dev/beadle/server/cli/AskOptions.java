package dev.beadle.server.cli;

import com.google.protobuf.Message;
import dev.beadle.client.BeadleClient;
import dev.beadle.v1.CapabilityQuestion;
import java.io.PrintWriter;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** A question, whom it is asked, and the form of the answer. */
final class AskOptions {
  @Mixin private QuestionOptions question = new QuestionOptions();
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * Asks, and prints the answer.
   *
   * @param ask asks a client
   * @param text the answer for people, with its line ends
   * @param isAllowed whether the answer is a yes
   * @return the exit code
   */
  <T extends Message> int ask(
      BiFunction<BeadleClient, CapabilityQuestion, T> ask,
      Function<T, String> text,
      Function<T, Boolean> isAllowed) {
    LogFormat.quiet();
    CapabilityQuestion asked = question();
    T answer = Asking.with(target, site, client -> ask.apply(client, asked));
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TEXT -> out.print(text.apply(answer));
      case JSON -> out.println(OutputFormat.jsonOf(answer));
    }
    out.flush();
    return isAllowed.apply(answer) ? ExitCode.YES : ExitCode.NO;
  }

  private CapabilityQuestion question() {
    try {
      return question.toMessage();
    } catch (TypeConversionException malformed) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(malformed.getMessage()), malformed);
    }
  }
}
