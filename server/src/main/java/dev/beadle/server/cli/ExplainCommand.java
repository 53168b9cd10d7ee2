package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import dev.beadle.v1.ExplainCapabilityResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private AskOptions options = new AskOptions();

  @Override
  public Integer call() {
    return options.ask(
        BeadleClient::explain,
        ExplainCapabilityResponse::getText,
        answer -> answer.getDecision().getAllowed());
  }
}
