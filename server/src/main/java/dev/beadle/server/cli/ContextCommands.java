package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.LockContext;
import dev.beadle.v1.MoveCategory;
import dev.beadle.v1.MoveCourse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "context",
    mixinStandardHelpOptions = true,
    description = "Locks contexts, and moves courses and categories.",
    footer = {
      "",
      "Examples:",
      "  beadle context lock course:7 --actor 2 --reason 'the term is over'",
      "  beadle context move course:7 category:4 --actor 2"
    })
final class ContextCommands implements Runnable {
  private static final String CONTEXT = "The context's id, or LEVEL:INSTANCE such as course:7.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  @Command(
      name = "lock",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Locks a context with all that lies below it: nobody writes there any more.",
        "As in Moodle, locks mean something while the setting contextlocking is on, which it is",
        "not on a new site (SetSetting of the administration service)."
      },
      footer = {"", "Example:", "  beadle context lock course:7 --actor 2"})
  int lock(
      @Parameters(
              index = "0",
              paramLabel = "CONTEXT",
              converter = ContextConverter.class,
              description = CONTEXT)
          ContextReference context,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setLockContext(LockContext.newBuilder().setContext(context).setLocked(true))
            .build());
  }

  @Command(
      name = "unlock",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Unlocks a context.",
      footer = {"", "Example:", "  beadle context unlock course:7 --actor 2"})
  int unlock(
      @Parameters(
              index = "0",
              paramLabel = "CONTEXT",
              converter = ContextConverter.class,
              description = CONTEXT)
          ContextReference context,
      @Mixin ApplyOptions how) {
    return how.apply(
        AdminCommand.newBuilder()
            .setLockContext(LockContext.newBuilder().setContext(context).setLocked(false))
            .build());
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Moves a course or a category into a category, or a category to the top.",
      footer = {
        "",
        "Examples:",
        "  beadle context move course:7 category:4 --actor 2",
        "  beadle context move category:9 system:0 --actor 2"
      })
  int move(
      @Parameters(
              index = "0",
              paramLabel = "WHAT",
              converter = ContextConverter.class,
              description = "course:ID or category:ID.")
          ContextReference what,
      @Parameters(
              index = "1",
              paramLabel = "INTO",
              converter = ContextConverter.class,
              description = "category:ID, or system:0 for the top.")
          ContextReference into,
      @Mixin ApplyOptions how) {
    return how.apply(moving(what.getInstance(), into.getInstance()));
  }

  private AdminCommand moving(ContextInstance what, ContextInstance into) {
    boolean isIntoTop = into.getLevel() == ContextLevel.SYSTEM;
    boolean isIntoCategory = into.getLevel() == ContextLevel.COURSE_CATEGORY;
    if (what.getLevel() == ContextLevel.COURSE && isIntoCategory) {
      return AdminCommand.newBuilder()
          .setMoveCourse(
              MoveCourse.newBuilder()
                  .setCourseId(what.getInstanceId())
                  .setCategoryId(into.getInstanceId()))
          .build();
    }
    if (what.getLevel() == ContextLevel.COURSE_CATEGORY && (isIntoCategory || isIntoTop)) {
      return AdminCommand.newBuilder()
          .setMoveCategory(
              MoveCategory.newBuilder()
                  .setCategoryId(what.getInstanceId())
                  .setParentId(isIntoTop ? 0 : into.getInstanceId()))
          .build();
    }
    throw new ParameterException(
        spec.commandLine().getSubcommands().get("move"),
        "expected course:ID category:ID, category:ID category:ID, or category:ID system:0");
  }
}
