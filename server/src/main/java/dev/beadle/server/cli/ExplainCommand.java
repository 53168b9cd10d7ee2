package dev.beadle.server.cli;

import dev.beadle.v1.ExplainCapabilityResponse;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "May this user do this here, and why?",
      "",
      "Prints the guards passed, each role held and where, each permission found, and which of them",
      "decided. Asks a running server, or, with --site, loads the site and answers itself."
    },
    footer = {
      "",
      "Examples:",
      "  beadle explain 42 mod/quiz:attempt module:7",
      "  beadle explain 42 mod/quiz:attempt 118 --site ./export --output json",
      "",
      "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 the server cannot be reached."
    })
final class ExplainCommand implements Callable<Integer> {
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
    ExplainCapabilityResponse answer =
        Asking.with(target, site, client -> client.explain(question.toMessage()));
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TEXT -> {
        out.print(answer.getText());
        out.flush();
      }
      case JSON -> out.println(OutputFormat.jsonOf(answer));
    }
    return answer.getDecision().getAllowed() ? ExitCode.YES : ExitCode.NO;
  }
}
