package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private AskOptions options = new AskOptions();

  @Override
  public Integer call() {
    return options.ask(
        BeadleClient::check,
        answer ->
            (answer.getDecision().getAllowed() ? "yes" : "no")
                + "  "
                + answer.getDecision().getRule()
                + System.lineSeparator(),
        answer -> answer.getDecision().getAllowed());
  }
}
