package dev.beadle.server.cli;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Who changed what that made a user gain or lose a capability, and when?",
    footer = {
      "",
      "Examples:",
      "  beadle history 42 mod/forum:replypost 31",
      "  beadle history 42 mod/forum:replypost 31 --from 8201b817.5 --deadline-seconds 60"
    })
final class HistoryCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CAPABILITY",
      description = "For example mod/forum:replypost.")
  private String capability = "";

  @Parameters(index = "2", paramLabel = "CONTEXT", description = "The context's id (context.id).")
  private long contextId;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--from",
      paramLabel = "REVISION",
      defaultValue = "",
      description = "The earlier revision (default: as far back as the log reaches).")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "REVISION",
      defaultValue = "",
      description = "The later revision (default: now).")
  private String to = "";

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    try {
      return Administering.server(target, this::print);
    } catch (AdminRefusedException refused) {
      return AdminRefusals.tell(spec, refused);
    }
  }

  private int print(BeadleAdmin admin) {
    var text = new HistoryText();
    AnswerPages.forEach(
        from,
        revision -> admin.history(questionFrom(revision)),
        ExplainHistoryResponse::getContinueFromRevision,
        part -> output.print(part, out -> text.print(out, part)));
    return ExitCode.YES;
  }

  private ExplainHistoryRequest questionFrom(String revision) {
    return ExplainHistoryRequest.newBuilder()
        .setUserId(userId)
        .setCapability(capability)
        .setContextId(contextId)
        .setFromRevision(revision)
        .setToRevision(to)
        .build();
  }
}
