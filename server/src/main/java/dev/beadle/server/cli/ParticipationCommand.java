package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.CheckParticipationRequest;
import dev.beadle.v1.CheckParticipationResponse;
import dev.beadle.v1.ContextReference;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "participation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Is a user enrolled in a course, looking on, or a guest there?",
    footer = {
      "",
      "Examples:",
      "  beadle participation 42 course:7",
      "  beadle participation 42 module:12 --with-capability mod/forum:replypost --output json",
      "",
      "Exit codes: 0 actively enrolled, 1 not, 2 bad use or bad input, 3 no server."
    })
final class ParticipationCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user's id (user.id); 0 for a visitor.")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "A course, or something in one: an id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(
      names = "--with-capability",
      paramLabel = "CAPABILITY",
      description = "Also demanded for being enrolled and for looking on.")
  private String withCapability = "";

  @Mixin private MomentOption moment = new MomentOption();
  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        CheckParticipationRequest.newBuilder()
            .setSite(options.siteName())
            .setUserId(userId)
            .setContext(context)
            .setWithCapability(withCapability);
    if (moment.isTyped()) {
      request.setAt(moment.toMessage());
    }
    CheckParticipationResponse answer =
        options.ask(stub -> stub.checkParticipation(request.build()), ParticipationCommand::lines);
    return answer.getActivelyEnrolled() ? ExitCode.YES : ExitCode.NO;
  }

  private static List<String> lines(CheckParticipationResponse answer) {
    String until =
        answer.hasActiveUntil()
            ? " until " + Instant.ofEpochSecond(answer.getActiveUntil().getSeconds())
            : "";
    return List.of(
        "enrolled  " + SearchWords.of(answer.getEnrolled()),
        "active    " + SearchWords.of(answer.getActivelyEnrolled()) + until,
        "viewing   " + SearchWords.of(answer.getViewing()),
        "guest     " + SearchWords.of(answer.getGuest()));
  }
}
