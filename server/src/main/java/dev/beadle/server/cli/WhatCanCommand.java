package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.CapabilityAnswer;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "what-can",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What may this user do here?",
      "",
      "Prints how many capabilities of how many are allowed, then each with its rule and risks."
    },
    footer = {
      "",
      "Examples:",
      "  beadle what-can 42 course:7",
      "  beadle what-can 42 module:12 --denied --risk xss,config",
      "  beadle what-can 0 system:0 --site ./export --output json",
      "",
      "Exit codes: 0 something, 1 nothing, 2 bad use or bad input, 3 the server cannot be reached."
    })
final class WhatCanCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user's id (user.id); 0 for a visitor who is not logged in.")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "The context's id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(names = "--denied", description = "Also what is denied, with the rule that denies.")
  private boolean includeDenied;

  @Option(
      names = "--risk",
      paramLabel = "RISK",
      split = ",",
      description = {
        "Only capabilities with this risk, or any of several: managetrust, config, xss, personal,",
        "spam, dataloss."
      })
  private List<String> risks = new ArrayList<>();

  @Mixin private EnvironmentOptions environment = new EnvironmentOptions();
  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        WhatCanRequest.newBuilder()
            .setSite(options.siteName())
            .setUserId(userId)
            .setContext(context)
            .setIncludeDenied(includeDenied)
            .setRisks(options.typed(() -> SearchWords.risksOf(risks)))
            .setEnvironment(options.typed(environment::toMessage))
            .build();
    WhatCanResponse answer = options.ask(stub -> stub.whatCan(request), WhatCanCommand::linesOf);
    return answer.getAllowedCount() > 0 ? ExitCode.YES : ExitCode.NO;
  }

  private static List<String> linesOf(WhatCanResponse answer) {
    List<String> lines = new ArrayList<>();
    lines.add(answer.getAllowedCount() + " of " + answer.getLookedAtCount() + " capabilities");
    answer.getCapabilitiesList().forEach(one -> lines.add(lineOf(one)));
    return lines;
  }

  private static String lineOf(CapabilityAnswer one) {
    String risks = SearchWords.ofRisks(one.getRisks());
    return (one.getDecision().getAllowed() ? "yes  " : "no   ")
        + one.getCapability()
        + "  "
        + one.getDecision().getRule()
        + (risks.isEmpty() ? "" : "  " + risks);
  }
}
