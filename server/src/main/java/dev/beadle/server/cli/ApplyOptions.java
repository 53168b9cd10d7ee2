package dev.beadle.server.cli;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.grpc.BatchMapper;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.PreviewResponse;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** By whom and why commands are done, and what becomes of them. */
final class ApplyOptions {
  private static final int PEOPLE_PER_PAGE = 1_000;

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--actor",
      paramLabel = "USER",
      description =
          "The user who does it (user.id); his rights decide. Required with a server; with --data"
              + " it is the operator (0), who may do everything, unless said otherwise.")
  private @Nullable Long actor;

  @Option(names = "--reason", paramLabel = "WORDS", description = "Why; kept in the log.")
  private @Nullable String reason;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A name for this write: saying it again under the same name does nothing.")
  private @Nullable String key;

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = "Does it only if nobody has written since this revision.")
  private @Nullable String revision;

  @Option(
      names = "--dry-run",
      description = "Reads and checks what is to be done, and sends nothing.")
  private boolean dryRun;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Does one command; returns the exit code. */
  int apply(AdminCommand command) {
    return apply(
        new CommandLines("", AdminBatch.newBuilder().addCommands(command).build(), List.of()));
  }

  /** Does commands that were read; returns the exit code. */
  int apply(CommandLines commands) {
    LogFormat.quiet();
    AdminBatch batch = batchOf(commands.batch());
    PrintWriter out = spec.commandLine().getOut();
    try {
      var _ = mapper().batchOf(batch);
      if (dryRun) {
        out.println(batch.getCommandsCount() + " commands are well-formed; nothing was sent");
        return ExitCode.YES;
      }
      print(
          out,
          data.isGiven()
              ? Administering.store(data, admin -> admin.apply(batch))
              : Administering.server(target, admin -> admin.apply(batch)));
      return ExitCode.YES;
    } catch (RefusedChangeException refused) {
      tell(commands.whereIs(refused.details().command()), String.valueOf(refused.getMessage()));
      return ExitCode.BAD_INPUT;
    } catch (AdminRefusedException refused) {
      tell(commands.whereIs(refused.command()), String.valueOf(refused.getMessage()));
      return exitCodeOf(refused);
    } finally {
      out.flush();
    }
  }

  /** Tells what commands that were read would do; returns the exit code. */
  int preview(CommandLines commands) {
    LogFormat.quiet();
    AdminBatch batch = batchOf(commands.batch());
    PrintWriter out = spec.commandLine().getOut();
    try {
      var _ = mapper().batchOf(batch);
      return data.isGiven()
          ? Administering.store(data, admin -> print(out, admin, batch))
          : Administering.server(target, admin -> print(out, admin, batch));
    } catch (RefusedChangeException refused) {
      tell(commands.whereIs(refused.details().command()), String.valueOf(refused.getMessage()));
      return ExitCode.BAD_INPUT;
    } catch (AdminRefusedException refused) {
      tell(commands.whereIs(refused.command()), String.valueOf(refused.getMessage()));
      return exitCodeOf(refused);
    } finally {
      out.flush();
    }
  }

  /** Page after page, so that the list is complete however long it is. */
  private int print(PrintWriter out, BeadleAdmin admin, AdminBatch batch) {
    var text = new PreviewText(out);
    String next = "";
    do {
      PreviewResponse page = admin.preview(batch, PEOPLE_PER_PAGE, next);
      if (output == OutputFormat.JSON) {
        out.println(OutputFormat.jsonOf(page));
      } else {
        text.print(page);
      }
      next = page.getNextPageToken();
    } while (!next.isEmpty());
    return ExitCode.YES;
  }

  private BatchMapper mapper() {
    return data.isGiven()
        ? BatchMapper.ofOperator(Administering.ANY_LENGTH)
        : BatchMapper.ofConnections(Administering.ANY_LENGTH);
  }

  /** What is typed wins over what the file says. */
  private AdminBatch batchOf(AdminBatch said) {
    AdminBatch.Builder batch = said.toBuilder();
    if (actor != null) {
      batch.setActor(actor);
    }
    if (reason != null) {
      batch.setReason(reason);
    }
    if (key != null) {
      batch.setIdempotencyKey(key);
    }
    if (revision != null) {
      batch.getPreconditionsBuilder().setRevision(revision);
    }
    if (batch.getActor() == 0 && !data.isGiven()) {
      throw new ParameterException(
          spec.commandLine(), "--actor: required (the id of the user who does it)");
    }
    return batch.build();
  }

  private void print(PrintWriter out, ApplyResponse done) {
    if (output == OutputFormat.JSON) {
      out.println(OutputFormat.jsonOf(done));
      return;
    }
    String what =
        done.getAlreadyApplied()
            ? "was done before, under the same key"
            : done.getChangesCount() + " changes";
    out.println("revision " + done.getRevision() + ": " + what);
    done.getChangesList()
        .forEach(change -> out.println("  " + ChangeWords.of(ChangeMessages.toChange(change))));
  }

  private void tell(String where, String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("beadle: " + (where.isEmpty() ? "" : where + ": ") + message);
    err.flush();
  }

  /** Says why a question about administration was refused; returns the exit code. */
  static int tell(CommandSpec spec, AdminRefusedException refused) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("beadle: " + refused.getMessage());
    err.flush();
    return exitCodeOf(refused);
  }

  private static int exitCodeOf(AdminRefusedException refused) {
    return switch (refused.kind()) {
      case FORBIDDEN, FAILED_PRECONDITION -> ExitCode.NO;
      case INVALID, NOT_FOUND, KEY_REUSED, OTHER -> ExitCode.BAD_INPUT;
      case OVERLOADED, UNAVAILABLE -> ExitCode.UNREACHABLE;
    };
  }
}
