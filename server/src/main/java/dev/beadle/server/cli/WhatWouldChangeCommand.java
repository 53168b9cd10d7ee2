package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.PreviewTotals;
import dev.beadle.v1.Remedy;
import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhatWouldChangeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "what-would-change",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What would let this user do this here?",
      "",
      "Lists the single edits, each of which alone would turn the denial into a yes, least"
          + " privilege",
      "first, with all that each would do besides. Every one has been tried on a copy of the facts."
    },
    footer = {
      "",
      "Examples:",
      "  beadle what-would-change 42 mod/forum:replypost course:7",
      "  beadle what-would-change 42 mod/quiz:attempt 118 --limit 3 --deadline-seconds 60",
      "  beadle what-would-change 42 mod/quiz:attempt 118 --without-impact --site ./export",
      "",
      "Exit codes: 0 it is allowed, or an edit would do; 1 no single edit would do;",
      "2 bad use or bad input, 3 the server cannot be reached."
    })
final class WhatWouldChangeCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user's id (user.id); 0 for a visitor who is not logged in.")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CAPABILITY",
      description = "For example mod/forum:replypost.")
  private String capability = "";

  @Parameters(
      index = "2",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "The context's id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "How many edits to tell, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int limit = 10;

  @Option(
      names = "--without-impact",
      description = "Without working out what else each edit would do: quicker.")
  private boolean withoutImpact;

  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        WhatWouldChangeRequest.newBuilder()
            .setSite(options.siteName())
            .setUserId(userId)
            .setCapability(capability)
            .setContext(context)
            .setLimit(limit)
            .setWithoutImpact(withoutImpact)
            .build();
    WhatWouldChangeResponse answer =
        options.ask(stub -> stub.whatWouldChange(request), WhatWouldChangeCommand::lines);
    return answer.getDecision().getAllowed() || answer.getFoundCount() > 0
        ? ExitCode.YES
        : ExitCode.NO;
  }

  private static List<String> lines(WhatWouldChangeResponse answer) {
    if (answer.getDecision().getAllowed()) {
      return List.of("allowed already: " + answer.getDecision().getRule());
    }
    List<String> lines = new ArrayList<>();
    lines.add("denied: " + answer.getDecision().getRule());
    if (answer.getFoundCount() == 0) {
      lines.add("no single edit would allow it: " + answer.getObstacle());
    }
    answer.getRemediesList().forEach(remedy -> lines.add(lineOf(remedy)));
    int untold = answer.getFoundCount() - answer.getRemediesCount();
    if (untold > 0) {
      lines.add("and " + untold + " more");
    }
    if (answer.getCut()) {
      lines.add("not all edits have been tried: there are too many");
    }
    return lines;
  }

  private static String lineOf(Remedy remedy) {
    return "  " + remedy.getText() + (remedy.hasImpact() ? ": " + wordsOf(remedy.getImpact()) : "");
  }

  /** For example {@code opens 12 answers to 3 people, 2 of them risky}. */
  private static String wordsOf(PreviewTotals impact) {
    String losses = impact.getLosses() == 0 ? "" : ", takes away " + number(impact.getLosses());
    String risky =
        impact.getRiskyGains() == 0 ? "" : ", " + number(impact.getRiskyGains()) + " of them risky";
    return "opens "
        + number(impact.getGains())
        + (impact.getGains() == 1 ? " answer to " : " answers to ")
        + number(impact.getPeopleGaining())
        + (impact.getPeopleGaining() == 1 ? " person" : " people")
        + risky
        + losses;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
