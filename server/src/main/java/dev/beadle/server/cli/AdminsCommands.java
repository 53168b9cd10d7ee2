package dev.beadle.server.cli;

import dev.beadle.v1.AddSiteAdmin;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.RemoveSiteAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "admins",
    mixinStandardHelpOptions = true,
    description = "Makes users site administrators, who may do everything.",
    footer = {"", "Example:", "  beadle admins add 42 --actor 2 --reason 'takes over from Ann'"})
final class AdminsCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Makes a user a site administrator.",
      footer = {"", "Example:", "  beadle admins add 42 --actor 2"})
  int add(
      @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
          long userId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setAddSiteAdmin(AddSiteAdmin.newBuilder().setUserId(userId))
            .build());
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Makes a user no site administrator any more.",
      footer = {"", "Example:", "  beadle admins remove 42 --actor 2"})
  int remove(
      @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
          long userId,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setRemoveSiteAdmin(RemoveSiteAdmin.newBuilder().setUserId(userId))
            .build());
  }
}
