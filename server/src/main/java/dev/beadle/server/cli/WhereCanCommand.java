package dev.beadle.server.cli;

import dev.beadle.server.model.ContextLevel;
import dev.beadle.v1.CapableContext;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "where-can",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Where may this user do this?",
      "",
      "Prints how many contexts there are, then each. Unless --consistent is said, the answer is",
      "Moodle's own list of categories and courses, which looks neither at locks nor at whether"
          + " the",
      "user exists; it says nowhere when the user's roles allow it in no context at all."
    },
    footer = {
      "",
      "Examples:",
      "  beadle where-can 42 moodle/course:update",
      "  beadle where-can 42 mod/forum:replypost --consistent --level 70",
      "  beadle where-can 42 moodle/course:view --level 50 --site ./export --output json",
      "",
      "Exit codes: 0 somewhere, 1 nowhere, 2 bad use or bad input, 3 the server cannot be reached."
    })
final class WhereCanCommand implements Callable<Integer> {
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

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      split = ",",
      description =
          "Only contexts of these levels: 40 for categories, 50 for courses, 70 and so on.")
  private List<Integer> levels = new ArrayList<>();

  @Option(
      names = "--consistent",
      description = "Every context for which a check says yes, instead of Moodle's own list.")
  private boolean consistent;

  @Mixin private EnvironmentOptions environment = new EnvironmentOptions();
  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        WhereCanRequest.newBuilder()
            .setSite(options.siteName())
            .setUserId(userId)
            .setCapability(capability)
            .addAllLevels(levels)
            .setConsistent(consistent)
            .setEnvironment(options.typed(environment::toMessage));
    var total = new TotalFirst("context");
    options.askPages(
        (stub, token) -> stub.whereCan(request.setPageToken(token).build()),
        page -> total.noted(page.getTotalSize(), page.getNextPageToken()),
        page -> linesOf(page, total));
    return total.exitCode();
  }

  private static List<String> linesOf(WhereCanResponse page, TotalFirst total) {
    return page.getNowhere()
        ? List.of("nowhere")
        : total.lines(page.getTotalSize(), page.getContextsList(), WhereCanCommand::lineOf);
  }

  private static String lineOf(CapableContext context) {
    return ContextLevel.nameOf(context.getLevel())
        + " "
        + context.getInstanceId()
        + "  context "
        + context.getContextId();
  }
}
