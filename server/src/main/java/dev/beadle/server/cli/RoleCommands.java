package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.AllowRole;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.CreateRole;
import dev.beadle.v1.DeleteRole;
import dev.beadle.v1.DisallowRole;
import dev.beadle.v1.DuplicateRole;
import dev.beadle.v1.Period;
import dev.beadle.v1.ResetRole;
import dev.beadle.v1.RoleMatrix;
import dev.beadle.v1.UnassignRole;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "role",
    mixinStandardHelpOptions = true,
    description = "Creates roles, gives them to users, takes them away.",
    footer = {
      "",
      "Examples:",
      "  beadle role assign 42 5 course:7 --actor 2 --reason 'asked for by phone'",
      "  beadle role create tutor --name Tutor --archetype teacher --actor 2",
      "",
      "Everything else that can be done with roles goes by `beadle apply`."
    })
final class RoleCommands implements Runnable {
  private static final String ROLE = "The role's id (role.id).";
  private static final String USER = "The user's id (user.id).";
  private static final String CONTEXT = "The context's id, or LEVEL:INSTANCE such as course:7.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** The time in which an assignment counts. */
  static final class PeriodOptions {
    @Option(
        names = "--from",
        paramLabel = "MOMENT",
        description = "From when it counts, such as 2027-02-01T00:00:00Z (default: always).")
    private @Nullable Instant from;

    @Option(
        names = "--until",
        paramLabel = "MOMENT",
        description = "Until when it counts, that second excluded (default: for ever).")
    private @Nullable Instant until;

    Period toMessage() {
      return Period.newBuilder()
          .setStartsAt(from == null ? 0 : from.getEpochSecond())
          .setEndsAt(until == null ? 0 : until.getEpochSecond())
          .build();
    }
  }

  @Command(
      name = "assign",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Gives a user a role in a context.",
      footer = {
        "",
        "Examples:",
        "  beadle role assign 42 5 course:7 --actor 2",
        "  beadle role assign 42 5 course:7 --until 2027-08-01T00:00:00Z --actor 2"
      })
  int assign(
      @Parameters(index = "0", paramLabel = "USER", description = USER) long userId,
      @Parameters(index = "1", paramLabel = "ROLE", description = ROLE) long roleId,
      @Parameters(
              index = "2",
              paramLabel = "CONTEXT",
              converter = ContextConverter.class,
              description = CONTEXT)
          ContextReference context,
      @Mixin PeriodOptions period,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setAssignRole(
                AssignRole.newBuilder()
                    .setUserId(userId)
                    .setRoleId(roleId)
                    .setContext(context)
                    .setPeriod(period.toMessage()))
            .build());
  }

  @Command(
      name = "unassign",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Takes a role away that a user was given by hand in a context.",
      footer = {"", "Example:", "  beadle role unassign 42 5 course:7 --actor 2"})
  int unassign(
      @Parameters(index = "0", paramLabel = "USER", description = USER) long userId,
      @Parameters(index = "1", paramLabel = "ROLE", description = ROLE) long roleId,
      @Parameters(
              index = "2",
              paramLabel = "CONTEXT",
              converter = ContextConverter.class,
              description = CONTEXT)
          ContextReference context,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setUnassignRole(
                UnassignRole.newBuilder().setUserId(userId).setRoleId(roleId).setContext(context))
            .build());
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Creates a role without any permission.",
      footer = {
        "",
        "Example:",
        "  beadle role create tutor --name Tutor --archetype teacher --actor 2"
      })
  int create(
      @Parameters(index = "0", paramLabel = "SHORTNAME", description = "role.shortname")
          String shortName,
      @Option(names = "--name", defaultValue = "", description = "role.name") String name,
      @Option(
              names = "--archetype",
              defaultValue = "",
              description = "manager, coursecreator, editingteacher, teacher, student, guest, user")
          String archetype,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setCreateRole(
                CreateRole.newBuilder()
                    .setShortName(shortName)
                    .setName(name)
                    .setArchetype(archetype))
            .build());
  }

  @Command(
      name = "duplicate",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Creates a role like another: its permissions at the system and its matrices.",
      footer = {
        "",
        "Example:",
        "  beadle role duplicate 5 auditor --name 'Student who listens' --actor 2"
      })
  int duplicate(
      @Parameters(index = "0", paramLabel = "ROLE", description = ROLE) long roleId,
      @Parameters(index = "1", paramLabel = "SHORTNAME", description = "role.shortname")
          String shortName,
      @Option(names = "--name", defaultValue = "", description = "role.name") String name,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setDuplicateRole(
                DuplicateRole.newBuilder().setRoleId(roleId).setShortName(shortName).setName(name))
            .build());
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Deletes a role with its assignments and permissions.",
      footer = {"", "Example:", "  beadle role delete 9 --actor 2 --reason 'not used any more'"})
  int delete(
      @Parameters(index = "0", paramLabel = "ROLE", description = ROLE) long roleId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder().setDeleteRole(DeleteRole.newBuilder().setRoleId(roleId)).build());
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Gives a role the permissions of its archetype at the system.",
      footer = {"", "Example:", "  beadle role reset 5 --actor 2"})
  int reset(
      @Parameters(index = "0", paramLabel = "ROLE", description = ROLE) long roleId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder().setResetRole(ResetRole.newBuilder().setRoleId(roleId)).build());
  }

  @Command(
      name = "allow",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Allows whoever holds a role to assign, override, switch to or view another.",
      footer = {"", "Example:", "  beadle role allow assign 3 5 --actor 2"})
  int allow(
      @Parameters(
              index = "0",
              paramLabel = "MATRIX",
              description = "assign, override, switch, view")
          RoleMatrix.Value matrix,
      @Parameters(index = "1", paramLabel = "ROLE", description = ROLE) long roleId,
      @Parameters(index = "2", paramLabel = "TARGET", description = "The other role's id.")
          long targetRoleId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setAllowRole(
                AllowRole.newBuilder()
                    .setMatrix(matrix)
                    .setRoleId(roleId)
                    .setTargetRoleId(targetRoleId))
            .build());
  }

  @Command(
      name = "disallow",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Takes back what `beadle role allow` gave.",
      footer = {"", "Example:", "  beadle role disallow assign 3 5 --actor 2"})
  int disallow(
      @Parameters(
              index = "0",
              paramLabel = "MATRIX",
              description = "assign, override, switch, view")
          RoleMatrix.Value matrix,
      @Parameters(index = "1", paramLabel = "ROLE", description = ROLE) long roleId,
      @Parameters(index = "2", paramLabel = "TARGET", description = "The other role's id.")
          long targetRoleId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setDisallowRole(
                DisallowRole.newBuilder()
                    .setMatrix(matrix)
                    .setRoleId(roleId)
                    .setTargetRoleId(targetRoleId))
            .build());
  }
}
