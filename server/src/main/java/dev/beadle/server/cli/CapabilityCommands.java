package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.PermissionChoice;
import dev.beadle.v1.SetCapability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "capability",
    mixinStandardHelpOptions = true,
    description = "Says what a role may do in a context and below it.",
    footer = {
      "",
      "Examples:",
      "  beadle capability prevent 5 mod/forum:replypost course:7 --actor 2",
      "  beadle capability inherit 5 mod/forum:replypost course:7 --actor 2",
      "",
      "At the system it is the role's definition, below it an override."
    })
final class CapabilityCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** Which permission is meant. */
  static final class PermissionParameters {
    @Parameters(index = "0", paramLabel = "ROLE", description = "The role's id (role.id).")
    private long roleId;

    @Parameters(
        index = "1",
        paramLabel = "CAPABILITY",
        description = "For example mod/forum:replypost.")
    private String capability = "";

    @Parameters(
        index = "2",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = "The context's id, or LEVEL:INSTANCE such as course:7 or system:0.")
    private ContextReference context = ContextReference.getDefaultInstance();

    AdminCommand set(PermissionChoice.Value permission) {
      return AdminCommand.newBuilder()
          .setSetCapability(
              SetCapability.newBuilder()
                  .setRoleId(roleId)
                  .setCapability(capability)
                  .setContext(context)
                  .setPermission(permission)
                  .setOverwrite(true))
          .build();
    }
  }

  @Command(
      name = "allow",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Yes, unless a prohibit stands against it.",
      footer = {
        "",
        "Example:",
        "  beadle capability allow 5 mod/forum:replypost course:7 --actor 2"
      })
  int allow(@Mixin PermissionParameters which, @Mixin ApplyOptions how) {
    return how.apply(which.set(PermissionChoice.Value.ALLOW));
  }

  @Command(
      name = "prevent",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Not by this role.",
      footer = {
        "",
        "Example:",
        "  beadle capability prevent 5 mod/forum:replypost course:7 --actor 2"
      })
  int prevent(@Mixin PermissionParameters which, @Mixin ApplyOptions how) {
    return how.apply(which.set(PermissionChoice.Value.PREVENT));
  }

  @Command(
      name = "prohibit",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "No, whatever other roles say, here and everywhere below.",
      footer = {
        "",
        "Example:",
        "  beadle capability prohibit 5 mod/forum:replypost course:7 --actor 2"
      })
  int prohibit(@Mixin PermissionParameters which, @Mixin ApplyOptions how) {
    return how.apply(which.set(PermissionChoice.Value.PROHIBIT));
  }

  @Command(
      name = "inherit",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Says nothing here: what lies above decides.",
      footer = {
        "",
        "Example:",
        "  beadle capability inherit 5 mod/forum:replypost course:7 --actor 2"
      })
  int inherit(@Mixin PermissionParameters which, @Mixin ApplyOptions how) {
    return how.apply(which.set(PermissionChoice.Value.INHERIT));
  }
}
