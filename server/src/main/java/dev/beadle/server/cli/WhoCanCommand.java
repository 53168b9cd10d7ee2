package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.CapableUser;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.WhoCanRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "who-can",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Who may do this here?",
      "",
      "Prints how many there are, then each user's id and the ids of the roles that give it."
          + " Unless",
      "--consistent is said, the answer is that of Moodle's own list, which has neither deleted",
      "users nor the guest account, and administrators only by their roles."
    },
    footer = {
      "",
      "Examples:",
      "  beadle who-can mod/forum:replypost course:7",
      "  beadle who-can mod/quiz:view,mod/quiz:attempt module:12 --group 5 --output json",
      "  beadle who-can moodle/site:config system:0 --consistent --site ./export",
      "",
      "Exit codes: 0 somebody, 1 nobody, 2 bad use or bad input, 3 the server cannot be reached."
    })
final class WhoCanCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "CAPABILITY",
      split = ",",
      description = "For example mod/forum:replypost; any of several, joined by commas.")
  private List<String> capabilities = new ArrayList<>();

  @Parameters(
      index = "1",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "The context's id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      split = ",",
      description = "Only members of this group (groups.id), or of any of several.")
  private List<Long> groupIds = new ArrayList<>();

  @Option(
      names = "--use-view-all-groups",
      description = "With --group: also those who have moodle/site:accessallgroups here.")
  private boolean useViewAllGroups;

  @Option(
      names = "--except",
      paramLabel = "USER",
      split = ",",
      description = "Without these users (user.id).")
  private List<Long> exceptUserIds = new ArrayList<>();

  @Option(
      names = "--consistent",
      description = "Everybody for whom a check says yes, instead of Moodle's own list.")
  private boolean consistent;

  @Option(
      names = "--without-doanything",
      description = "With --consistent: leaves the shortcut for site administrators out.")
  private boolean withoutDoAnything;

  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        WhoCanRequest.newBuilder()
            .setSite(options.siteName())
            .setContext(context)
            .addAllCapabilities(capabilities)
            .addAllGroupIds(groupIds)
            .setUseViewAllGroups(useViewAllGroups)
            .addAllExceptUserIds(exceptUserIds)
            .setConsistent(consistent)
            .setWithoutDoanything(withoutDoAnything);
    var total = new TotalFirst("user");
    options.askPages(
        (stub, token) -> stub.whoCan(request.setPageToken(token).build()),
        page -> total.noted(page.getTotalSize(), page.getNextPageToken()),
        page -> total.lines(page.getTotalSize(), page.getUsersList(), WhoCanCommand::lineOf));
    return total.exitCode();
  }

  private static String lineOf(CapableUser user) {
    var line = new StringBuilder().append(user.getUserId());
    if (user.getSiteAdmin()) {
      line.append("  site administrator");
    }
    if (user.getRoleIdsCount() > 0) {
      line.append(user.getRoleIdsCount() == 1 ? "  role" : "  roles");
      user.getRoleIdsList().forEach(roleId -> line.append(' ').append(roleId));
    }
    return line.toString();
  }
}
