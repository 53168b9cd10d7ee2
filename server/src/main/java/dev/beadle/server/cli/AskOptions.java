package dev.beadle.server.cli;

import com.google.protobuf.Message;
import dev.beadle.client.BeadleClient;
import dev.beadle.v1.CapabilityQuestion;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A question, whom it is asked, and the form of the answer. */
final class AskOptions {
  @Mixin private QuestionOptions question = new QuestionOptions();
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Mixin private OutputOptions output = new OutputOptions();

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
    CapabilityQuestion asked = TypedText.read(spec, question::toMessage);
    T answer = Asking.with(target, site, client -> ask.apply(client, asked));
    output.print(answer, out -> out.print(text.apply(answer)));
    return isAllowed.apply(answer) ? ExitCode.YES : ExitCode.NO;
  }
}
