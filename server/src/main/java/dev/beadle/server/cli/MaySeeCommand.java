package dev.beadle.server.cli;

import dev.beadle.v1.CheckWithGroupRequest;
import dev.beadle.v1.CheckWithGroupResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "may-see",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "May this user do this here, and see this group or this other user here?",
      "",
      "The context is a course or an activity. Prints yes or no to each part, and what decided."
    },
    footer = {
      "",
      "Examples:",
      "  beadle may-see 42 mod/assign:grade module:12 --group 3",
      "  beadle may-see 42 mod/assign:grade course:7 --other-user 43 --site ./export",
      "",
      "Exit codes: 0 yes to both, 1 no, 2 bad use or bad input, 3 no server."
    })
final class MaySeeCommand implements Callable<Integer> {
  @Mixin private QuestionOptions question = new QuestionOptions();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Seen seen = new Seen();

  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        CheckWithGroupRequest.newBuilder()
            .setSite(options.siteName())
            .setQuestion(options.typed(question::toMessage));
    if (seen.otherUserId == Seen.NONE) {
      request.setGroupId(seen.groupId);
    } else {
      request.setOtherUserId(seen.otherUserId);
    }
    CheckWithGroupResponse answer =
        options.ask(stub -> stub.checkWithGroup(request.build()), MaySeeCommand::lines);
    return answer.getAllowed() ? ExitCode.YES : ExitCode.NO;
  }

  private static List<String> lines(CheckWithGroupResponse answer) {
    return List.of(
        "may  "
            + SearchWords.of(answer.getDecision().getAllowed())
            + "  "
            + answer.getDecision().getRule(),
        "see  "
            + SearchWords.of(answer.getVisible())
            + "  "
            + SearchWords.ofReason(answer.getReason(), "GROUP_VISIBILITY_REASON_"));
  }

  /** Whom or what he is to see. */
  static final class Seen {
    private static final long NONE = 0;

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        description = "The group's id (groups.id); 0 for all who take part.")
    private long groupId;

    @Option(
        names = "--other-user",
        paramLabel = "USER",
        description = "The other user's id (user.id).")
    private long otherUserId = NONE;
  }
}
