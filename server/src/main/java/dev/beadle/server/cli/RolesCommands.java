package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.FindDecidingRolesRequest;
import dev.beadle.v1.FindDecidingRolesResponse;
import dev.beadle.v1.HeldRole;
import dev.beadle.v1.ListContextCapabilitiesRequest;
import dev.beadle.v1.ListManageableRolesRequest;
import dev.beadle.v1.ListManageableRolesResponse;
import dev.beadle.v1.ListRolePermissionsRequest;
import dev.beadle.v1.ListRolesOfUserRequest;
import dev.beadle.v1.ListRolesWithPermissionRequest;
import dev.beadle.v1.OverrideMode;
import dev.beadle.v1.RoleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "roles",
    mixinStandardHelpOptions = true,
    subcommands = {
      RolesCommands.Needed.class,
      RolesCommands.With.class,
      RolesCommands.Assignable.class,
      RolesCommands.Overridable.class,
      RolesCommands.Switchable.class,
      RolesCommands.Viewable.class,
      RolesCommands.Effective.class,
      RolesCommands.OfUser.class,
      RolesCommands.Offered.class
    },
    description = "Tells what roles give and forbid, and who may do what with them.",
    footer = {
      "",
      "Examples:",
      "  beadle roles needed mod/forum:replypost course:7",
      "  beadle roles of-user 42 course:7",
      "  beadle roles assignable 42 course:7",
      "  beadle roles effective 5 course:7 --site ./export"
    })
