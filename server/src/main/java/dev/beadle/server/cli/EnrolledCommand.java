package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.EnrolmentState;
import dev.beadle.v1.ListEnrolledUsersRequest;
import dev.beadle.v1.ListEnrolledUsersResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "enrolled",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Who is enrolled in a course?",
      "",
      "Prints the ids of the users, ascending, as Moodle's list of enrolled users has them."
    },
    footer = {
      "",
      "Examples:",
      "  beadle enrolled course:7",
      "  beadle enrolled course:7 --active --with-capability mod/forum:replypost",
      "  beadle enrolled course:7 --group 3 --group 4 --viewer 42 --site ./export"
    })
final class EnrolledCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "A course, or something in one: an id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(
      names = "--with-capability",
      paramLabel = "CAPABILITY",
      description = "Only those whom Moodle's list of users has for it here.")
  private String withCapability = "";

  @ArgGroup(exclusive = true)
  private State state = new State();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Only members of this group id; -1 for those in none. May be repeated.")
  private List<Long> groupIds = new ArrayList<>();

  @Option(
      names = "--viewer",
      paramLabel = "USER",
      description = "Who looks: hidden groups are those hidden from this user (default: nobody).")
  private long viewerId;

  @Option(
      names = "--enrolment",
      paramLabel = "ENROLMENT",
      description = "Only through this enrolment instance (enrol.id).")
  private long enrolmentId;

  @Mixin private MomentOption moment = new MomentOption();
  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        ListEnrolledUsersRequest.newBuilder()
            .setSite(options.siteName())
            .setContext(context)
            .setWithCapability(withCapability)
            .setState(state.toMessage())
            .addAllGroupIds(groupIds)
            .setViewerId(viewerId)
            .setEnrolmentId(enrolmentId);
    if (moment.isTyped()) {
      request.setAt(moment.toMessage());
    }
    options.askPages(
        (stub, token) -> stub.listEnrolledUsers(request.setPageToken(token).build()),
        ListEnrolledUsersResponse::getNextPageToken,
        page -> page.getUserIdsList().stream().map(String::valueOf).toList());
    return ExitCode.YES;
  }

  /** Which enrolments count. */
  static final class State {
    @Option(names = "--active", description = "Only those with an active enrolment.")
    private boolean active;

    @Option(names = "--suspended", description = "Only those without an active enrolment.")
    private boolean suspended;

    EnrolmentState toMessage() {
      if (active) {
        return EnrolmentState.ENROLMENT_STATE_ACTIVE;
      }
      return suspended
          ? EnrolmentState.ENROLMENT_STATE_SUSPENDED
          : EnrolmentState.ENROLMENT_STATE_UNSPECIFIED;
    }
  }
}
