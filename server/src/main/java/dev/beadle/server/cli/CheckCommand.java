package dev.beadle.server.cli;

import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.Decision;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "May this user do this here?",
      "",
      "Prints yes or no and the rule that decided. Asks a running server, or, with --site, loads the",
      "site and answers itself."
    },
    footer = {
      "",
      "Examples:",
      "  beadle check 42 mod/forum:replypost module:7",
      "  beadle check 0 moodle/course:view course:3 --target unix:/run/beadle.sock",
      "  beadle check 42 mod/quiz:attempt 118 --site ./export --switch 90=5",
      "",
      "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 the server cannot be reached."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private QuestionOptions question = new QuestionOptions();
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    CheckCapabilityResponse answer =
        Asking.with(target, site, client -> client.check(question.toMessage()));
    Decision decision = answer.getDecision();
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TEXT -> out.println((decision.getAllowed() ? "yes" : "no") + "  " + decision.getRule());
      case JSON -> out.println(OutputFormat.jsonOf(answer));
    }
    return decision.getAllowed() ? ExitCode.YES : ExitCode.NO;
  }
}