final class RolesCommands implements Runnable {
  private static final String ROLE = "The role's id (role.id).";
  private static final String USER = "The user's id (user.id); 0 for a visitor.";
  private static final String CONTEXT = "The context's id, or LEVEL:INSTANCE such as course:7.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  @Command(
      name = "needed",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Which roles give a capability in a context, and which forbid it?",
        "",
        "Of several capabilities, roles are needed that give all of them and forbid none."
      },
      footer = {
        "",
        "Examples:",
        "  beadle roles needed mod/forum:replypost course:7",
        "  beadle roles needed mod/quiz:view,mod/quiz:attempt module:12 --output json"
      })
  static final class Needed implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "CAPABILITY",
        split = ",",
        description = "For example mod/forum:replypost; several are joined by commas.")
    private List<String> capabilities = new ArrayList<>();

    @Parameters(
        index = "1",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          FindDecidingRolesRequest.newBuilder()
              .setSite(options.siteName())
              .setContext(context)
              .addAllCapabilities(capabilities)
              .build();
      options.ask(stub -> stub.findDecidingRoles(request), Needed::lines);
      return ExitCode.YES;
    }

    private static List<String> lines(FindDecidingRolesResponse answer) {
      List<String> lines = new ArrayList<>();
      answer.getNeededList().forEach(role -> lines.add("needed     " + SearchWords.of(role)));
      answer.getForbiddenList().forEach(role -> lines.add("forbidden  " + SearchWords.of(role)));
      return lines;
    }
  }

  @Command(
      name = "with",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which roles have a permission stored for a capability, whatever comes of it?",
      footer = {
        "",
        "Examples:",
        "  beadle roles with mod/forum:replypost",
        "  beadle roles with mod/forum:replypost --permission prohibit --context course:7"
      })
  static final class With implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CAPABILITY", description = "The capability's name.")
    private String capability = "";

    @Option(
        names = "--permission",
        paramLabel = "PERMISSION",
        description = "Only allow, prevent or prohibit, or a number (default: any).")
    private String permission = "";

    @Option(
        names = "--context",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = "Only what is stored in this context and above it (default: anywhere).")
    private @Nullable ContextReference context;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListRolesWithPermissionRequest.newBuilder()
              .setSite(options.siteName())
              .setCapability(capability)
              .setPermission(options.typed(() -> SearchWords.permissionOf(permission)));
      if (context != null) {
        request.setContext(context);
      }
      options.ask(
          stub -> stub.listRolesWithPermission(request.build()),
          answer -> roleLines(answer.getRolesList()));
      return ExitCode.YES;
    }
  }

  /** What the four commands about somebody's rights over roles ask. */
  static final class RightsOptions {
    @Parameters(index = "0", paramLabel = "USER", description = USER)
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private EnvironmentOptions environment = new EnvironmentOptions();
    @Mixin private SearchOptions options = new SearchOptions();

    int ask(Function<ListManageableRolesResponse, List<String>> lines) {
      var request =
          ListManageableRolesRequest.newBuilder()
              .setSite(options.siteName())
              .setUserId(userId)
              .setContext(context)
              .setEnvironment(options.typed(environment::toMessage))
              .build();
      options.ask(stub -> stub.listManageableRoles(request), lines);
      return ExitCode.YES;
    }
  }

  @Command(
      name = "assignable",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which roles may a user give to others in a context?",
      footer = {"", "Example:", "  beadle roles assignable 42 course:7"})
  static final class Assignable implements Callable<Integer> {
    @Mixin private RightsOptions rights = new RightsOptions();

    @Override
    public Integer call() {
      return rights.ask(answer -> roleLines(answer.getAssignableList()));
    }
  }

  @Command(
      name = "overridable",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Which roles may a user override in a context, and how far?",
        "",
        "Safe: only capabilities without a risk other than spam."
      },
      footer = {"", "Example:", "  beadle roles overridable 42 course:7"})
  static final class Overridable implements Callable<Integer> {
    @Mixin private RightsOptions rights = new RightsOptions();

    @Override
    public Integer call() {
      return rights.ask(answer -> {
        List<String> lines = new ArrayList<>();
        lines.add("override: " + wordOf(answer.getOverrideMode()));
        lines.addAll(roleLines(answer.getOverridableList()));
        return lines;
      });
    }

    private static String wordOf(OverrideMode mode) {
      return switch (mode) {
        case OVERRIDE_MODE_SAFE -> "safe";
        case OVERRIDE_MODE_FULL -> "full";
        case OVERRIDE_MODE_NONE, OVERRIDE_MODE_UNSPECIFIED, UNRECOGNIZED -> "none";
      };
    }
  }

  @Command(
      name = "switchable",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which roles may a user switch to in a context?",
      footer = {"", "Example:", "  beadle roles switchable 42 course:7"})
  static final class Switchable implements Callable<Integer> {
    @Mixin private RightsOptions rights = new RightsOptions();

    @Override
    public Integer call() {
      return rights.ask(answer -> roleLines(answer.getSwitchableList()));
    }
  }

  @Command(
      name = "viewable",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Whose roles may a user see in a context?",
      footer = {"", "Example:", "  beadle roles viewable 42 course:7"})
  static final class Viewable implements Callable<Integer> {
    @Mixin private RightsOptions rights = new RightsOptions();

    @Override
    public Integer call() {
      return rights.ask(answer -> roleLines(answer.getViewableList()));
    }
  }

  @Command(
      name = "effective",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "What does a role say in a context, and where is it stored?",
      footer = {
        "",
        "Examples:",
        "  beadle roles effective 5 course:7",
        "  beadle roles effective 5 course:7 mod/forum:replypost"
      })
  static final class Effective implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ROLE", description = ROLE)
    private long roleId;

    @Parameters(
        index = "1",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "CAPABILITY",
        description = "Only this capability.")
    private String capability = "";

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListRolePermissionsRequest.newBuilder()
              .setSite(options.siteName())
              .setRoleId(roleId)
              .setContext(context)
              .setCapability(capability)
              .build();
      options.ask(
          stub -> stub.listRolePermissions(request),
          answer ->
              answer.getPermissionsList().stream()
                  .map(one ->
                      "%-8s  %s  in %s"
                          .formatted(
                              SearchWords.ofPermission(one.getPermission()),
                              one.getCapability(),
                              SearchWords.of(one.getContext())))
                  .toList());
      return ExitCode.YES;
    }
  }

  @Command(
      name = "of-user",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which roles does a user have in a context, and why?",
      footer = {
        "",
        "Examples:",
        "  beadle roles of-user 42 course:7",
        "  beadle roles of-user 42 module:12 --switch 31=5"
      })
  static final class OfUser implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = USER)
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private EnvironmentOptions environment = new EnvironmentOptions();
    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListRolesOfUserRequest.newBuilder()
              .setSite(options.siteName())
              .setUserId(userId)
              .setContext(context)
              .setEnvironment(options.typed(environment::toMessage))
              .build();
      options.ask(
          stub -> stub.listRolesOfUser(request),
          answer -> answer.getRolesList().stream().map(OfUser::line).toList());
      return ExitCode.YES;
    }

    private static String line(HeldRole held) {
      return SearchWords.of(held.getRole())
          + ": "
          + held.getOriginsList().stream().map(SearchWords::of).collect(Collectors.joining("; "));
    }
  }

  @Command(
      name = "offered",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Which capabilities does a context offer for overriding?",
      footer = {"", "Example:", "  beadle roles offered module:12"})
  static final class Offered implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListContextCapabilitiesRequest.newBuilder()
              .setSite(options.siteName())
              .setContext(context)
              .build();
      options.ask(
          stub -> stub.listContextCapabilities(request),
          answer -> List.copyOf(answer.getCapabilitiesList()));
      return ExitCode.YES;
    }
  }

  private static List<String> roleLines(List<RoleReference> roles) {
    return roles.stream().map(SearchWords::of).toList();
  }
}
