package dev.beadle.server.cli;

import dev.beadle.v1.CheckGroupVisibilityRequest;
import dev.beadle.v1.CheckGroupVisibilityResponse;
import dev.beadle.v1.CourseGroup;
import dev.beadle.v1.GetGroupModeRequest;
import dev.beadle.v1.GetGroupModeResponse;
import dev.beadle.v1.GroupListKind;
import dev.beadle.v1.GroupMembership;
import dev.beadle.v1.GroupPlace;
import dev.beadle.v1.ListGroupsRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    subcommands = {
      GroupsCommands.Mode.class,
      GroupsCommands.Visible.class,
      GroupsCommands.Allowed.class,
      GroupsCommands.Sees.class,
      GroupsCommands.Shares.class,
      GroupsCommands.Member.class
    },
    description = "Tells how groups are set, and what of them a user sees.",
    footer = {
      "",
      "Examples:",
      "  beadle groups mode module:12",
      "  beadle groups visible course:7 --viewer 42",
      "  beadle groups sees 42 3 module:12",
      "  beadle groups shares 42 43 course:7 --site ./export"
    })
final class GroupsCommands implements Runnable {
  private static final String PLACE = "course:ID (course.id) or module:ID (course_modules.id).";
  private static final String VIEWER = "Who looks: hidden groups are those hidden from this user.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  @Command(
      name = "mode",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "How do groups divide a course or an activity?",
      footer = {"", "Example:", "  beadle groups mode module:12"})
  static final class Mode implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        converter = PlaceConverter.class,
        description = PLACE)
    private GroupPlace place = GroupPlace.getDefaultInstance();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          GetGroupModeRequest.newBuilder().setSite(options.siteName()).setPlace(place).build();
      options.ask(stub -> stub.getGroupMode(request), Mode::lines);
      return ExitCode.YES;
    }

    private static List<String> lines(GetGroupModeResponse answer) {
      return List.of(
          "mode       " + SearchWords.ofReason(answer.getMode(), "GROUP_MODE_"),
          "effective  " + SearchWords.ofReason(answer.getEffectiveMode(), "GROUP_MODE_"),
          "forced     " + SearchWords.of(answer.getForced()),
          "grouping   " + (answer.getGroupingId() == 0 ? "none" : answer.getGroupingId()));
    }
  }

  @Command(
      name = "visible",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which groups of a course or an activity does a user see?",
      footer = {
        "",
        "Examples:",
        "  beadle groups visible course:7 --viewer 42",
        "  beadle groups visible course:7 --viewer 42 --of-user 43 --participating"
      })
  static final class Visible implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        converter = PlaceConverter.class,
        description = PLACE)
    private GroupPlace place = GroupPlace.getDefaultInstance();

    @Option(names = "--viewer", paramLabel = "USER", description = VIEWER + " Default: a visitor.")
    private long viewerId;

    @Option(
        names = "--of-user",
        paramLabel = "USER",
        description = "Only groups that this user is in.")
    private long userId;

    @Option(
        names = "--grouping",
        paramLabel = "GROUPING",
        description = "Only groups of this grouping of a course (groupings.id).")
    private long groupingId;

    @Option(names = "--participating", description = "Only groups that take part in activities.")
    private boolean participating;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListGroupsRequest.newBuilder()
              .setSite(options.siteName())
              .setPlace(place)
              .setViewerId(viewerId)
              .setUserId(userId)
              .setGroupingId(groupingId)
              .setParticipationOnly(participating)
              .build();
      options.ask(stub -> stub.listGroups(request), answer -> groupLines(answer.getGroupsList()));
      return ExitCode.YES;
    }
  }

  @Command(
      name = "allowed",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "In which groups may a user work in an activity?",
      footer = {"", "Example:", "  beadle groups allowed 42 module:12"})
  static final class Allowed implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "ACTIVITY",
        converter = PlaceConverter.class,
        description = "module:ID (course_modules.id).")
    private GroupPlace place = GroupPlace.getDefaultInstance();

    @Option(
        names = "--viewer",
        paramLabel = "USER",
        description = VIEWER + " Default: the user himself.")
    private long viewerId;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListGroupsRequest.newBuilder()
              .setSite(options.siteName())
              .setPlace(place)
              .setViewerId(viewerId == 0 ? userId : viewerId)
              .setUserId(userId)
              .setKind(GroupListKind.GROUP_LIST_KIND_ALLOWED)
              .build();
      options.ask(stub -> stub.listGroups(request), answer -> groupLines(answer.getGroupsList()));
      return ExitCode.YES;
    }
  }

  @Command(
      name = "sees",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "May a user see a group in a course or an activity?",
      footer = {
        "",
        "Example:",
        "  beadle groups sees 42 3 module:12",
        "",
        "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 no server."
      })
  static final class Sees implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "GROUP",
        description = "The group's id (groups.id); 0 for all who take part.")
    private long groupId;

    @Parameters(
        index = "2",
        paramLabel = "PLACE",
        converter = PlaceConverter.class,
        description = PLACE)
    private GroupPlace place = GroupPlace.getDefaultInstance();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      return sight(
          options,
          CheckGroupVisibilityRequest.newBuilder()
              .setPlace(place)
              .setViewerId(userId)
              .setGroupId(groupId));
    }
  }

  @Command(
      name = "shares",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "May a user see another one in a course or an activity?",
      footer = {
        "",
        "Example:",
        "  beadle groups shares 42 43 course:7",
        "",
        "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 no server."
      })
  static final class Shares implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = "Who looks (user.id).")
    private long userId;

    @Parameters(index = "1", paramLabel = "OTHER", description = "Whom he looks at (user.id).")
    private long otherId;

    @Parameters(
        index = "2",
        paramLabel = "PLACE",
        converter = PlaceConverter.class,
        description = PLACE)
    private GroupPlace place = GroupPlace.getDefaultInstance();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      return sight(
          options,
          CheckGroupVisibilityRequest.newBuilder()
              .setPlace(place)
              .setViewerId(userId)
              .setUserId(otherId));
    }
  }

  @Command(
      name = "member",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Does somebody see that a user is a member of a group?",
      footer = {
        "",
        "Example:",
        "  beadle groups member 42 3 --viewer 43",
        "",
        "Exit codes: 0 yes, 1 no, 2 bad use or bad input, 3 no server."
      })
  static final class Member implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
    private long userId;

    @Parameters(index = "1", paramLabel = "GROUP", description = "The group's id (groups.id).")
    private long groupId;

    @Option(
        names = "--viewer",
        paramLabel = "USER",
        description = VIEWER + " Default: the user himself.")
    private long viewerId;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      return sight(
          options,
          CheckGroupVisibilityRequest.newBuilder()
              .setViewerId(viewerId == 0 ? userId : viewerId)
              .setMembership(GroupMembership.newBuilder().setGroupId(groupId).setUserId(userId)));
    }
  }

  private static int sight(SearchOptions options, CheckGroupVisibilityRequest.Builder request) {
    CheckGroupVisibilityRequest asked = request.setSite(options.siteName()).build();
    CheckGroupVisibilityResponse answer =
        options.ask(
            stub -> stub.checkGroupVisibility(asked),
            told ->
                List.of(
                    SearchWords.of(told.getVisible())
                        + "  "
                        + SearchWords.ofReason(told.getReason(), "GROUP_VISIBILITY_REASON_")));
    return answer.getVisible() ? ExitCode.YES : ExitCode.NO;
  }

  private static List<String> groupLines(List<CourseGroup> groups) {
    return groups.stream()
        .map(group ->
            group.getId()
                + "  "
                + group.getName()
                + "  visible to "
                + SearchWords.ofReason(group.getVisibility(), "GROUP_VISIBILITY_")
                + (group.getParticipation() ? "" : ", takes no part"))
        .toList();
  }

  /** Reads {@code course:7} or {@code module:12}. */
  static final class PlaceConverter implements ITypeConverter<GroupPlace> {
    private static final String COURSE = "course:";
    private static final String MODULE = "module:";

    @Override
    public GroupPlace convert(String text) {
      if (text.startsWith(COURSE)) {
        return GroupPlace.newBuilder().setCourseId(idBehind(COURSE, text)).build();
      }
      if (text.startsWith(MODULE)) {
        return GroupPlace.newBuilder().setCourseModuleId(idBehind(MODULE, text)).build();
      }
      throw new TypeConversionException("`" + text + "` (expected: course:ID or module:ID)");
    }

    private static long idBehind(String prefix, String text) {
      return QuestionOptions.number(text.substring(prefix.length()));
    }
  }
}
