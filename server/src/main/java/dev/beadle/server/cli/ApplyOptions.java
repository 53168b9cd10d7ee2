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
import java.util.function.Function;
import java.util.function.ToIntFunction;
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

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Does one command; returns the exit code. */
  int apply(AdminCommand command) {
    return apply(
        new CommandLines("", AdminBatch.newBuilder().addCommands(command).build(), List.of()));
  }

  /** Does commands that were read; returns the exit code. */
  int apply(CommandLines commands) {
    return attempt(commands, batch -> dryRun ? checked(batch) : applied(batch));
  }

  /** Tells what commands that were read would do; returns the exit code. */
  int preview(CommandLines commands) {
    return attempt(commands, batch -> administer(admin -> previewed(admin, batch)));
  }

  /** Does something with well-formed commands, or tells why not; returns the exit code. */
  private int attempt(CommandLines commands, ToIntFunction<AdminBatch> use) {
    LogFormat.quiet();
    AdminBatch batch = batchOf(commands.batch());
    try {
      var _ = mapper().batchOf(batch);
      return use.applyAsInt(batch);
    } catch (RefusedChangeException refused) {
      return AdminRefusals.tell(spec, commands.whereIs(refused.details().command()), refused);
    } catch (AdminRefusedException refused) {
      return AdminRefusals.tell(spec, commands.whereIs(refused.command()), refused);
    } finally {
      spec.commandLine().getOut().flush();
    }
  }

  private <T> T administer(Function<BeadleAdmin, T> use) {
    return data.isGiven() ? Administering.store(data, use) : Administering.server(target, use);
  }

  private int checked(AdminBatch batch) {
    spec.commandLine()
        .getOut()
        .println(batch.getCommandsCount() + " commands are well-formed; nothing was sent");
    return ExitCode.YES;
  }

  private int applied(AdminBatch batch) {
    ApplyResponse done = administer(admin -> admin.apply(batch));
    output.print(done, out -> print(out, done));
    return ExitCode.YES;
  }

  private int previewed(BeadleAdmin admin, AdminBatch batch) {
    var text = new PreviewText(spec.commandLine().getOut());
    AnswerPages.forEach(
        "",
        token -> admin.preview(batch, PEOPLE_PER_PAGE, token),
        PreviewResponse::getNextPageToken,
        page -> output.print(page, _ -> text.print(page)));
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

  private static void print(PrintWriter out, ApplyResponse done) {
    String what =
        done.getAlreadyApplied()
            ? "was done before, under the same key"
            : done.getChangesCount() + " changes";
    out.println("revision " + done.getRevision() + ": " + what);
    done.getChangesList()
        .forEach(change -> out.println("  " + ChangeWords.of(ChangeMessages.toChange(change))));
  }
}
